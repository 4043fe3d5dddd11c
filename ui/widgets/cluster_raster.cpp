#include "ui/widgets/cluster_raster.h"

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr float margin = 0.25f;         ///< of the grid around the points, in map units
constexpr float blur_units = 0.035f;    ///< radius of one of three box blurs
constexpr float level_exponent = 0.42f; ///< so that thin parts show beside thick ones
constexpr float dot_opacity = 0.85f;
constexpr int phases = 4; ///< places of a disc's middle within a pixel, each way

/// One pass over the rows of a square grid; two of them with a transposition blur both ways.
void blurRows(std::vector<float>& cells, int size, int radius) {
    std::vector<float> row(static_cast<std::size_t>(size));
    const float share = 1.0f / static_cast<float>(2 * radius + 1);
    for (int y = 0; y < size; ++y) {
        float* const line = cells.data() + static_cast<std::ptrdiff_t>(y) * size;
        float sum = 0;
        for (int x = 0; x < std::min(radius, size); ++x)
            sum += line[x];
        for (int x = 0; x < size; ++x) {
            if (x + radius < size)
                sum += line[x + radius];
            row[static_cast<std::size_t>(x)] = sum * share;
            if (x - radius >= 0)
                sum -= line[x - radius];
        }
        std::ranges::copy(row, line);
    }
}

void transpose(std::vector<float>& cells, int size) {
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < y; ++x)
            std::swap(cells[static_cast<std::size_t>(y * size + x)],
                      cells[static_cast<std::size_t>(x * size + y)]);
}

/// How much of each pixel around a disc's middle it covers, 0..256.
struct Disc {
    int reach = 0; ///< pixels each way
    std::vector<int> cover;

    Disc(double radius, double dx, double dy) : reach(static_cast<int>(std::ceil(radius + 0.5))) {
        for (int y = -reach; y <= reach; ++y)
            for (int x = -reach; x <= reach; ++x) {
                const double distance = std::hypot(x - dx, y - dy);
                const double share = std::clamp(radius + 0.5 - distance, 0.0, 1.0);
                cover.push_back(static_cast<int>(std::lround(256 * share * double{dot_opacity})));
            }
    }
};

QRgb mixed(QRgb under, QRgb over, int share) {
    // Red and blue together, green alone: eight bits apart, they do not run into each other.
    const quint32 keep = static_cast<quint32>(256 - share), add = static_cast<quint32>(share);
    const quint32 redBlue = ((under & 0xff00ff) * keep + (over & 0xff00ff) * add) >> 8;
    const quint32 green = ((under & 0x00ff00) * keep + (over & 0x00ff00) * add) >> 8;
    return 0xff000000 | (redBlue & 0xff00ff) | (green & 0x00ff00);
}

} // namespace

MapDensity::MapDensity(std::span<const MapPosition> points) {
    if (points.empty())
        return;
    const auto [left, right] = std::ranges::minmax(points, {}, &MapPosition::x);
    const auto [top, bottom] = std::ranges::minmax(points, {}, &MapPosition::y);
    const float span = std::max({right.x - left.x, bottom.y - top.y, 0.1f}) + 2 * margin;
    left_ = (left.x + right.x - span) / 2;
    top_ = (top.y + bottom.y - span) / 2;
    cell_ = span / grid;
    levels_.assign(std::size_t{grid} * grid, 0);
    for (const MapPosition& p : points) {
        const int x = std::clamp(static_cast<int>((p.x - left_) / cell_), 0, grid - 1);
        const int y = std::clamp(static_cast<int>((p.y - top_) / cell_), 0, grid - 1);
        ++levels_[static_cast<std::size_t>(y * grid + x)];
    }
    const int radius = std::max(1, static_cast<int>(std::lround(blur_units / cell_)));
    for (int pass = 0; pass < 3; ++pass)
        blurRows(levels_, grid, radius);
    transpose(levels_, grid);
    for (int pass = 0; pass < 3; ++pass)
        blurRows(levels_, grid, radius);
    transpose(levels_, grid);
    const float most = *std::ranges::max_element(levels_);
    for (float& level : levels_)
        level = (steps + 0.99f) * std::pow(std::max(level, 0.f) / most, level_exponent);
}

void MapDensity::paint(QImage& image, const MapView& view,
                       const std::array<QRgb, steps + 1>& colors) const {
    struct Place {
        int cell;
        float share; ///< of the next cell
    };
    const auto placeOf = [&](int pixel, double origin, float first) {
        const auto at = static_cast<float>((pixel + 0.5 - origin) / view.scale);
        const float cells = (at - first) / cell_ - 0.5f;
        const float cell = std::floor(cells);
        return Place{static_cast<int>(cell), cells - cell};
    };
    const auto inside = [](const Place& place) { return place.cell >= 0 && place.cell + 1 < grid; };
    std::vector<Place> columns;
    for (int x = 0; x < image.width(); ++x)
        columns.push_back(placeOf(x, view.origin.x(), left_));
    for (int y = 0; y < image.height(); ++y) {
        auto* const line = reinterpret_cast<QRgb*>(image.scanLine(y));
        const Place row = placeOf(y, view.origin.y(), top_);
        if (isEmpty() || !inside(row)) {
            std::fill_n(line, image.width(), colors[0]);
            continue;
        }
        const float* const upper = levels_.data() + static_cast<std::ptrdiff_t>(row.cell) * grid;
        const float* const lower = upper + grid;
        for (int x = 0; x < image.width(); ++x) {
            const Place column = columns[static_cast<std::size_t>(x)];
            if (!inside(column)) {
                line[x] = colors[0];
                continue;
            }
            const float* const a = upper + column.cell;
            const float* const b = lower + column.cell;
            const float above = a[0] + (a[1] - a[0]) * column.share;
            const float below = b[0] + (b[1] - b[0]) * column.share;
            line[x] = colors[static_cast<std::size_t>(above + (below - above) * row.share)];
        }
    }
}

void paintDots(QImage& image, const MapView& view, std::span<const MapDot> dots,
               std::span<const QRgb> palette, double radius) {
    std::vector<Disc> discs;
    for (int y = 0; y < phases; ++y)
        for (int x = 0; x < phases; ++x)
            discs.emplace_back(radius, (x + 0.5) / phases - 0.5, (y + 0.5) / phases - 0.5);
    const int reach = discs.front().reach;
    const auto width = image.width(), height = image.height();
    const auto stride = image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
    auto* const pixels = reinterpret_cast<QRgb*>(image.bits());
    for (const MapDot& dot : dots) {
        const QPointF at = view.toScreen(dot.at);
        const double column = std::floor(at.x()), row = std::floor(at.y());
        if (column < reach || row < reach || column + reach >= width || row + reach >= height)
            continue; // those that the edge would cut are left out
        const auto phaseX = static_cast<std::size_t>((at.x() - column) * phases);
        const auto phaseY = static_cast<std::size_t>((at.y() - row) * phases);
        const int* cover = discs[phaseY * phases + phaseX].cover.data();
        const QRgb color = palette[dot.color];
        QRgb* line = pixels + (static_cast<qsizetype>(row) - reach) * stride +
                     static_cast<qsizetype>(column) - reach;
        for (int y = 0; y <= 2 * reach; ++y, line += stride)
            for (int x = 0; x <= 2 * reach; ++x, ++cover)
                if (*cover > 0)
                    line[x] = mixed(line[x], color, *cover);
    }
}

} // namespace bsc::ui
