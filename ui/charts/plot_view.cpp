#include "ui/charts/plot_view.h"

#include "ui/charts/time_plot.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

namespace bsc::ui {

namespace {

constexpr double zoom_step = 0.8; // per notch of the wheel
constexpr double notch = 120;

} // namespace

PlotView::PlotView(TimePlot& plot, const Theme& theme, QWidget* parent)
    : QGraphicsView(parent), theme_(theme), plot_(plot) {
    plot_.setTheme(theme);
    connect(&theme, &Theme::changed, this, [this, &theme] { plot_.setTheme(theme); });
    setScene(&plot_.scene());
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setRenderHint(QPainter::Antialiasing);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
}

void PlotView::print(TimePlot& plot, QPainter& painter, const QRectF& area, const Theme& theme) {
    plot.setTheme(theme);
    plot.resize(area.size());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    plot.scene().render(&painter, area, {{}, area.size()}, Qt::IgnoreAspectRatio);
    painter.restore();
}

void PlotView::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    plot_.resize(viewport()->size());
}

void PlotView::mouseMoveEvent(QMouseEvent* event) { plot_.setHover(event->position().x()); }

void PlotView::leaveEvent(QEvent*) { plot_.setHover({}); }

void PlotView::wheelEvent(QWheelEvent* event) {
    plot_.zoom(std::pow(zoom_step, event->angleDelta().y() / notch), event->position().x());
    event->accept();
}

void PlotView::mouseDoubleClickEvent(QMouseEvent*) { plot_.resetZoom(); }

void PlotView::keyPressEvent(QKeyEvent* event) {
    // No scrolling inside a chart: keys belong to the page.
    event->ignore();
}

void PlotView::focusInEvent(QFocusEvent* event) {
    ring_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    viewport()->update();
}

void PlotView::focusOutEvent(QFocusEvent*) {
    ring_ = false;
    viewport()->update();
}

void PlotView::drawForeground(QPainter* painter, const QRectF&) {
    if (!ring_)
        return;
    painter->setPen(QPen(theme_.color(Tone::accent), 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(sceneRect().adjusted(1, 1, -1, -1));
}

} // namespace bsc::ui
