#include "ui/widgets/cluster_raster.h"

#include <algorithm>
#include <cmath>
#include <optional>

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

constexpr int whole = 256; ///< of a pixel
constexpr double no_hole = -1;

/// How much of each pixel around a circle's middle its line covers, 0..whole, row by row.
struct Stamp {
    int reach = 0; ///< pixels each way
    std::vector<int> cover;

    Stamp(double outer, double inner, double dx, double dy)
        : reach(static_cast<int>(std::ceil(outer + 0.5))) {
        for (int y = -reach; y <= reach; ++y)
            for (int x = -reach; x <= reach; ++x) {
                const double distance = std::hypot(x - dx, y - dy);
                const double share = std::clamp(outer + 0.5 - distance, 0.0, 1.0) -
                                     std::clamp(inner + 0.5 - distance, 0.0, 1.0);
                cover.push_back(static_cast<int>(std::lround(whole * share)));
            }
    }
};

/// One for each place of the middle within a pixel.
class Stamps {
  public:
    Stamps(double outer, double inner) {
        for (int y = 0; y < phases; ++y)
            for (int x = 0; x < phases; ++x)
                stamps_.emplace_back(outer, inner, (x + 0.5) / phases - 0.5,
                                     (y + 0.5) / phases - 0.5);
    }

    struct Place {
        std::size_t stamp;
        qsizetype left, top; ///< its first pixel
    };
    /// None for those that the edge of the picture would cut: they are left out.
    std::optional<Place> placeOf(QPointF at, const QImage& image) const {
        const double column = std::floor(at.x()), row = std::floor(at.y());
        const int reach = stamps_.front().reach;
        if (column < reach || row < reach || column + reach >= image.width() ||
            row + reach >= image.height())
            return std::nullopt;
        const auto phaseX = static_cast<std::size_t>((at.x() - column) * phases);
        const auto phaseY = static_cast<std::size_t>((at.y() - row) * phases);
        return Place{phaseY * phases + phaseX, static_cast<qsizetype>(column) - reach,
                     static_cast<qsizetype>(row) - reach};
    }

    int side() const { return 2 * stamps_.front().reach + 1; }
    const std::vector<Stamp>& all() const { return stamps_; }

  private:
    std::vector<Stamp> stamps_;
};

constexpr quint32 red_blue = 0xff00ff, green = 0x00ff00;

/// Red and blue together, green alone: eight bits apart, they do not run into each other.
QRgb scaled(QRgb color, quint32 share) {
    return ((((color & red_blue) * share) >> 8) & red_blue) |
           ((((color & green) * share) >> 8) & green);
}

QRgb* firstPixel(QImage& image) { return reinterpret_cast<QRgb*>(image.bits()); }
qsizetype stride(const QImage& image) {
    return image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
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
    const int width = image.width();
    const auto cellsAt = [&](int pixel, double origin, float first) {
        return (static_cast<float>((pixel + 0.5 - origin) / view.scale) - first) / cell_ - 0.5f;
    };
    const auto inside = [](float cells) { return cells >= 0 && cells < grid - 1; };
    // The columns that lie on the grid, and where each of its cells begins: once for all rows.
    std::vector<float> shares; ///< of the next cell, column by column
    std::vector<int> begins;
    int left = 0, first = 0;
    for (int x = 0; x < width; ++x) {
        const float at = cellsAt(x, view.origin.x(), left_);
        if (!inside(at))
            continue;
        if (shares.empty()) {
            left = x;
            first = static_cast<int>(at);
        }
        const auto cell = static_cast<std::size_t>(static_cast<int>(at) - first);
        begins.resize(std::max(begins.size(), cell + 1), x);
        shares.push_back(at - std::floor(at));
    }
    const int right = left + static_cast<int>(shares.size());
    begins.push_back(right);
    std::vector<float> levels(begins.size());
    std::vector<int> flat(begins.size());
    for (int y = 0; y < image.height(); ++y) {
        auto* const line = reinterpret_cast<QRgb*>(image.scanLine(y));
        const float row = cellsAt(y, view.origin.y(), top_);
        if (isEmpty() || shares.empty() || !inside(row)) {
            std::fill_n(line, width, colors[0]);
            continue;
        }
        const float* const upper = levels_.data() + static_cast<std::ptrdiff_t>(row) * grid + first;
        const float* const lower = upper + grid;
        const float below = row - std::floor(row);
        for (std::size_t cell = 0; cell < levels.size(); ++cell) {
            levels[cell] = upper[cell] + (lower[cell] - upper[cell]) * below;
            flat[cell] = static_cast<int>(levels[cell]);
        }
        std::fill(line, line + left, colors[0]);
        for (std::size_t cell = 0; cell + 1 < begins.size(); ++cell) {
            const int from = begins[cell], to = begins[cell + 1];
            if (flat[cell] == flat[cell + 1]) { // most of them
                std::fill(line + from, line + to, colors[static_cast<std::size_t>(flat[cell])]);
                continue;
            }
            const float level = levels[cell], rise = levels[cell + 1] - level;
            for (int x = from; x < to; ++x)
                line[x] = colors[static_cast<std::size_t>(
                    static_cast<int>(level + rise * shares[static_cast<std::size_t>(x - left)]))];
        }
        std::fill(line + right, line + width, colors[0]);
    }
}

void paintDots(QImage& image, const MapView& view, std::span<const MapDot> dots,
               std::span<const QRgb> palette, double radius) {
    // A colour's stamp says what it adds to a pixel and what it leaves of it.
    struct Ink {
        QRgb adds;
        quint32 leaves;
    };
    const Stamps stamps(radius, no_hole);
    const auto side = stamps.side();
    const auto area = static_cast<std::size_t>(side * side);
    std::vector<Ink> inks;
    for (const QRgb color : palette)
        for (const Stamp& stamp : stamps.all())
            for (const int cover : stamp.cover) {
                const auto share = static_cast<quint32>(std::lround(cover * double{dot_opacity}));
                inks.push_back({scaled(color, share) | 0xff000000, whole - share});
            }
    QRgb* const pixels = firstPixel(image);
    const qsizetype pitch = stride(image);
    for (const MapDot& dot : dots) {
        const auto place = stamps.placeOf(view.toScreen(dot.at), image);
        if (!place)
            continue;
        const Ink* ink = inks.data() + (dot.color * stamps.all().size() + place->stamp) * area;
        QRgb* line = pixels + place->top * pitch + place->left;
        for (int y = 0; y < side; ++y, line += pitch)
            for (int x = 0; x < side; ++x, ++ink)
                line[x] = ink->adds + scaled(line[x], ink->leaves);
    }
}

void paintRings(QImage& image, const MapView& view, std::span<const MapRing> rings, QRgb color,
                double radius, double width) {
    const Stamps stamps(radius + width / 2, radius - width / 2);
    QRgb* const pixels = firstPixel(image);
    const qsizetype pitch = stride(image);
    for (const MapRing& ring : rings) {
        const auto place = stamps.placeOf(view.toScreen(ring.at), image);
        if (!place)
            continue;
        const int* cover = stamps.all()[place->stamp].cover.data();
        QRgb* line = pixels + place->top * pitch + place->left;
        for (int y = 0; y < stamps.side(); ++y, line += pitch)
            for (int x = 0; x < stamps.side(); ++x, ++cover) {
                const auto share = static_cast<quint32>(*cover * ring.opacity / whole);
                line[x] = (scaled(color, share) | 0xff000000) + scaled(line[x], whole - share);
            }
    }
}

} // namespace bsc::ui
