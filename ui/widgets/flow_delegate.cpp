#include "ui/widgets/flow_delegate.h"

#include "ui/models/flow_model.h"
#include "ui/widgets/verdict_glyph.h"

#include <QPainter>
#include <QTableView>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr int row_height = 24, padding = 8;
constexpr int badge_height = 18;
constexpr qreal bar_width = 88, bar_height = 6, tick_height = 13;

FlowColumn columnOf(const QModelIndex& index) { return static_cast<FlowColumn>(index.column()); }

Verdict verdictOf(const QModelIndex& index) {
    return static_cast<Verdict>(index.data(VerdictRole).toInt());
}

bool wasLookedUp(const QModelIndex& index) { return index.data(DistanceRole).toInt() >= 0; }

} // namespace

FlowDelegate::FlowDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent), theme_(theme) {}

QSize FlowDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {0, row_height};
}

void FlowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
    painter->save();
    painter->setClipRect(option.rect);
    paintBackground(*painter, option);
    const FlowColumn column = columnOf(index);
    const bool distances = column == FlowColumn::distance || column == FlowColumn::similarity;
    if (distances && !wasLookedUp(index))
        paintWhy(*painter, option, index);
    else if (column == FlowColumn::verdict)
        paintBadge(*painter, option.rect, index);
    else if (column == FlowColumn::distance)
        paintDistance(*painter, option.rect, index);
    else
        paintText(*painter, option.rect, index);
    painter->restore();
}

void FlowDelegate::paintBackground(QPainter& painter, const QStyleOptionViewItem& option) const {
    if (option.state & QStyle::State_Selected)
        painter.fillRect(option.rect, theme_.color(Tone::sel));
    else if (option.state & QStyle::State_MouseOver)
        painter.fillRect(option.rect, theme_.color(Tone::hover));
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                     theme_.color(Tone::grid));
}

void FlowDelegate::paintBadge(QPainter& painter, const QRect& cell,
                              const QModelIndex& index) const {
    constexpr qreal glyph_at = 10.5, text_at = 20, right_pad = 7;
    const Verdict verdict = verdictOf(index);
    const VerdictColors colors = theme_.verdict(verdict);
    QFont font = theme_.font(FontRole::secondary);
    font.setPixelSize(font.pixelSize() - 1);
    font.setWeight(QFont::DemiBold);
    const QString text = index.data().toString();
    const qreal width = text_at + QFontMetricsF(font).horizontalAdvance(text) + right_pad;
    const QRectF badge(cell.left() + padding, cell.top() + (row_height - 1 - badge_height) / 2.0,
                       width, badge_height);

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colors.tint.isValid() ? QPen(Qt::NoPen) : QPen(theme_.color(Tone::line2), 1));
    painter.setBrush(colors.tint.isValid() ? QBrush(colors.tint) : QBrush(Qt::NoBrush));
    const qreal inset = colors.tint.isValid() ? 0 : 0.5;
    painter.drawRoundedRect(badge.adjusted(inset, inset, -inset, -inset), 3, 3);

    const QColor ink = verdict == Verdict::wrong_hit ? QColor(Qt::white) : colors.text;
    paintVerdictGlyph(painter, {badge.left() + glyph_at, badge.center().y()}, verdict, ink);
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(badge.adjusted(text_at, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

void FlowDelegate::paintDistance(QPainter& painter, const QRect& cell,
                                 const QModelIndex& index) const {
    const int distance = index.data(DistanceRole).toInt();
    const int radius = index.data(RadiusRole).toInt();
    // The part of the scale where traffic lives; random pairs stand at half of the bits.
    const double scale = std::max(1.0, index.data(BitsRole).toInt() * 3 / 8.0);
    const auto widthOf = [&](double bits) {
        return bar_width * std::clamp(bits / scale, 0.0, 1.0);
    };
    const qreal middle = cell.top() + (row_height - 1) / 2.0;
    const QRectF track(cell.left() + padding, middle - bar_height / 2, bar_width, bar_height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.color(Tone::bit0));
    painter.drawRoundedRect(track, 1, 1);

    const Verdict verdict = verdictOf(index);
    const QRectF bar(track.left(), track.top(), std::max(1.5, widthOf(distance)), bar_height);
    painter.setBrush(theme_.verdict(verdict).mark);
    painter.drawRoundedRect(bar, 1, 1);
    const int edge = radius - static_cast<int>(near_miss_bits);
    if (verdict == Verdict::hit && distance > edge && edge >= 0) {
        const qreal from = track.left() + widthOf(edge);
        painter.fillRect(QRectF(from, bar.top(), bar.right() - from, bar_height),
                         theme_.verdict(Verdict::near_miss).mark);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(std::round(track.left() + widthOf(radius)),
                            std::round(middle - tick_height / 2), 1, tick_height),
                     theme_.color(Tone::tx));
    paintText(painter, cell, index);
}

void FlowDelegate::paintWhy(QPainter& painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    // One sentence across both cells: each paints the whole of it and is clipped to its own part.
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    if (!table)
        return;
    const auto cellOf = [&](FlowColumn column) {
        return table->visualRect(index.siblingAtColumn(static_cast<int>(column)));
    };
    const QRect both = cellOf(FlowColumn::distance)
                           .united(cellOf(FlowColumn::similarity))
                           .adjusted(padding, 0, -padding, -1);
    const QFont font = theme_.font(FontRole::secondary);
    painter.setFont(font);
    painter.setPen(theme_.color(Tone::tx3));
    painter.drawText(both, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(font).elidedText(index.data(WhyRole).toString(), Qt::ElideRight,
                                                   both.width()));
}

void FlowDelegate::paintText(QPainter& painter, const QRect& cell, const QModelIndex& index) const {
    const bool right = index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight ||
                       columnOf(index) == FlowColumn::distance;
    const QRect box = cell.adjusted(padding, 0, -padding, -1);
    const Ink ink = this->ink(index);
    painter.setFont(ink.font);
    painter.setPen(ink.color);
    painter.drawText(
        box, Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft),
        QFontMetrics(ink.font).elidedText(index.data().toString(), Qt::ElideRight, box.width()));
}

FlowDelegate::Ink FlowDelegate::ink(const QModelIndex& index) const {
    const QFont numbers = theme_.font(FontRole::number);
    switch (columnOf(index)) {
    case FlowColumn::time:
    case FlowColumn::tokens:
        return {numbers, theme_.color(Tone::tx2)};
    case FlowColumn::model:
    case FlowColumn::client:
        return {theme_.font(FontRole::secondary), theme_.color(Tone::tx2)};
    case FlowColumn::prompt:
        return {theme_.font(FontRole::table), theme_.color(Tone::tx)};
    case FlowColumn::saved: {
        const QString text = index.data().toString();
        if (text.startsWith('-'))
            return {numbers, theme_.verdict(Verdict::wrong_hit).text};
        return {numbers, theme_.color(text.startsWith('$') ? Tone::tx : Tone::tx3)};
    }
    default:
        return {numbers, theme_.color(Tone::tx)};
    }
}

} // namespace bsc::ui
