#include "ui/widgets/cluster_map_view.h"

#include "ui/charts/csv.h"
#include "ui/models/format.h"
#include "ui/widgets/cluster_map_overlay.h"
#include "ui/widgets/cluster_outline.h"
#include "ui/widgets/focus_ring.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace bsc::ui {

namespace {

constexpr qreal pick_distance = 7, key_pan = 40;
constexpr qreal least_step = 12; ///< pixels that an arrow key goes at least
constexpr qreal kept_in_sight = 60;
constexpr double wheel_notch = 120, notch_factor = 1.2, least_scale = 40, most_scale = 20'000;
constexpr std::chrono::seconds fade_step{5};

} // namespace

ClusterMapView::ClusterMapView(const ClusterModel& model, const Theme& theme, QWidget* parent)
    : QWidget(parent), model_(model), theme_(theme) {
    setObjectName("clusterMap");
    setAccessibleName(tr("Map of the cache"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&model, &ClusterModel::mapChanged, this, &ClusterMapView::takeScene);
    connect(&model, &ClusterModel::computingChanged, this, qOverload<>(&QWidget::update));
    connect(&model, &ClusterModel::evictionsChanged, this, [this] {
        scene_.followEvictions(model_);
        plot_.forget();
        update();
    });
    fadingSteps_.setInterval(fade_step);
    connect(&fadingSteps_, &QTimer::timeout, this, [this] {
        if (isVisible() && !scene_.rings().empty())
            update();
    });
    fadingSteps_.start();
    takeScene();
}

void ClusterMapView::takeScene() {
    scene_ = ClusterScene(model_, scene_.coloring());
    plot_.forget();
    fitted_.reset();
    hovered_.reset();
    setAccessibleDescription(
        tr("%1 entries in %2 clusters").arg(scene_.dots().size()).arg(scene_.labels().size()));
    update();
}

void ClusterMapView::setColoring(MapColoring coloring) {
    scene_ = ClusterScene(model_, coloring);
    plot_.forget();
    update();
}

void ClusterMapView::setDensityShown(bool shown) {
    density_ = shown;
    update();
}

void ClusterMapView::setRingsShown(bool shown) {
    rings_ = shown;
    update();
}

void ClusterMapView::setFading(bool on) {
    fading_ = on;
    plot_.forget();
    update();
}

void ClusterMapView::setLasso(bool on) {
    lasso_ = on;
    setCursor(on ? Qt::CrossCursor : Qt::ArrowCursor);
}

void ClusterMapView::select(std::uint32_t cluster) {
    const ClusterRow* row = model_.find(cluster);
    const auto label = std::ranges::find(scene_.labels(), cluster, &MapLabel::key);
    outline_ = row && row->medoid && label != scene_.labels().end()
                   ? outlineOf(row->rows, *model_.map(), label->at)
                   : QPolygonF();
    update();
}

MapView ClusterMapView::view() const {
    if (moved_)
        return *moved_;
    if (!fitted_ || fittedSize_ != size()) {
        fitted_ = ClusterPlot::fitted(scene_, QRectF(rect()));
        fittedSize_ = size();
    }
    return *fitted_;
}

void ClusterMapView::fit() {
    moved_.reset();
    update();
}

void ClusterMapView::zoomBy(double factor, QPointF around) {
    MapView next = view();
    const double scale = std::clamp(next.scale * factor, least_scale, most_scale);
    next.origin = around + (next.origin - around) * (scale / next.scale);
    next.scale = scale;
    moved_ = next;
    update();
}

ClusterPlot::Look ClusterMapView::look() const {
    ClusterPlot::Look look;
    look.density = density_;
    look.rings = rings_;
    look.fading = fading_;
    look.nowUs = model_.nowUs();
    look.outline = lassoPath_.empty()
                       ? outline_
                       : QPolygonF(QList<QPointF>(lassoPath_.begin(), lassoPath_.end()));
    return look;
}

void ClusterMapView::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    // The part of the map that is on screen, in whatever size.
    MapView shown = view();
    const double grown =
        std::min(area.width() / std::max(1, width()), area.height() / std::max(1, height()));
    shown.scale *= grown;
    shown.origin = area.topLeft() + shown.origin * grown;
    ClusterPlot().paint(painter, area, scene_, shown, look(), theme);
}

QString ClusterMapView::csv() const {
    CsvTable table({"entry", "x", "y", "cluster", "hits", "bits_to_medoid", "bits_to_nearest"});
    if (const auto map = model_.map())
        for (std::size_t row = 0; row < map->entries.size(); ++row) {
            const MapPoint& point = map->points[row];
            const ClusterRow* cluster = model_.find(model_.keyOf(row));
            table.add({QString::number(map->entries[row].id), csvNumber(point.at.x),
                       csvNumber(point.at.y), cluster ? cluster->name : QString(),
                       QString::number(map->entries[row].hits), QString::number(point.to_medoid),
                       QString::number(point.to_nearest)});
        }
    return table.text();
}

void ClusterMapView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    ClusterPlot::Look shown = look();
    const bool first = scene_.isEmpty();
    shown.dimmed = model_.isComputing() && !first;
    shown.legend = !first;
    plot_.paint(painter, QRectF(rect()), scene_, view(), shown, theme_);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!first && hovered_)
        paintEntryTip(painter, QRectF(rect()), model_, *hovered_,
                      view().toScreen(model_.map()->points[*hovered_].at), theme_);
    paintMapState(painter, QRectF(rect()), model_, first, theme_);
    if (hasFocus())
        paintFocusRing(painter, QRectF(rect()).adjusted(4, 4, -4, -4), 2, theme_);
}

std::optional<std::size_t> ClusterMapView::rowAt(QPointF at) const {
    if (!model_.map())
        return std::nullopt;
    const MapView now = view();
    std::optional<std::size_t> found;
    double least = pick_distance * pick_distance;
    const auto& points = model_.map()->points;
    for (std::size_t row = 0; row < points.size(); ++row) {
        const QPointF away = now.toScreen(points[row].at) - at;
        const double squared = QPointF::dotProduct(away, away);
        if (squared < least && !model_.isGone(row)) {
            least = squared;
            found = row;
        }
    }
    return found;
}

void ClusterMapView::resizeEvent(QResizeEvent*) { update(); }

void ClusterMapView::wheelEvent(QWheelEvent* event) {
    zoomBy(std::pow(notch_factor, event->angleDelta().y() / wheel_notch), event->position());
}

void ClusterMapView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    grabbed_ = event->position();
    lassoPath_.clear();
}

void ClusterMapView::mouseMoveEvent(QMouseEvent* event) {
    if (grabbed_ && lasso_) {
        const MapPosition at = view().toMap(event->position());
        lassoPath_.emplace_back(at.x, at.y);
    } else if (grabbed_) {
        panBy(event->position() - *grabbed_);
        grabbed_ = event->position();
    } else {
        hovered_ = rowAt(event->position());
    }
    update();
}

void ClusterMapView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !grabbed_)
        return;
    const QPointF pressed = *std::exchange(grabbed_, {});
    if (lassoPath_.size() >= 3 && model_.map()) {
        outline_ = QPolygonF(QList<QPointF>(lassoPath_.begin(), lassoPath_.end()));
        std::vector<std::uint32_t> rows;
        const auto& points = model_.map()->points;
        for (std::uint32_t row = 0; row < points.size(); ++row)
            if (!model_.isGone(row) &&
                outline_.containsPoint(QPointF(points[row].at.x, points[row].at.y),
                                       Qt::OddEvenFill))
                rows.push_back(row);
        lassoPath_.clear();
        emit lassoClosed(rows);
    } else if (const auto row = rowAt(event->position()); row && pressed == event->position()) {
        emit clusterPicked(model_.keyOf(*row));
    }
    lassoPath_.clear();
    update();
}

void ClusterMapView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const auto row = rowAt(event->position()))
        emit entryOpened(model_.map()->entries[*row].id);
}

void ClusterMapView::leaveEvent(QEvent*) {
    hovered_.reset();
    update();
}

void ClusterMapView::panBy(QPointF pixels) {
    MapView next = view();
    next.origin += pixels;
    moved_ = next;
    update();
}

void ClusterMapView::step(QPointF direction) {
    if (!model_.map())
        return;
    const MapView now = view();
    const auto& points = model_.map()->points;
    const QPointF from =
        hovered_ ? now.toScreen(points[*hovered_].at) : QRectF(rect()).center() - direction;
    std::optional<std::size_t> next;
    double least = std::numeric_limits<double>::max();
    for (std::size_t row = 0; row < points.size(); ++row) {
        const QPointF away = now.toScreen(points[row].at) - from;
        const double along = QPointF::dotProduct(away, direction);
        const double across = std::abs(QPointF::dotProduct(away, {direction.y(), -direction.x()}));
        if (along < least_step || across > along || model_.isGone(row))
            continue;
        if (const double cost = along + 2 * across; cost < least) {
            least = cost;
            next = row;
        }
    }
    if (!next)
        return;
    hovered_ = next;
    describe(*next);
    const QRectF sight =
        QRectF(rect()).adjusted(kept_in_sight, kept_in_sight, -kept_in_sight, -kept_in_sight);
    if (const QPointF at = now.toScreen(points[*next].at); !sight.contains(at))
        panBy(QPointF(std::clamp(at.x(), sight.left(), sight.right()),
                      std::clamp(at.y(), sight.top(), sight.bottom())) -
              at);
    emit clusterPicked(model_.keyOf(*next));
    update();
}

void ClusterMapView::describe(std::size_t row) {
    const MapEntry& entry = model_.map()->entries[row];
    const ClusterRow* cluster = model_.find(model_.keyOf(row));
    setAccessibleDescription(tr("%1: entry %2 of %3, %4 hits, nearest neighbour %5 bits away")
                                 .arg(toText(entry.prompt).simplified(), formatCount(entry.id),
                                      cluster ? cluster->name : QString(), formatCount(entry.hits))
                                 .arg(model_.map()->points[row].to_nearest));
}

void ClusterMapView::keyPressEvent(QKeyEvent* event) {
    const auto arrow = [&](QPointF direction) {
        return event->modifiers() & Qt::ShiftModifier ? panBy(-key_pan * direction)
                                                      : step(direction);
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return arrow({-1, 0});
    case Qt::Key_Right:
        return arrow({1, 0});
    case Qt::Key_Up:
        return arrow({0, -1});
    case Qt::Key_Down:
        return arrow({0, 1});
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (hovered_)
            emit entryOpened(model_.map()->entries[*hovered_].id);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the same key without Shift
        return zoomBy(notch_factor, QRectF(rect()).center());
    case Qt::Key_Minus:
        return zoomBy(1 / notch_factor, QRectF(rect()).center());
    case Qt::Key_0:
        return fit();
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace bsc::ui
