#include "ui/charts/report_painting.h"

#include "ui/models/format.h"

#include <QFontMetricsF>

namespace bsc::ui {

namespace {

constexpr qreal name_width = 130, gutter = 32, line_gap = 3;

struct Line {
    QString name, value;
    qreal height = 0;
};

} // namespace

/// Two columns, filled one after the other.
void printFacts(ReportPages& pages, const BenchmarkReport& report) {
    const Theme& theme = pages.theme();
    const QFont font = theme.font(FontRole::secondary);
    const QFontMetricsF metrics(font);
    const qreal column = (pages.width() - gutter) / 2;
    const QRectF room(0, 0, column - name_width, 1000);
    std::vector<Line> lines;
    qreal all = 0;
    for (const auto& [name, value] : report.facts()) {
        Line line{toText(name), toText(value)};
        line.height =
            metrics.boundingRect(room, Qt::AlignLeft | Qt::TextWordWrap, line.value).height() +
            line_gap;
        all += line.height;
        lines.push_back(std::move(line));
    }
    std::size_t left = 0;
    qreal filled = 0;
    while (left < lines.size() && filled < all / 2)
        filled += lines[left++].height;
    const QRectF block = pages.take(std::max(filled, all - filled));

    QPainter& painter = pages.painter();
    painter.setFont(font);
    QPointF at = block.topLeft();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i == left)
            at = {block.left() + column + gutter, block.top()};
        painter.setPen(theme.color(Tone::tx3));
        painter.drawText(QRectF(at, QSizeF(name_width - 8, lines[i].height)), Qt::AlignLeft,
                         lines[i].name);
        painter.setPen(theme.color(Tone::tx));
        painter.drawText(QRectF(at.x() + name_width, at.y(), room.width(), lines[i].height),
                         Qt::AlignLeft | Qt::TextWordWrap, lines[i].value);
        at.ry() += lines[i].height;
    }
    if (!report.this_machine)
        pages.note(
            QObject::tr("Measured on another machine than the one this report was made on."));
    if (report.parts_done < report.parts)
        pages.note(QObject::tr("%1 of %2 parts of the run are done.")
                       .arg(report.parts_done)
                       .arg(report.parts));
}

} // namespace bsc::ui
