#include "ui/widgets/cluster_plot.h"

#include "ui/charts/chart_theme.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"

#include <QPaintDevice>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr qreal fit_margin = 44, legend_height = 30;
constexpr double dot_radius = 1.5, largest_dot = 4, file_ratio = 2;
constexpr double many_entries = 2000;     ///< fewer have larger dots
constexpr std::uint32_t few_members = 12; ///< whose dots a label would hide
constexpr qreal ring_radius = 3.6, ring_width = 1.3;
constexpr double steady_ring = 0.6; ///< opacity of rings that do not fade
constexpr std::int64_t fade_step_us = 5'000'000;
constexpr std::size_t most_rings = 600;
constexpr float stray_share = 0.004f; ///< of the entries that the fitted view may cut

double mix(double from, double to, double share) { return from + (to - from) * share; }

QRgb mixedColor(const QColor& from, const QColor& to, double share) {
    return qRgb(static_cast<int>(mix(from.red(), to.red(), share)),
                static_cast<int>(mix(from.green(), to.green(), share)),
                static_cast<int>(mix(from.blue(), to.blue(), share)));
}

std::array<QRgb, MapDensity::steps + 1> densityColors(const Theme& theme) {
    std::array<QRgb, MapDensity::steps + 1> colors;
    const QColor ground = theme.color(Tone::pane), full = theme.color(Tone::line2);
    for (std::size_t step = 0; step < colors.size(); ++step)
        colors[step] = mixedColor(ground, full,
                                  static_cast<double>(step) / MapDensity::steps *
                                      (theme.isDark() ? 0.55 : 0.6));
    return colors;
}

MapPosition middleOf(const ClusterMap& map, const std::vector<std::uint32_t>& rows) {
    const auto middle = [&](float MapPosition::*axis) {
        std::vector<float> values;
        for (const std::uint32_t row : rows)
            values.push_back(map.points[row].at.*axis);
        const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::ranges::nth_element(values, half);
        return *half;
    };
    return {middle(&MapPosition::x), middle(&MapPosition::y)};
}

MapLabel labelOf(const ClusterMap& map, const ClusterRow& cluster) {
    MapLabel label{.name = cluster.name,
                   .size = formatCount(cluster.summary.size),
                   .at = middleOf(map, cluster.rows),
                   .top = {},
                   .key = cluster.key};
    if (cluster.rows.size() <= few_members)
        for (const std::uint32_t row : cluster.rows)
            label.top = std::min(label.top.value_or(1e9F), map.points[row].at.y);
    return label;
}

/// Ages and hits in six steps of equal numbers: ranks, so that a few busy entries do not pale all
/// others. Equal values share a step.
template <class Value>
std::vector<std::uint8_t> stepsOf(const std::vector<Value>& values) {
    std::vector<Value> sorted = values;
    std::ranges::sort(sorted);
    std::vector<std::uint8_t> steps;
    for (const Value& value : values) {
        const auto below =
            static_cast<double>(std::ranges::lower_bound(sorted, value) - sorted.begin());
        steps.push_back(static_cast<std::uint8_t>(ClusterColors::count * below /
                                                  static_cast<double>(sorted.size())));
    }
    return steps;
}

/// The newest ones, as they are at `nowUs`.
std::vector<MapRing> shownRings(const ClusterScene& scene, std::int64_t nowUs, bool fading) {
    std::vector<MapRing> rings;
    for (auto ring = scene.rings().rbegin();
         ring != scene.rings().rend() && rings.size() < most_rings; ++ring) {
        const double left = 1 - static_cast<double>(nowUs - ring->timeUs) /
                                    static_cast<double>(ClusterEvictions::ring_life_us);
        if (left <= 0)
            continue;
        const double share = fading ? 0.15 + 0.75 * std::min(left, 1.0) : steady_ring;
        rings.push_back({ring->at, static_cast<int>(std::lround(256 * share))});
    }
    return rings;
}

void paintLegend(QPainter& painter, const QRectF& area, const ClusterScene& scene,
                 const ClusterPlot::Look& look, const Theme& theme) {
    painter.setFont(ChartTheme(theme).axisFont());
    const QColor ink = theme.color(Tone::tx2);
    qreal x = area.left() + 20;
    const qreal y = area.top() + 20;
    const auto words = [&](const QString& text) {
        painter.setPen(ink);
        drawTextAt(painter, {x, y}, Qt::AlignLeft, text);
        x += QFontMetricsF(painter.font()).horizontalAdvance(text) + 18;
    };
    const auto steps = [&](int count, qreal width, auto&& colorOf) {
        for (int step = 0; step < count; ++step)
            painter.fillRect(QRectF(x + step * width, y - 4, width, 9), colorOf(step));
        x += count * width + 7;
    };
    if (scene.coloring() == MapColoring::cluster) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(clusterColor(0, theme));
        painter.drawEllipse(QPointF(x + 2, y), 2.4, 2.4);
        x += 10;
        words(QStringLiteral("entry"));
    } else {
        const bool age = scene.coloring() == MapColoring::age;
        steps(ClusterColors::count, 11, [&](int step) { return amountColor(step, theme); });
        words(age ? QStringLiteral("older to newer") : QStringLiteral("fewer to more hits"));
    }
    if (look.rings) {
        painter.setPen(QPen(theme.color(Tone::tx), ring_width));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(QPointF(x + 4, y), ring_radius, ring_radius);
        x += 15;
        words(look.fading ? QStringLiteral("evicted, fades over 10 min")
                          : QStringLiteral("evicted in the last 10 min"));
    }
    if (look.density) {
        const auto colors = densityColors(theme);
        steps(MapDensity::steps, 7,
              [&](int step) { return QColor(colors[static_cast<std::size_t>(step + 1)]); });
        words(QStringLiteral("density"));
    }
}

void paintOutline(QPainter& painter, const QPolygonF& outline, const MapView& view,
                  const Theme& theme) {
    if (outline.size() < 3)
        return;
    QPolygonF onScreen;
    for (const QPointF& corner : outline)
        onScreen << view.toScreen({static_cast<float>(corner.x()), static_cast<float>(corner.y())});
    QPen pen(theme.color(Tone::accent), 1.6);
    pen.setDashPattern({3, 2});
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    // Rounded: from the middle of one side to the middle of the next, by the corner between them.
    const auto middle = [&](qsizetype i) {
        return (onScreen[i] + onScreen[(i + 1) % onScreen.size()]) / 2;
    };
    QPainterPath path(middle(onScreen.size() - 1));
    for (qsizetype i = 0; i < onScreen.size(); ++i)
        path.quadTo(onScreen[i], middle(i));
    painter.drawPath(path);
}

} // namespace

ClusterScene::ClusterScene(const ClusterModel& model, MapColoring coloring) : coloring_(coloring) {
    if (!model.map())
        return;
    const ClusterMap& map = *model.map();
    std::vector<MapPosition> places;
    for (const MapPoint& point : map.points)
        places.push_back(point.at);
    density_ = MapDensity(places);
    for (const ClusterRow& cluster : model.clusters())
        if (cluster.medoid)
            labels_.push_back(labelOf(map, cluster));
    followEvictions(model);
}

void ClusterScene::followEvictions(const ClusterModel& model) {
    takeDots(model);
    rings_.clear();
    const std::int64_t from = model.nowUs() - ClusterEvictions::ring_life_us;
    for (const ClusterEviction& eviction : model.evictions().all())
        if (eviction.at && eviction.timeUs >= from)
            rings_.push_back({*eviction.at, eviction.timeUs});
}

void ClusterScene::takeDots(const ClusterModel& model) {
    dots_.clear();
    if (!model.map())
        return;
    const ClusterMap& map = *model.map();
    std::vector<std::uint8_t> colors(map.points.size(), ClusterColors::count);
    if (coloring_ == MapColoring::age) {
        std::vector<std::int64_t> times;
        for (const MapEntry& entry : map.entries)
            times.push_back(entry.created_us);
        colors = stepsOf(times);
    } else if (coloring_ == MapColoring::hits) {
        std::vector<std::uint64_t> hits;
        for (const MapEntry& entry : map.entries)
            hits.push_back(entry.hits);
        colors = stepsOf(hits);
    } else {
        for (const ClusterRow& cluster : model.clusters())
            if (cluster.color != ClusterColors::grey)
                for (const std::uint32_t row : cluster.rows)
                    colors[row] = static_cast<std::uint8_t>(cluster.color);
    }
    for (std::size_t row = 0; row < map.points.size(); ++row)
        if (!model.isGone(row))
            dots_.push_back({map.points[row].at, colors[row]});
}

std::vector<QRgb> ClusterScene::palette(const Theme& theme) const {
    std::vector<QRgb> colors;
    for (int i = 0; i <= ClusterColors::count; ++i)
        colors.push_back(coloring_ == MapColoring::cluster ? clusterColor(i, theme).rgb()
                                                           : amountColor(i, theme).rgb());
    return colors;
}

MapView ClusterPlot::fitted(const ClusterScene& scene, const QRectF& area) {
    const auto range = [&](float MapPosition::*axis) {
        std::vector<float> values;
        for (const MapDot& dot : scene.dots())
            values.push_back(dot.at.*axis);
        if (values.empty())
            return std::pair(-1.f, 1.f);
        std::ranges::sort(values);
        const auto cut = static_cast<std::size_t>(stray_share * static_cast<float>(values.size()));
        return std::pair(values[cut], values[values.size() - 1 - cut]);
    };
    const auto [left, right] = range(&MapPosition::x);
    const auto [top, bottom] = range(&MapPosition::y);
    const QRectF inner =
        area.adjusted(fit_margin, fit_margin + legend_height, -fit_margin, -fit_margin / 2);
    const double scale = std::max(1.0, std::min(inner.width() / std::max(right - left, 0.05f),
                                                inner.height() / std::max(bottom - top, 0.05f)));
    return {scale,
            inner.center() - QPointF((left + right) / 2 * scale, (top + bottom) / 2 * scale)};
}

void ClusterPlot::rasterize(QSize pixels, double ratio, const QPointF& corner,
                            const ClusterScene& scene, const MapView& view, const Look& look,
                            const Theme& theme) {
    const Kept wanted{{view.scale * ratio, (view.origin - corner) * ratio},
                      look.density,
                      theme.isDark(),
                      look.rings ? look.nowUs / fade_step_us : no_rings};
    if (raster_.size() == pixels && wanted == kept_)
        return;
    if (raster_.size() != pixels)
        raster_ = QImage(pixels, QImage::Format_RGB32);
    kept_ = wanted;
    if (look.density)
        scene.density().paint(raster_, wanted.view, densityColors(theme));
    else
        raster_.fill(theme.color(Tone::pane));
    const double sparse =
        std::max(1.0, many_entries / std::max<double>(1, static_cast<double>(scene.dots().size())));
    const double grown = dot_radius * std::pow(view.scale / 220, 0.35) * std::pow(sparse, 0.25);
    paintDots(raster_, wanted.view, scene.dots(), scene.palette(theme),
              std::clamp(grown, 1.2, largest_dot) * ratio);
    if (look.rings)
        paintRings(raster_, wanted.view, shownRings(scene, look.nowUs, look.fading),
                   theme.color(Tone::tx).rgb(), ring_radius * ratio, ring_width * ratio);
}

void ClusterPlot::paint(QPainter& painter, const QRectF& area, const ClusterScene& scene,
                        const MapView& view, const Look& look, const Theme& theme) {
    // Vector files hold the dots as a picture of twice the resolution: 20 000 of them would weigh
    // megabytes.
    const bool file = painter.device()->devType() != QInternal::Widget;
    const double device = painter.device()->devicePixelRatioF();
    const double ratio = file ? std::max(device, file_ratio) : device;
    painter.save();
    painter.setClipRect(area);
    painter.fillRect(area, theme.color(Tone::pane));
    rasterize((area.size() * ratio).toSize(), ratio, area.topLeft(), scene, view, look, theme);
    if (look.dimmed)
        painter.setOpacity(0.45);
    if (ratio == device)
        painter.drawImage(area.topLeft(), [&] {
            QImage shown = raster_;
            shown.setDevicePixelRatio(ratio);
            return shown;
        }());
    else
        painter.drawImage(area, raster_);
    painter.setRenderHint(QPainter::Antialiasing);
    paintOutline(painter, look.outline, view, theme);
    labels_.paint(painter, area, scene.labels(), view, theme);
    if (look.legend)
        paintLegend(painter, area, scene, look, theme);
    painter.restore();
}

} // namespace bsc::ui
