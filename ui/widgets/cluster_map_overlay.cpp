#include "ui/widgets/cluster_map_overlay.h"

#include "ui/models/format.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

QString ageText(std::int64_t us) {
    const std::int64_t minutes = us / 60'000'000;
    if (minutes < 60)
        return QObject::tr("%1 min old").arg(minutes);
    if (minutes < 48 * 60)
        return QObject::tr("%1 h %2 min old").arg(minutes / 60).arg(minutes % 60);
    return QObject::tr("%1 days old").arg(minutes / 60 / 24);
}

/// Title and lines beside a point, on whichever side has room.
void paintTip(QPainter& painter, const QRectF& area, QPointF at, const QString& text,
              const QStringList& lines, const Theme& theme) {
    const QFont bold = theme.font(FontRole::panelTitle), small = theme.font(FontRole::secondary);
    constexpr qreal widest = 320, padding = 10, line = 17, margin = 8;
    const QString title = QFontMetricsF(bold).elidedText(text, Qt::ElideRight, widest);
    qreal wide = QFontMetricsF(bold).horizontalAdvance(title);
    for (const QString& one : lines)
        wide = std::max(wide, QFontMetricsF(small).horizontalAdvance(one));
    const qreal high = static_cast<qreal>(lines.size() + 1) * line;
    QRectF box(at.x() + 12, at.y() - high - 24, wide + 2 * padding, high + 12);
    if (box.right() > area.right() - margin)
        box.moveRight(at.x() - 12);
    if (box.top() < area.top() + margin)
        box.moveTop(at.y() + 14);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Tone::tip));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(theme.color(Tone::tipText));
    qreal y = box.top() + 6;
    const auto write = [&](const QFont& font, const QString& words) {
        painter.setFont(font);
        painter.drawText(QRectF(box.left() + padding, y, box.width(), line),
                         Qt::AlignLeft | Qt::AlignVCenter, words);
        y += line;
    };
    write(bold, title);
    for (const QString& one : lines)
        write(small, one);
}

void paintProgress(QPainter& painter, const QRectF& area, double share, const Theme& theme) {
    const QRectF bar(area.center().x() - 110, area.bottom() - 26, 220, 5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Tone::line));
    painter.drawRoundedRect(bar, 2.5, 2.5);
    painter.setBrush(theme.color(Tone::accent));
    painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(bar.width() * share, 5)), 2.5, 2.5);
    painter.setPen(theme.color(Tone::tx2));
    painter.setFont(theme.font(FontRole::secondary));
    painter.drawText(QRectF(bar.left() - 100, bar.top() - 24, bar.width() + 200, 20),
                     Qt::AlignCenter,
                     QObject::tr("Making the map, %1 %").arg(std::lround(100 * share)));
}

void paintWhyThereIsNone(QPainter& painter, const QRectF& area, const ClusterModel& model,
                         const Theme& theme) {
    painter.setPen(theme.color(Tone::tx));
    painter.setFont(theme.font(FontRole::sheetTitle));
    const QString text = !model.error().isEmpty()
                             ? QObject::tr("The map could not be made: %1").arg(model.error())
                             : QObject::tr("The map needs %1 entries, %2 so far")
                                   .arg(ClusterModel::least_entries)
                                   .arg(formatCount(model.entries()));
    const QRectF place = area.adjusted(24, 0, -24, 0);
    painter.drawText(place, Qt::AlignCenter | Qt::TextWordWrap, text);
    painter.setPen(theme.color(Tone::tx3));
    painter.setFont(theme.font(FontRole::secondary));
    painter.drawText(place.translated(0, 30), Qt::AlignCenter | Qt::TextWordWrap,
                     QObject::tr("It is made once more requests have come through the proxy."));
}

} // namespace

void paintEntryTip(QPainter& painter, const QRectF& area, const ClusterModel& model,
                   std::size_t row, QPointF at, const Theme& theme) {
    const MapEntry& entry = model.map()->entries[row];
    const ClusterRow* cluster = model.find(model.keyOf(row));
    painter.setPen(QPen(theme.color(Tone::tx), 1.6));
    painter.setBrush(clusterColor(cluster ? cluster->color : ClusterColors::grey, theme));
    painter.drawEllipse(at, 4.5, 4.5);
    QString facts = QObject::tr("entry %1 · %2 hits · %3")
                        .arg(formatCount(entry.id), formatCount(entry.hits),
                             ageText(model.nowUs() - entry.created_us));
    if (entry.pinned)
        facts += QObject::tr(" · pinned");
    paintTip(
        painter, area, at, toText(entry.prompt).simplified(),
        {facts,
         QObject::tr("nearest neighbour %1 bits away").arg(model.map()->points[row].to_nearest)},
        theme);
}

void paintMapState(QPainter& painter, const QRectF& area, const ClusterModel& model, bool empty,
                   const Theme& theme) {
    if (model.isComputing()) {
        if (empty || model.progress() > 0)
            paintProgress(painter, area, model.progress(), theme);
    } else if (empty) {
        paintWhyThereIsNone(painter, area, model, theme);
    }
}

} // namespace bsc::ui
