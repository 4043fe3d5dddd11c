#include "ui/charts/curve_chart.h"

#include "ui/charts/csv.h"
#include "ui/charts/curve_plot.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr qreal grip = 8; ///< pixels to both sides of the chosen line

} // namespace

CurveChart::CurveChart(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(120, 90);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CurveChart::setData(CurveData data) {
    data_ = std::move(data);
    setObjectName(data_.slug);
    update();
}

void CurveChart::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    CurvePlot(data_, area, theme).paint(painter);
}

QString CurveChart::csv() const {
    CsvTable table({"series", data_.x.title.isEmpty() ? "x" : data_.x.title,
                    data_.y.title.isEmpty() ? "y" : data_.y.title, "lower", "upper"});
    for (const Curve& curve : data_.curves)
        for (std::size_t i = 0; i < curve.points.size(); ++i) {
            const bool banded = i < curve.band.size();
            table.add({curve.name, csvNumber(curve.points[i].x()), csvNumber(curve.points[i].y()),
                       banded ? csvNumber(curve.band[i].x()) : QString(),
                       banded ? csvNumber(curve.band[i].y()) : QString()});
        }
    return table.text();
}

void CurveChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    const CurvePlot plot(data_, rect(), theme_);
    plot.paint(painter);
    if (hover_ && !dragging_)
        plot.paintHover(painter, *hover_);
    if (hasFocus()) {
        painter.setPen(QPen(theme_.color(Tone::accent), 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

CurveMark* CurveChart::chosen() {
    const auto found = std::ranges::find_if(data_.marks, [](const CurveMark& mark) {
        return mark.kind == CurveMark::Kind::chosen && mark.across == Qt::Vertical;
    });
    return found == data_.marks.end() ? nullptr : &*found;
}

void CurveChart::moveChosen(double x) {
    CurveMark* mark = chosen();
    const double low = std::min(data_.x.from, data_.x.to),
                 high = std::max(data_.x.from, data_.x.to);
    x = std::clamp(step_ > 0 ? std::round(x / step_) * step_ : x, low, high);
    if (!mark || mark->at == x)
        return;
    mark->at = x;
    update();
    emit chosenMoved(x);
}

void CurveChart::mousePressEvent(QMouseEvent* event) {
    const CurvePlot plot(data_, rect(), theme_);
    if (const CurveMark* mark = chosen())
        dragging_ = std::abs(plot.at({mark->at, data_.y.from}).x() - event->position().x()) <= grip;
}

void CurveChart::mouseMoveEvent(QMouseEvent* event) {
    const CurvePlot plot(data_, rect(), theme_);
    const qreal x = event->position().x();
    if (dragging_) {
        moveChosen(plot.valueAt(x));
        return;
    }
    const CurveMark* mark = chosen();
    const bool near = mark && std::abs(plot.at({mark->at, data_.y.from}).x() - x) <= grip;
    setCursor(near ? Qt::SizeHorCursor : Qt::ArrowCursor);
    hover_.reset();
    if (x >= plot.area().left() && x <= plot.area().right())
        hover_ = plot.valueAt(x);
    update();
}

void CurveChart::mouseReleaseEvent(QMouseEvent*) {
    if (std::exchange(dragging_, false))
        emit chosenReleased(chosen()->at);
}

void CurveChart::leaveEvent(QEvent*) {
    hover_.reset();
    update();
}

void CurveChart::keyPressEvent(QKeyEvent* event) {
    const CurveMark* mark = chosen();
    const bool arrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    if (!mark || !arrow || step_ <= 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    const bool up = (event->key() == Qt::Key_Right) == (data_.x.to > data_.x.from);
    moveChosen(mark->at + (up ? step_ : -step_));
    emit chosenReleased(chosen()->at);
}

} // namespace bsc::ui
