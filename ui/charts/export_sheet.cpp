#include "ui/charts/export_sheet.h"

#include "ui/models/theme.h"

#include <QFontMetricsF>

namespace bsc::ui {

namespace {

constexpr int margin = 12, head = 34, foot_gap = 8, line_height = 14;
constexpr qreal hairline = 0.5;

/// As many facts a line as fit; none is parted unless it is wider than a line by itself.
QStringList wrapped(const ExportFacts& facts, const QFont& font, qreal width) {
    const QFontMetricsF metrics(font);
    QStringList lines;
    for (const auto& [name, value] : facts) {
        const QString fact = name + ": " + QString(value).replace('\n', ' ');
        const QString longer = lines.isEmpty() ? fact : lines.last() + "  ·  " + fact;
        if (!lines.isEmpty() && metrics.horizontalAdvance(longer) <= width) {
            lines.last() = longer;
            continue;
        }
        lines << QString();
        for (const QString& word : fact.split(' ')) {
            const QString more = lines.last().isEmpty() ? word : lines.last() + ' ' + word;
            if (lines.last().isEmpty() || metrics.horizontalAdvance(more) <= width)
                lines.last() = more;
            else
                lines << word;
        }
    }
    return lines;
}

QFont smallPrint(const Theme& theme) {
    QFont font = theme.font(FontRole::axis);
    font.setWeight(QFont::Normal);
    return font;
}

int footHeight(qsizetype lines) {
    return lines == 0 ? 0 : foot_gap + static_cast<int>(lines) * line_height + margin;
}

} // namespace

QString titleOf(const Chart& chart, const ExportNote& note) {
    return note.title.isEmpty() ? chart.slug() : note.title;
}

ExportSheet::ExportSheet(const Chart& of, const ExportNote& note, QSize chart, const Theme& theme)
    : of_(of), theme_(theme), chart_(chart), title_(titleOf(of, note)),
      lines_(wrapped(note.facts, smallPrint(theme), chart.width() - 2 * margin)) {}

QSize ExportSheet::size() const {
    return {chart_.width(), head + chart_.height() + footHeight(lines_.size())};
}

int ExportSheet::headAndFoot(const ExportNote& note, int width, const Theme& theme) {
    return head + footHeight(wrapped(note.facts, smallPrint(theme), width - 2 * margin).size());
}

void ExportSheet::paint(QPainter& painter) const {
    const QRectF all({}, QSizeF(size()));
    painter.fillRect(all, theme_.color(Tone::pane));
    painter.setPen(theme_.color(Tone::tx));
    painter.setFont(theme_.font(FontRole::panelTitle));
    painter.drawText(QRectF(margin, 0, all.width() - 2 * margin, head),
                     Qt::AlignLeft | Qt::AlignVCenter, title_);

    painter.save();
    of_.paint(painter, QRectF(QPointF(0, head), QSizeF(chart_)), theme_);
    painter.restore();

    if (lines_.isEmpty())
        return;
    qreal y = head + chart_.height() + hairline;
    painter.setPen(theme_.color(Tone::line));
    painter.drawLine(QPointF(margin, y), QPointF(all.width() - margin, y));
    painter.setPen(theme_.color(Tone::tx3));
    painter.setFont(smallPrint(theme_));
    y += foot_gap;
    for (const QString& line : lines_) {
        painter.drawText(QRectF(margin, y, all.width() - 2 * margin, line_height),
                         Qt::AlignLeft | Qt::AlignVCenter, line);
        y += line_height;
    }
}

} // namespace bsc::ui
