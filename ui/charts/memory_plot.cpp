#include "ui/charts/memory_plot.h"

#include "ui/charts/curve_data.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"

#include <QFontMetricsF>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr qreal side = 14, legend_line = 18, marks_row = 22, below = 36, most_bar = 24,
                right_edge = 46, name_gap = 10, two_lines = 30, below_low = 20, low = 170;

} // namespace

MemoryPlot::MemoryPlot(const MemoryBarsData& data, const QRectF& outer, const Theme& theme)
    : data_(data), outer_(outer), look_(theme) {
    const QFontMetricsF axis(look_.axisFont()), text(theme.font(FontRole::secondary));
    double most = 0;
    for (const auto& bar : data.bars) {
        titles_ = std::max(
            {titles_, text.horizontalAdvance(bar.title), axis.horizontalAdvance(bar.subtitle)});
        most = std::max(most, bar.sum());
    }
    ticks_ = roundTicks(0, 1.05 * most, 4);
    scale_ = std::max(1.05 * most, ticks_.empty() ? 1.0 : ticks_.back());
}

bool MemoryPlot::isLow() const { return outer_.height() < low; }

qreal MemoryPlot::x(double megabytes) const {
    return area_.left() + area_.width() * megabytes / scale_;
}

void MemoryPlot::paint(QPainter& painter) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (data_.bars.empty()) {
        paintEmpty(painter);
    } else {
        area_ = outer_.adjusted(side + titles_ + name_gap, paintLegend(painter) + marks_row,
                                -right_edge, isLow() ? -below_low : -below);
        if (area_.isValid()) {
            paintAxis(painter);
            for (std::size_t at = 0; at < data_.bars.size(); ++at)
                paintBar(painter, at);
            paintMarks(painter);
        }
    }
    painter.restore();
}

void MemoryPlot::paintEmpty(QPainter& painter) const {
    painter.setFont(look_.theme().font(FontRole::secondary));
    painter.setPen(look_.caption());
    painter.drawText(outer_.adjusted(side, 0, -side, 0), Qt::AlignCenter | Qt::TextWordWrap,
                     data_.empty);
}

/// In as many lines as it needs.
qreal MemoryPlot::paintLegend(QPainter& painter) const {
    constexpr qreal box = 10, gap = 12, top = 2;
    const QFontMetricsF font(look_.axisFont());
    painter.setFont(look_.axisFont());
    QPointF at(outer_.left() + side, outer_.top() + top + legend_line / 2);
    for (const MemoryPart& part : memoryParts()) {
        const QString name = QObject::tr(part.name);
        const qreal width = box + 5 + font.horizontalAdvance(name);
        if (at.x() + width > outer_.right() && at.x() > outer_.left() + side)
            at = {outer_.left() + side, at.y() + legend_line};
        painter.setPen(Qt::NoPen);
        painter.setBrush(part.ink(look_.theme()));
        painter.drawRect(QRectF(at.x(), at.y() - box / 2, box, box));
        painter.setPen(look_.value());
        drawTextAt(painter, {at.x() + box + 5, at.y()}, Qt::AlignLeft, name);
        at.rx() += width + gap;
    }
    return at.y() + legend_line / 2 - outer_.top();
}

void MemoryPlot::paintAxis(QPainter& painter) const {
    painter.setFont(look_.axisFont());
    painter.setPen(look_.caption());
    for (const double tick : ticks_)
        drawTextAt(painter, {x(tick), area_.bottom() + 11}, Qt::AlignHCenter,
                   QString::number(tick));
    if (!isLow())
        drawTextAt(painter, {area_.center().x(), area_.bottom() + 26}, Qt::AlignHCenter,
                   QObject::tr("MB, 100\u202f000 entries"));
}

void MemoryPlot::paintBar(QPainter& painter, std::size_t at) const {
    const MemoryBarsData::Bar& bar = data_.bars[at];
    const qreal slot = area_.height() / static_cast<qreal>(data_.bars.size()),
                thick = std::min(most_bar, slot * 0.5),
                y = area_.top() + (static_cast<qreal>(at) + 0.5) * slot;
    double from = 0;
    painter.setPen(Qt::NoPen);
    for (std::size_t part = 0; part < bar.megabytes.size(); ++part) {
        const double to = from + bar.megabytes[part];
        painter.setBrush(memoryParts()[part].ink(look_.theme()));
        if (to > from)
            painter.drawRect(QRectF(QPointF(x(from), y - thick / 2),
                                    QPointF(std::max(x(from) + 1, x(to) - 1), y + thick / 2)));
        from = to;
    }
    painter.setFont(look_.theme().font(FontRole::number));
    painter.setPen(look_.theme().color(Tone::tx));
    drawTextAt(painter, {x(from) + 6, y}, Qt::AlignLeft, formatFixed(from, 0));
    paintNames(painter, bar, y, slot);
}

void MemoryPlot::paintNames(QPainter& painter, const MemoryBarsData::Bar& bar, qreal y,
                            qreal slot) const {
    const bool both = slot > two_lines;
    const qreal right = area_.left() - name_gap;
    painter.setFont(look_.theme().font(FontRole::secondary));
    painter.setPen(look_.value());
    drawTextAt(painter, {right, both ? y - 7 : y}, Qt::AlignRight, bar.title);
    if (!both)
        return;
    painter.setFont(look_.axisFont());
    painter.setPen(look_.caption());
    drawTextAt(painter, {right, y + 7}, Qt::AlignRight, bar.subtitle);
}

void MemoryPlot::paintMarks(QPainter& painter) const {
    const Criterion& criterion = success_criteria()[static_cast<std::size_t>(CriterionId::memory)];
    painter.setPen(look_.baseLine());
    painter.drawLine(area_.topLeft(), area_.bottomLeft());
    painter.setFont(look_.axisFont());
    for (const auto& [mark, name] : {std::pair{*criterion.stretch, QObject::tr("stretch")},
                                     {*criterion.target, QObject::tr("target")},
                                     {*criterion.minimum, QObject::tr("minimum")}}) {
        if (mark > scale_)
            continue;
        painter.setPen(look_.limit());
        painter.drawLine(QPointF(x(mark), area_.top() - 2), QPointF(x(mark), area_.bottom()));
        painter.setPen(look_.caption());
        drawTextAt(painter, {x(mark), area_.top() - 9}, Qt::AlignHCenter, name);
    }
}

} // namespace bsc::ui
