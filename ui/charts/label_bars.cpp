#include "ui/charts/label_bars.h"

#include "ui/charts/chart_theme.h"
#include "ui/charts/csv.h"
#include "ui/charts/curve_data.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bsc::ui {

namespace {

constexpr unsigned bits_a_bar = 4, least_shown = 68;
constexpr qreal top = 14, left = 36, right_edge = 12, below = 36;
constexpr qreal counts_width = 76, counts_height = 46; ///< of the two at the top right

struct Bar {
    std::uint64_t right = 0, wrong = 0;
};

std::uint64_t sumOf(const std::vector<std::uint64_t>& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::vector<Bar> barsOf(const LabelBarsData& data) {
    std::vector<Bar> bars(least_shown / bits_a_bar);
    for (std::size_t distance = 0; distance < data.right.size(); ++distance) {
        const std::uint64_t right = data.right[distance], wrong = data.wrong[distance];
        if (right + wrong == 0)
            continue;
        bars.resize(std::max(bars.size(), distance / bits_a_bar + 1));
        bars[distance / bits_a_bar].right += right;
        bars[distance / bits_a_bar].wrong += wrong;
    }
    return bars;
}

} // namespace

LabelBars::LabelBars(const Theme& theme, QWidget* parent) : PaintedChart(theme, parent) {
    setObjectName("labels-by-distance");
    setMinimumSize(120, 90);
}

void LabelBars::setData(LabelBarsData data) {
    data_ = std::move(data);
    setAccessibleDescription(
        tr("%1 right, %2 wrong").arg(sumOf(data_.right)).arg(sumOf(data_.wrong)));
    update();
}

void LabelBars::paint(QPainter& painter, const QRectF& outer, const Theme& theme) const {
    const ChartTheme look(theme);
    const QRectF area = outer.adjusted(left, top, -right_edge, -below);
    if (!area.isValid())
        return;
    const std::vector<Bar> bars = barsOf(data_);
    std::uint64_t highest = 0;
    for (const Bar& bar : bars)
        highest = std::max(highest, bar.right + bar.wrong);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(look.axisFont());
    if (highest == 0) {
        painter.setFont(theme.font(FontRole::secondary));
        painter.setPen(look.caption());
        painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, tr("no labels yet"));
        painter.restore();
        return;
    }
    // The bars under the counts at the top right stay below them.
    const auto free = static_cast<std::size_t>(static_cast<double>(bars.size()) *
                                               std::max(0.0, 1 - counts_width / area.width()));
    std::uint64_t underCounts = 0;
    for (std::size_t i = free; i < bars.size(); ++i)
        underCounts = std::max(underCounts, bars[i].right + bars[i].wrong);
    const double room = std::max(0.4, 1 - counts_height / area.height());
    const double scale = std::max(1.05 * static_cast<double>(std::max<std::uint64_t>(highest, 4)),
                                  static_cast<double>(underCounts) / room);
    const auto y = [&](double count) { return area.bottom() - area.height() * count / scale; };
    const double bits = static_cast<double>(bars.size() * bits_a_bar);
    const auto x = [&](double bit) { return area.left() + area.width() * bit / bits; };
    for (const double tick : roundTicks(0, scale, 4)) {
        painter.setPen(look.grid());
        const qreal line = std::floor(y(tick)) + 0.5;
        painter.drawLine(QPointF(area.left(), line), QPointF(area.right(), line));
        painter.setPen(look.caption());
        drawTextAt(painter, {area.left() - 6, line}, Qt::AlignRight,
                   formatCount(static_cast<std::int64_t>(tick)));
    }
    painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const double from = x(static_cast<double>(i * bits_a_bar)) + 1,
                     to = x(static_cast<double>((i + 1) * bits_a_bar));
        const double right = static_cast<double>(bars[i].right),
                     all = right + static_cast<double>(bars[i].wrong);
        painter.setBrush(theme.verdict(Verdict::hit).mark);
        painter.drawRect(QRectF(QPointF(from, y(right)), QPointF(to, area.bottom())));
        painter.setBrush(theme.verdict(Verdict::wrong_hit).mark);
        painter.drawRect(QRectF(QPointF(from, y(all)), QPointF(to, y(right))));
    }
    painter.setPen(look.baseLine());
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setPen(look.caption());
    for (const double tick : roundTicks(0, bits, 4))
        drawTextAt(painter, {x(tick), area.bottom() + 11}, Qt::AlignHCenter, QString::number(tick));
    drawTextAt(painter, {area.center().x(), area.bottom() + 26}, Qt::AlignHCenter,
               tr("distance, bits"));
    painter.setPen(QPen(theme.color(Tone::accent), 1.5));
    const qreal line = x(data_.radius + 0.5);
    painter.drawLine(QPointF(line, area.top()), QPointF(line, area.bottom()));
    painter.setFont(look.valueFont());
    const bool late = line > area.center().x();
    drawTextAt(painter, {late ? line - 5 : line + 5, area.top() + 4},
               late ? Qt::AlignRight : Qt::AlignLeft, tr("radius %1").arg(data_.radius));
    painter.setPen(theme.verdict(Verdict::hit).text);
    drawTextAt(painter, {area.right(), area.top() + 20}, Qt::AlignRight,
               tr("%1 right").arg(formatCount(sumOf(data_.right))));
    painter.setPen(theme.verdict(Verdict::wrong_hit).text);
    drawTextAt(painter, {area.right(), area.top() + 35}, Qt::AlignRight,
               tr("%1 wrong").arg(formatCount(sumOf(data_.wrong))));
    painter.restore();
}

QString LabelBars::csv() const {
    CsvTable table({"distance", "right", "wrong"});
    for (std::size_t bit = 0; bit < data_.right.size(); ++bit)
        if (data_.right[bit] + data_.wrong[bit] > 0)
            table.add({QString::number(bit), QString::number(data_.right[bit]),
                       QString::number(data_.wrong[bit])});
    return table.text();
}

} // namespace bsc::ui
