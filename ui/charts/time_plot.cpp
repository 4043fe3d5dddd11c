#include "ui/charts/time_plot.h"

#include "ui/charts/text_painting.h"
#include "ui/charts/time_axis.h"

#include <QFontMetricsF>
#include <QGraphicsItem>
#include <QGraphicsLayout>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr double shortest_zoom_ms = 5'000;
constexpr qreal tip_height = 22, tip_padding = 8;

} // namespace

class TimePlot::Layer : public QGraphicsItem {
  public:
    using Paint = void (TimePlot::*)(QPainter&) const;

    Layer(const TimePlot& plot, qreal depth, Paint paint) : plot_(plot), paint_(paint) {
        setZValue(depth);
    }
    QRectF boundingRect() const override { return {{}, plot_.size()}; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override {
        (plot_.*paint_)(*painter);
    }
    void sizeChanges() { prepareGeometryChange(); }

  private:
    const TimePlot& plot_;
    const Paint paint_;
};

TimePlot::TimePlot()
    : under_(new Layer(*this, -1, &TimePlot::paintUnder)),
      over_(new Layer(*this, 1000, &TimePlot::paintTop)) {
    scene_.setSceneRect({{}, size_});
    scene_.addItem(under_);
    scene_.addItem(over_);
}

TimePlot::~TimePlot() = default;

void TimePlot::paintTop(QPainter& painter) const {
    paintOver(painter);
    paintHover(painter);
}

void TimePlot::resize(QSizeF size) {
    under_->sizeChanges();
    over_->sizeChanges();
    size_ = size;
    scene_.setSceneRect({{}, size});
    area_ = QRectF({}, size).marginsRemoved(margins());
    if (area_.isValid())
        place();
    scene_.update();
}

void TimePlot::setTheme(const Theme& theme) {
    look_.emplace(theme);
    scene_.setBackgroundBrush(theme.color(Tone::pane));
    style();
    scene_.update();
}

void TimePlot::setSpan(TimeSpan span) {
    span_ = span;
    if (zoom_ && zoom_->endMs < span_.beginMs)
        zoom_.reset();
    showSpan();
    scene_.update();
}

void TimePlot::setHover(std::optional<qreal> x) {
    if (x && (*x < area_.left() || *x > area_.right()))
        x.reset();
    if (hover_ == x)
        return;
    hover_ = x;
    scene_.update();
}

void TimePlot::zoom(double factor, qreal x) {
    const TimeSpan now = visible();
    const double pivot = std::clamp(timeAt(x), now.beginMs, now.endMs);
    TimeSpan next{pivot - (pivot - now.beginMs) * factor, pivot + (now.endMs - pivot) * factor};
    if (next.lengthMs() < shortest_zoom_ms)
        return;
    next.beginMs = std::max(next.beginMs, span_.beginMs);
    next.endMs = std::min(next.endMs, span_.endMs);
    zoom_ = next;
    if (next == span_)
        zoom_.reset();
    showSpan();
    scene_.update();
}

void TimePlot::resetZoom() {
    zoom_.reset();
    showSpan();
    scene_.update();
}

qreal TimePlot::xOf(double ms) const {
    const TimeSpan span = visible();
    return area_.left() + area_.width() * (ms - span.beginMs) / span.lengthMs();
}

double TimePlot::timeAt(qreal x) const {
    const TimeSpan span = visible();
    return span.beginMs + span.lengthMs() * (x - area_.left()) / area_.width();
}

QChart* TimePlot::addChart() {
    auto* chart = new QChart;
    chart->legend()->hide();
    chart->setBackgroundVisible(false);
    chart->setMargins({});
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->setAnimationOptions(QChart::NoAnimation);
    scene_.addItem(chart);
    return chart;
}

QLineSeries* TimePlot::addLine(QChart* chart, QAbstractAxis* x, QAbstractAxis* y) {
    auto* line = new QLineSeries;
    chart->addSeries(line);
    line->attachAxis(x);
    line->attachAxis(y);
    return line;
}

void TimePlot::placeChart(QChart* chart, const QRectF& plotArea) {
    chart->setGeometry({{}, size()});
    chart->setPlotArea(plotArea);
    // Without an event loop, as in an export, nobody else would lay it out.
    chart->layout()->activate();
}

void TimePlot::paintTimeAxis(QPainter& painter, int most) const {
    const QFontMetricsF metrics(look().axisFont());
    painter.setFont(look().axisFont());
    for (const TimeTick& tick : timeTicks(visible(), most)) {
        const qreal x = xOf(tick.ms);
        painter.setPen(look().baseLine());
        painter.drawLine(QPointF(x, bottom()), QPointF(x, bottom() + 3));
        painter.setPen(look().caption());
        const qreal half = metrics.horizontalAdvance(tick.label) / 2;
        const qreal middle = std::clamp(x, half, std::max(half, size().width() - half));
        drawTextAt(painter, {middle, bottom() + 11}, Qt::AlignHCenter, tick.label);
    }
}

void TimePlot::paintLevel(QPainter& painter, qreal y, const QPen& pen) const {
    painter.setPen(pen);
    const qreal middle = std::floor(y) + 0.5;
    painter.drawLine(QPointF(area_.left(), middle), QPointF(area_.right(), middle));
}

void TimePlot::paintHover(QPainter& painter) const {
    if (!hover_)
        return;
    const QString text = tip(timeAt(*hover_));
    if (text.isEmpty())
        return;
    const Theme& theme = look().theme();
    painter.setPen(QPen(theme.color(Tone::tx3), 1));
    const qreal x = std::floor(*hover_) + 0.5;
    painter.drawLine(QPointF(x, area_.top()), QPointF(x, bottom()));

    painter.setFont(look().axisFont());
    const qreal width = QFontMetricsF(look().axisFont()).horizontalAdvance(text) + 2 * tip_padding;
    const qreal left =
        std::clamp(*hover_ - width / 2, 2.0, std::max(2.0, size().width() - width - 2));
    const QRectF box(left, std::max(0.0, area_.top() - tip_height + 6), width, tip_height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Tone::tip));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(theme.color(Tone::tipText));
    painter.drawText(box, Qt::AlignCenter, text);
}

const QPointF* pointAt(const std::vector<QPointF>& line, double ms) {
    const auto after = std::upper_bound(line.begin(), line.end(), ms,
                                        [](double at, const QPointF& p) { return at < p.x(); });
    return after == line.begin() ? nullptr : &*std::prev(after);
}

} // namespace bsc::ui
