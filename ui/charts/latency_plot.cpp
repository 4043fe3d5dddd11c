#include "ui/charts/latency_plot.h"

#include "ui/charts/text_painting.h"
#include "ui/models/decimate.h"
#include "ui/models/format.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace bsc::ui {

namespace {

constexpr qreal left = 54, right = 75, top = 16, axis_strip = 22;
constexpr qreal label_gap = 8, line_height = 12.5;
constexpr double below_last_decade = 0.1; ///< of a decade, so that its grid line shows

} // namespace

LatencyPlot::LatencyPlot() : chart_(addChart()) {
    time_ = addAxis<QValueAxis>(chart_, Qt::AlignBottom);
    log_ = addAxis<QLogValueAxis>(chart_, Qt::AlignLeft);
    log_->setBase(10);
    miss_ = addBand();
    hit_ = addBand();
    showDecades();
}

LatencyPlot::Band LatencyPlot::addBand() {
    auto* tint = new QAreaSeries(new QLineSeries(chart_), new QLineSeries(chart_));
    chart_->addSeries(tint);
    tint->attachAxis(time_);
    tint->attachAxis(log_);
    return {addLine(chart_, time_, log_), addLine(chart_, time_, log_), tint};
}

QMarginsF LatencyPlot::margins() const { return {left, top, right, axis_strip}; }

void LatencyPlot::place() { placeChart(chart_, area()); }

void LatencyPlot::style() {
    const auto dress = [this](Band& band, const QColor& color) {
        band.p50->setPen(look().mainLine(color));
        band.p99->setPen(look().estimate(color));
        band.tint->setPen(Qt::NoPen);
        band.tint->setBrush(look().band(color));
    };
    dress(hit_, look().hit());
    dress(miss_, look().miss());
}

void LatencyPlot::setSeries(const LatencySeries& series) {
    series_ = series;
    showDecades();
    fill(hit_, series_.hit);
    fill(miss_, series_.miss);
    setSpan(series_.span);
}

void LatencyPlot::fill(Band& band, const LatencyLines& lines) {
    const QList<QPointF> p50 = toList(decimate(lines.p50)), p99 = toList(decimate(lines.p99));
    band.p50->replace(p50);
    band.p99->replace(p99);
    band.tint->upperSeries()->replace(p99);
    band.tint->lowerSeries()->replace(p50);
}

void LatencyPlot::showDecades() {
    double lowest = std::numeric_limits<double>::infinity(), highest = 0;
    for (const auto* lines : {&series_.hit, &series_.miss}) {
        for (const QPointF& point : lines->p50)
            lowest = std::min(lowest, point.y());
        for (const QPointF& point : lines->p99)
            highest = std::max(highest, point.y());
    }
    if (highest > 0) {
        bottomDecade_ = static_cast<int>(std::floor(std::log10(std::max(lowest, 1.0))));
        topDecade_ = static_cast<int>(std::ceil(std::log10(highest)));
        topDecade_ = std::max(topDecade_, bottomDecade_ + 2);
    }
    log_->setRange(std::pow(10, bottomDecade_ - below_last_decade), std::pow(10, topDecade_));
}

void LatencyPlot::showSpan() { time_->setRange(visible().beginMs, visible().endMs); }

qreal LatencyPlot::yOf(double microseconds) const {
    const double bottom = bottomDecade_ - below_last_decade;
    const double share = (std::log10(microseconds) - bottom) / (topDecade_ - bottom);
    return area().bottom() - area().height() * share;
}

void LatencyPlot::paintUnder(QPainter& painter) const {
    for (int decade = bottomDecade_; decade <= topDecade_; ++decade)
        paintLevel(painter, yOf(std::pow(10, decade)), look().grid());
    paintLevel(painter, bottom(), look().baseLine());
}

void LatencyPlot::paintOver(QPainter& painter) const {
    paintTimes(painter);
    paintTimeAxis(painter, 4);
    paintSpeedup(painter);
    paintEnds(painter);
}

void LatencyPlot::paintTimes(QPainter& painter) const {
    painter.setFont(look().axisFont());
    painter.setPen(look().caption());
    for (int decade = bottomDecade_; decade <= topDecade_; ++decade) {
        static constexpr std::array<const char*, 3> units{" µs", " ms", " s"};
        const int unit = std::clamp(decade / 3, 0, 2);
        const QString text = QString::number(std::lround(std::pow(10, decade - 3 * unit))) +
                             QString::fromUtf8(units[static_cast<std::size_t>(unit)]);
        drawTextAt(painter, {area().left() - label_gap, yOf(std::pow(10, decade))}, Qt::AlignRight,
                   text);
    }
}

void LatencyPlot::paintSpeedup(QPainter& painter) const {
    const auto speedup = series_.speedup();
    if (!speedup)
        return;
    // The arrow stands in the gap between the bands, which must be wide enough for it.
    constexpr qreal gap = 5, head = 3, smallest = 30;
    const double firstMs = std::max(series_.hit.p99.front().x(), series_.miss.p50.front().x());
    const qreal x = (std::max(area().left(), xOf(firstMs)) + area().right()) / 2;
    const double ms = timeAt(x);
    const QPointF* miss = pointAt(series_.miss.p50, ms);
    const QPointF* hit = pointAt(series_.hit.p99, ms);
    const qreal upper = yOf(miss ? miss->y() : series_.miss.p50.front().y()) + gap;
    const qreal lower = yOf(hit ? hit->y() : series_.hit.p99.front().y()) - gap;
    if (lower - upper < smallest)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(look().caption(), 1));
    painter.drawLine(QPointF(x, upper), QPointF(x, lower));
    for (const auto& [tip, inward] : {std::pair{upper, head}, std::pair{lower, -head}}) {
        painter.drawLine(QPointF(x, tip), QPointF(x - head, tip + inward));
        painter.drawLine(QPointF(x, tip), QPointF(x + head, tip + inward));
    }
    painter.setFont(look().axisFont());
    painter.setPen(look().value());
    const QString factor = formatFixed(*speedup, *speedup < 9.95 ? 1 : 0);
    const QString text = QStringLiteral("a hit is %1 × faster").arg(factor);
    const qreal width = QFontMetricsF(look().axisFont()).horizontalAdvance(text);
    const bool fits = x + 9 + width < area().right();
    const QRectF box(fits ? x + 6 : x - 12 - width, (upper + lower) / 2 - 7, width + 6, 14);
    painter.fillRect(box, look().theme().color(Tone::pane));
    painter.drawText(box, Qt::AlignCenter, text);
}

void LatencyPlot::paintEnds(QPainter& painter) const {
    struct End {
        double value;
        const char* name;
        QColor color;
        qreal y = 0;
    };
    std::vector<End> ends;
    const auto add = [&](const LatencyLines& lines, const char* p99, const char* p50,
                         const QColor& color) {
        if (lines.p50.empty())
            return;
        ends.push_back({lines.p99.back().y(), p99, color});
        ends.push_back({lines.p50.back().y(), p50, color});
    };
    add(series_.miss, "miss p99", "miss p50", look().missText());
    add(series_.hit, "hit p99", "hit p50", look().hitText());

    // Two lines of text each: from the bottom up, whoever is too close moves up; then back down
    // from the top.
    std::sort(ends.begin(), ends.end(),
              [](const End& a, const End& b) { return a.value > b.value; });
    constexpr qreal pitch = 2 * line_height + 3;
    qreal floor = area().bottom() - line_height / 2;
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
        end->y = std::min(yOf(end->value), floor);
        floor = end->y - pitch;
    }
    qreal ceiling = line_height;
    for (End& end : ends) {
        end.y = std::max(end.y, ceiling);
        ceiling = end.y + pitch;
    }
    const qreal x = area().right() + label_gap;
    for (const End& end : ends) {
        painter.setPen(end.color);
        painter.setFont(look().valueFont());
        drawTextAt(painter, {x, end.y - line_height / 2}, Qt::AlignLeft,
                   formatDuration(end.value).text());
        painter.setFont(look().axisFont());
        drawTextAt(painter, {x, end.y + line_height / 2}, Qt::AlignLeft, QLatin1String(end.name));
    }
}

QString LatencyPlot::tip(double ms) const {
    QString text;
    const auto add = [&](const char* name, const LatencyLines& lines) {
        const QPointF* p50 = pointAt(lines.p50, ms);
        const QPointF* p99 = pointAt(lines.p99, ms);
        if (p50 && p99)
            text += QStringLiteral(", %1 %2 to %3")
                        .arg(QLatin1String(name), formatDuration(p50->y()).text(),
                             formatDuration(p99->y()).text());
    };
    add("hit", series_.hit);
    add("miss", series_.miss);
    return text.isEmpty() ? text : formatClockSeconds(static_cast<std::int64_t>(ms * 1e3)) + text;
}

} // namespace bsc::ui
