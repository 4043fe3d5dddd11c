#include "ui/widgets/distance_histogram.h"

#include "ui/charts/csv.h"
#include "ui/models/format.h"
#include "ui/widgets/distance_plot.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr qreal grab_distance = 6;

} // namespace

DistanceHistogram::DistanceHistogram(ThresholdModel& threshold, const Theme& theme, QWidget* parent)
    : QWidget(parent), threshold_(threshold), theme_(theme) {
    setObjectName("distanceHistogram");
    setAccessibleName(tr("Distance to nearest code"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    const auto refresh = [this] {
        describe();
        update();
    };
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&threshold, &ThresholdModel::radiusChanged, this, refresh);
    connect(&threshold, &ThresholdModel::previewChanged, this, refresh);
    describe();
}

QSize DistanceHistogram::minimumSizeHint() const { return {280, 140}; }

void DistanceHistogram::setCounts(const DistanceCounts& counts, std::uint64_t requests) {
    counts_ = counts;
    requests_ = requests;
    describe();
    update();
}

DistancePlot DistanceHistogram::plot() const { return {QRectF(rect()), threshold_.bits()}; }

unsigned DistanceHistogram::shownRadius() const {
    return threshold_.preview().value_or(threshold_.radius());
}

QPoint DistanceHistogram::handleCentre() const {
    return plot().handle(shownRadius()).center().toPoint();
}

void DistanceHistogram::describe() {
    const unsigned radius = shownRadius();
    const auto split = counts_.split(radius);
    setAccessibleDescription(tr("threshold %1, radius %2 bits, %3 hits, %4 forwarded")
                                 .arg(threshold_.similarityText(radius))
                                 .arg(radius)
                                 .arg(split.hits)
                                 .arg(split.forwarded()));
}

void DistanceHistogram::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    const unsigned radius = shownRadius();
    DistancePlot(area, threshold_.bits())
        .paint(painter,
               {counts_, requests_, threshold_.bits(), radius, threshold_.similarityText(radius)},
               theme, false);
}

void DistanceHistogram::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const unsigned radius = shownRadius();
    plot().paint(painter,
                 {counts_, requests_, threshold_.bits(), radius, threshold_.similarityText(radius)},
                 theme_, hasFocus());
}

bool DistanceHistogram::isOverHandle(QPointF at) const {
    const DistancePlot plot = this->plot();
    const bool onLine = std::abs(at.x() - plot.lineX(shownRadius())) <= grab_distance &&
                        at.y() <= plot.plot().bottom() + grab_distance;
    return onLine || plot.handle(shownRadius()).contains(at);
}

void DistanceHistogram::tryAt(qreal x) {
    // The line stands behind the last bit inside.
    const double bits = plot().bitsAt(x - grabOffset_) - 1;
    const auto radius = static_cast<unsigned>(
        std::clamp(std::lround(bits), 0L, static_cast<long>(threshold_.bits())));
    threshold_.setPreview(radius);
}

void DistanceHistogram::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !isOverHandle(event->position()))
        return QWidget::mousePressEvent(event);
    dragging_ = true;
    grabOffset_ = event->position().x() - plot().lineX(shownRadius());
    emit questionChanged();
}

void DistanceHistogram::mouseMoveEvent(QMouseEvent* event) {
    if (dragging_)
        tryAt(event->position().x());
    setCursor(dragging_ || isOverHandle(event->position()) ? Qt::SizeHorCursor : Qt::ArrowCursor);
}

void DistanceHistogram::mouseReleaseEvent(QMouseEvent* event) {
    if (!dragging_ || event->button() != Qt::LeftButton)
        return;
    dragging_ = false;
    if (threshold_.preview() == threshold_.radius())
        threshold_.setPreview({});
    emit questionChanged();
}

void DistanceHistogram::step(int bits) {
    const long next = static_cast<long>(shownRadius()) + bits;
    const auto radius =
        static_cast<unsigned>(std::clamp(next, 0L, static_cast<long>(threshold_.bits())));
    if (radius == threshold_.radius())
        threshold_.setPreview({});
    else
        threshold_.setPreview(radius);
    emit questionChanged();
}

void DistanceHistogram::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1);
    case Qt::Key_Right:
        return step(1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (threshold_.preview())
            return threshold_.apply(*threshold_.preview());
        break;
    case Qt::Key_Escape:
        if (threshold_.preview() || dragging_) {
            dragging_ = false;
            threshold_.setPreview({});
            emit questionChanged();
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void DistanceHistogram::focusInEvent(QFocusEvent*) { update(); }
void DistanceHistogram::focusOutEvent(QFocusEvent*) { update(); }

QString DistanceHistogram::barText(unsigned firstBit) const {
    const unsigned last = firstBit + bits_per_bar - 1;
    const auto split = counts_.split(firstBit, last, shownRadius());
    return tr("%1 to %2 bits: %3 hits, %4 forwarded")
        .arg(firstBit)
        .arg(last)
        .arg(formatCount(split.hits), formatCount(split.forwarded()));
}

bool DistanceHistogram::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int bar = plot().barAt(help->pos());
    if (bar < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), barText(static_cast<unsigned>(bar)), this);
    return true;
}

QString DistanceHistogram::csv() const {
    CsvTable table({"distance", "look-ups", "hits", "near", "misses"});
    for (unsigned d = 0; d <= counts_.bits(); ++d) {
        const auto split = counts_.split(d, d, shownRadius());
        table.add({QString::number(d), QString::number(counts_.at(d)), QString::number(split.hits),
                   QString::number(split.near), QString::number(split.misses)});
    }
    return table.text();
}

} // namespace bsc::ui
