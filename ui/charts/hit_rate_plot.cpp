#include "ui/charts/hit_rate_plot.h"

#include "ui/charts/hit_rate_chart.h"
#include "ui/charts/text_painting.h"
#include "ui/charts/time_axis.h"
#include "ui/models/format.h"
#include "ui/models/threshold_model.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr qreal left = 40, right = 65, top = 16;
constexpr qreal axis_strip = 22, bar_height = 32, bar_gap = 22;
constexpr qreal label_gap = 8, line_height = 13;
constexpr double share_step = 0.2;

/// A round share above all lines, with room for the marks.
double roundTop(const HitRateSeries& series) {
    double highest = HitRateChart::target;
    for (const auto* line : {&series.recent, &series.total})
        for (const QPointF& point : *line)
            highest = std::max(highest, point.y());
    return std::clamp(std::ceil((highest + 0.05) / share_step) * share_step, 0.6, 1.0);
}

QString thresholdText(unsigned radius, unsigned bits) {
    return ThresholdModel(bits, radius).similarityText(radius);
}

} // namespace

HitRatePlot::HitRatePlot() : rates_(addChart()), requests_(addChart()) {
    time_ = addAxis<QValueAxis>(rates_, Qt::AlignBottom);
    share_ = addAxis<QValueAxis>(rates_, Qt::AlignLeft);

    auto* edge = new QLineSeries(rates_);
    fill_ = new QAreaSeries(edge);
    rates_->addSeries(fill_);
    fill_->attachAxis(time_);
    fill_->attachAxis(share_);
    total_ = addLine(rates_, time_, share_);
    recent_ = addLine(rates_, time_, share_);

    barIndex_ = addAxis<QValueAxis>(requests_, Qt::AlignBottom);
    rate_ = addAxis<QValueAxis>(requests_, Qt::AlignLeft);
    hits_ = new QBarSet({});
    others_ = new QBarSet({});
    bars_ = new QStackedBarSeries;
    bars_->append({hits_, others_});
    bars_->setBarWidth(0.9);
    requests_->addSeries(bars_);
    bars_->attachAxis(barIndex_);
    bars_->attachAxis(rate_);
}

QMarginsF HitRatePlot::margins() const {
    return {left, top, right, axis_strip + bar_height + bar_gap};
}

QRectF HitRatePlot::barArea() const {
    return {area().left(), area().bottom() + bar_gap, area().width(), bar_height};
}

qreal HitRatePlot::bottom() const { return barArea().bottom(); }

qreal HitRatePlot::yOf(double share) const {
    return area().bottom() - area().height() * share / topShare_;
}

void HitRatePlot::place() {
    placeChart(rates_, area());
    placeChart(requests_, barArea());
}

void HitRatePlot::style() {
    recent_->setPen(look().mainLine(look().hit()));
    total_->setPen(look().estimate(look().value()));
    fill_->setPen(Qt::NoPen);
    fill_->setBrush(look().faintBand(look().hit()));
    for (QBarSet* set : {hits_, others_})
        set->setPen(Qt::NoPen);
    hits_->setBrush(look().hit());
    others_->setBrush(look().missFill());
}

void HitRatePlot::setSeries(const HitRateSeries& series) {
    series_ = series;
    topShare_ = roundTop(series_);
    share_->setRange(0, topShare_);
    const QList<QPointF> recent = toList(series_.recent);
    recent_->replace(recent);
    fill_->upperSeries()->replace(recent);
    total_->replace(toList(series_.total));
    fillBars();
    setSpan(series_.span);
}

void HitRatePlot::fillBars() {
    QList<qreal> hits, others;
    double highest = 0;
    for (const RequestBar& bar : series_.bars) {
        hits << bar.hitsPerSecond;
        others << bar.othersPerSecond;
        highest = std::max(highest, bar.hitsPerSecond + bar.othersPerSecond);
    }
    hits_->remove(0, hits_->count());
    others_->remove(0, others_->count());
    hits_->append(hits);
    others_->append(others);
    topRate_ = niceCeiling(highest);
    rate_->setRange(0, topRate_);
}

void HitRatePlot::showSpan() {
    const TimeSpan span = visible();
    time_->setRange(span.beginMs, span.endMs);
    if (series_.bars.empty())
        return;
    // Bars stand at 0, 1, 2, ...: the axis counts in bar widths from the first bar's middle.
    const auto& bars = series_.bars;
    const double width =
        bars.size() > 1 ? bars[1].endMs - bars[0].endMs : bars[0].endMs - bars[0].beginMs;
    const double middle = bars[0].endMs - width / 2;
    barIndex_->setRange((span.beginMs - middle) / width, (span.endMs - middle) / width);
}

void HitRatePlot::paintUnder(QPainter& painter) const {
    for (double share = share_step; share < topShare_ + 0.01; share += share_step)
        paintLevel(painter, yOf(share), look().grid());
    paintLevel(painter, area().bottom(), look().baseLine());
    paintLevel(painter, bottom(), look().baseLine());
}

void HitRatePlot::paintOver(QPainter& painter) const {
    paintShareAxis(painter);
    paintTimeAxis(painter, 4);
    paintTarget(painter);
    paintChanges(painter);
    paintEnds(painter);
    paintBarLabels(painter);
}

void HitRatePlot::paintShareAxis(QPainter& painter) const {
    painter.setFont(look().axisFont());
    painter.setPen(look().caption());
    for (double share = 0; share < topShare_ + 0.01; share += share_step)
        drawTextAt(painter, {area().left() - label_gap, yOf(share)}, Qt::AlignRight,
                   formatFixed(100 * share, 0) + " %");
}

void HitRatePlot::paintTarget(QPainter& painter) const {
    const qreal y = yOf(HitRateChart::target);
    painter.setPen(look().limit());
    painter.drawLine(QPointF(area().left(), y), QPointF(area().right(), y));
    painter.setFont(look().axisFont());
    painter.setPen(look().caption());
    drawTextAt(painter, {area().left() + 5, y + 10}, Qt::AlignLeft,
               "target " + formatFixed(100 * HitRateChart::target, 0) + " %");
}

void HitRatePlot::paintChanges(QPainter& painter) const {
    painter.setFont(look().axisFont());
    qreal labelFrom = area().left();
    for (const ThresholdEvent& change : series_.changes) {
        const qreal x = xOf(static_cast<double>(change.time_us) / 1e3);
        if (x < area().left() || x > area().right() || change.bits == 0)
            continue;
        painter.setPen(look().event());
        painter.drawLine(QPointF(x, area().top() - 2), QPointF(x, bottom()));
        // Labels of changes in quick succession would cover each other.
        if (x < labelFrom)
            continue;
        const QString label = thresholdText(change.old_radius, change.bits) + " → " +
                              thresholdText(change.new_radius, change.bits);
        const qreal width = QFontMetricsF(look().axisFont()).horizontalAdvance(label);
        const bool fits = x + 6 + width < area().right();
        painter.setPen(look().theme().color(Tone::accent));
        drawTextAt(painter, {fits ? x + 6 : x - 6, area().top() + 11},
                   fits ? Qt::AlignLeft : Qt::AlignRight, label);
        labelFrom = x + 6 + width;
    }
}

void HitRatePlot::paintEnds(QPainter& painter) const {
    if (series_.recent.empty() || series_.total.empty())
        return;
    const double recent = series_.recent.back().y(), total = series_.total.back().y();
    const QPointF end(xOf(series_.recent.back().x()), yOf(recent));
    if (end.x() >= area().left() && end.x() <= area().right() + 1) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(look().hit());
        painter.drawEllipse(end, 3.2, 3.2);
    }

    // The name stands outside, the value inside: a pair of values is read together.
    const bool recentAbove = recent >= total;
    const qreal above = yOf(std::max(recent, total)), below = yOf(std::min(recent, total));
    const qreal push = std::max(0.0, 1.4 * line_height - (below - above)) / 2;
    const qreal lowest = area().bottom() + bar_gap - 1.5 * line_height;
    const qreal lower = std::min(below + push, lowest);
    const qreal upper = std::min(above - push, lower - 1.4 * line_height);
    const qreal x = area().right() + label_gap;
    const auto line = [&](qreal y, const QFont& font, const QColor& color, const QString& text) {
        painter.setFont(font);
        painter.setPen(color);
        drawTextAt(painter, {x, y}, Qt::AlignLeft, text);
    };
    const qreal recentY = recentAbove ? upper : lower, totalY = recentAbove ? lower : upper;
    const qreal outward = recentAbove ? -line_height : line_height;
    line(recentY, look().valueFont(), look().hitText(), formatPercent(recent));
    line(recentY + outward, look().axisFont(), look().caption(), QStringLiteral("5 min"));
    line(totalY, look().valueFont(), look().value(), formatPercent(total));
    line(totalY - outward, look().axisFont(), look().caption(), QStringLiteral("total"));
}

void HitRatePlot::paintBarLabels(QPainter& painter) const {
    const QRectF bars = barArea();
    painter.setFont(look().axisFont());
    painter.setPen(look().caption());
    drawTextAt(painter, {bars.left() - label_gap, bars.top()}, Qt::AlignRight,
               formatFixed(topRate_, topRate_ < 1 ? 1 : 0));
    drawTextAt(painter, {bars.left() - label_gap, bars.bottom() - 3}, Qt::AlignRight, "0");
    const qreal x = bars.right() + label_gap, y = bars.top() + 4;
    drawTextAt(painter, {x, y}, Qt::AlignLeft, QStringLiteral("req/s"));
    painter.setFont(look().valueFont());
    painter.setPen(look().hitText());
    drawTextAt(painter, {x, y + line_height}, Qt::AlignLeft, QStringLiteral("hit"));
    const qreal hitWidth = QFontMetricsF(look().valueFont()).horizontalAdvance("hit ");
    painter.setPen(look().missText());
    drawTextAt(painter, {x + hitWidth, y + line_height}, Qt::AlignLeft, QStringLiteral("miss"));
}

QString HitRatePlot::tip(double ms) const {
    const QPointF* recent = pointAt(series_.recent, ms);
    const QPointF* total = pointAt(series_.total, ms);
    if (!recent || !total)
        return {};
    QString text = QStringLiteral("%1, hit rate %2, total %3")
                       .arg(formatClockSeconds(static_cast<std::int64_t>(ms * 1e3)),
                            formatPercent(recent->y()), formatPercent(total->y()));
    for (const RequestBar& bar : series_.bars)
        if (ms >= bar.beginMs && ms < bar.endMs)
            text += QStringLiteral(", %1 req/s")
                        .arg(formatFixed(bar.hitsPerSecond + bar.othersPerSecond, 1));
    return text;
}

} // namespace bsc::ui
