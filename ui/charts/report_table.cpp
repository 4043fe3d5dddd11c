#include "ui/charts/report_painting.h"

#include "ui/models/format.h"

#include <QFontMetricsF>

#include <algorithm>
#include <numeric>

namespace bsc::ui {

namespace {

constexpr qreal row_height = 15, head_height = 28, between = 14;
constexpr int usual_pixels = 10, least_pixels = 7;

bool isText(const Cell& cell) { return std::holds_alternative<std::string>(cell); }

/// A table in the largest type in which it fits the page.
class PrintedTable {
  public:
    PrintedTable(const ResultTable& table, const Theme& theme, qreal width)
        : table_(table), theme_(theme) {
        for (int pixels = usual_pixels; pixels >= least_pixels; --pixels) {
            layOut(pixels);
            if (std::accumulate(widths_.begin(), widths_.end(), 0.0) <= width)
                break;
        }
    }

    void paintHead(QPainter& painter, const QRectF& line) const {
        painter.setFont(words_);
        qreal x = line.left();
        for (std::size_t c = 0; c < widths_.size(); ++c) {
            const QRectF place(x, line.top(), widths_[c] - between, line.height() - 3);
            painter.setPen(theme_.color(Tone::tx3));
            painter.drawText(place, sideOf(c) | Qt::AlignBottom, headOf(c));
            x += widths_[c];
        }
        painter.setPen(theme_.color(Tone::line));
        painter.drawLine(QPointF(line.left(), line.bottom() - 1),
                         QPointF(std::min(x - between, line.right()), line.bottom() - 1));
    }

    void paintRow(QPainter& painter, const QRectF& line, std::size_t row) const {
        painter.setPen(theme_.color(Tone::tx));
        qreal x = line.left();
        for (std::size_t c = 0; c < widths_.size(); ++c) {
            painter.setFont(isText(table_.rows[row][c]) ? words_ : numbers_);
            painter.drawText(QRectF(x, line.top(), widths_[c] - between, line.height()),
                             sideOf(c) | Qt::AlignVCenter, textOf(row, c));
            x += widths_[c];
        }
    }

  private:
    void layOut(int pixels) {
        words_ = theme_.font(FontRole::axis);
        words_.setWeight(QFont::Normal);
        numbers_ = theme_.font(FontRole::number);
        words_.setPixelSize(pixels);
        numbers_.setPixelSize(pixels);
        const QFontMetricsF words(words_), numbers(numbers_);
        widths_.assign(table_.columns.size(), 0);
        for (std::size_t c = 0; c < widths_.size(); ++c) {
            for (const QString& line : headOf(c).split('\n'))
                widths_[c] = std::max(widths_[c], words.horizontalAdvance(line));
            for (std::size_t row = 0; row < table_.rows.size(); ++row)
                widths_[c] = std::max(widths_[c], (isText(table_.rows[row][c]) ? words : numbers)
                                                      .horizontalAdvance(textOf(row, c)));
            widths_[c] += between;
        }
    }

    QString headOf(std::size_t column) const {
        QString name = toText(table_.columns[column].name).replace('_', ' ');
        const QString unit = toText(table_.columns[column].unit);
        return unit.isEmpty() ? name : name + '\n' + unit;
    }
    QString textOf(std::size_t row, std::size_t column) const {
        return toText(to_text(table_.rows[row][column], table_.columns[column].decimals));
    }
    Qt::Alignment sideOf(std::size_t column) const {
        const bool words =
            std::ranges::any_of(table_.rows, [&](const auto& row) { return isText(row[column]); });
        return words ? Qt::AlignLeft : Qt::AlignRight;
    }

    const ResultTable& table_;
    const Theme& theme_;
    QFont words_, numbers_;
    std::vector<qreal> widths_;
};

} // namespace

void printTable(ReportPages& pages, const ResultTable& table) {
    constexpr qreal least_rows = 4;
    QString name = toText(table.name);
    if (!name.isEmpty())
        name[0] = name[0].toUpper();
    pages.heading(name, FontRole::panelTitle, head_height + least_rows * row_height);
    const PrintedTable printed(table, pages.theme(), pages.width());
    printed.paintHead(pages.painter(), pages.take(head_height));
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (pages.room() < row_height) {
            pages.startPage();
            printed.paintHead(pages.painter(), pages.take(head_height));
        }
        printed.paintRow(pages.painter(), pages.take(row_height), row);
    }
    pages.skip(4);
    for (const std::string& note : table.notes)
        pages.note(toText(note));
}

} // namespace bsc::ui
