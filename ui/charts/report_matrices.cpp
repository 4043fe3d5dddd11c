#include "ui/charts/report_painting.h"

#include "engine/code/similarity.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"
#include "ui/models/policy_look.h"

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr qreal policy_width = 96, least_cell = 42, most_cell = 64, row_height = 19,
                title_height = 26, head_height = 34, gutter = 32;
constexpr double strongest_tint = 0.45;

struct Kind {
    MatrixFigure figure;
    const char* title;
    int decimals;
    Verdict tint; ///< whose colour deepens with the figure
};

constexpr Kind kinds[] = {
    {MatrixFigure::hit_rate, QT_TRANSLATE_NOOP("QObject", "Hit rate, %"), 1, Verdict::hit},
    {MatrixFigure::wrong_hits, QT_TRANSLATE_NOOP("QObject", "Wrong hits, % of judged hits"), 1,
     Verdict::wrong_hit},
    {MatrixFigure::saved, QT_TRANSLATE_NOOP("QObject", "Answer tokens saved, %"), 1, Verdict::hit},
    {MatrixFigure::evict_p99, QT_TRANSLATE_NOOP("QObject", "Time to evict, p99, ms"), 3,
     Verdict::miss},
};

struct Range {
    double low = 0, high = 0;
    double shareOf(double value) const { return high > low ? (value - low) / (high - low) : 0; }
};

std::optional<Range> rangeOf(const BenchmarkReport& report, MatrixFigure figure) {
    std::optional<Range> range;
    for (const ReportCell& cell : report.cells)
        if (const auto value = figure_of(cell, figure)) {
            if (!range)
                range = Range{*value, *value};
            range->low = std::min(range->low, *value);
            range->high = std::max(range->high, *value);
        }
    return range;
}

QString ruleOf(const MatrixCell& cell) {
    return cell.adaptive ? QObject::tr("ad. %1").arg(cell.adaptive->max_error)
                         : QString::number(similarity_of(cell.radius, cell.bits), 'f', 2);
}

QString groupOf(const MatrixCell& cell, bool manyCodes) {
    const QString entries = QObject::tr("%1 entries").arg(formatCount(cell.capacity));
    return manyCodes ? QString("%1 %2, %3").arg(toText(cell.encoder)).arg(cell.bits).arg(entries)
                     : entries;
}

/// Some columns of a matrix with one figure.
class PrintedMatrix {
  public:
    PrintedMatrix(const BenchmarkReport& report, const ReportMatrix& matrix, const Kind& kind,
                  Range range, std::size_t first, std::size_t last)
        : report_(report), matrix_(matrix), kind_(kind), range_(range), first_(first), last_(last),
          bounded_(kind.figure == MatrixFigure::hit_rate &&
                   std::ranges::any_of(matrix.columns, [](const MatrixColumn& column) {
                       return column.bound.has_value();
                   })) {}

    qreal height() const {
        return title_height + head_height +
               row_height * static_cast<qreal>(matrix_.policies.size() + (bounded_ ? 1 : 0));
    }

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
        painter.setFont(theme.font(FontRole::panelTitle));
        painter.setPen(theme.color(Tone::tx));
        drawTextAt(painter, {area.left(), area.top() + 10}, Qt::AlignLeft,
                   QObject::tr(kind_.title));
        const qreal cell =
            std::min(most_cell, (area.width() - policy_width) / static_cast<qreal>(last_ - first_));
        const QPointF origin(area.left() + policy_width, area.top() + title_height);
        paintHeads(painter, origin, cell, theme);
        for (std::size_t row = 0; row < matrix_.policies.size(); ++row) {
            const qreal y = origin.y() + head_height + row_height * (static_cast<qreal>(row) + 0.5);
            painter.setFont(theme.font(FontRole::secondary));
            painter.setPen(theme.color(Tone::tx));
            drawTextAt(painter, {area.left(), y}, Qt::AlignLeft,
                       policyTitle(matrix_.policies[row]));
            for (std::size_t c = first_; c < last_; ++c)
                paintCell(painter, {left(origin, c, cell), y - row_height / 2, cell, row_height},
                          matrix_.cells[row][c], c, theme);
        }
        if (bounded_)
            paintBounds(painter, area, origin, cell, theme);
    }

  private:
    qreal left(QPointF origin, std::size_t column, qreal cell) const {
        return origin.x() + static_cast<qreal>(column - first_) * cell;
    }

    void paintHeads(QPainter& painter, QPointF origin, qreal cell, const Theme& theme) const {
        const bool manyCodes =
            std::ranges::any_of(matrix_.columns, [&](const MatrixColumn& column) {
                return column.of.encoder != matrix_.columns[0].of.encoder ||
                       column.of.bits != matrix_.columns[0].of.bits;
            });
        painter.setFont(theme.font(FontRole::axis));
        for (std::size_t c = first_; c < last_;) {
            const QString group = groupOf(matrix_.columns[c].of, manyCodes);
            std::size_t end = c;
            while (end < last_ && groupOf(matrix_.columns[end].of, manyCodes) == group)
                ++end;
            const qreal from = left(origin, c, cell), to = left(origin, end, cell);
            painter.setPen(theme.color(Tone::tx2));
            painter.drawText(QRectF(from, origin.y() - 2, to - from, 15), Qt::AlignCenter, group);
            painter.setPen(theme.color(Tone::line2));
            painter.drawLine(QPointF(from + 4, origin.y() + 15), QPointF(to - 4, origin.y() + 15));
            for (; c < end; ++c) {
                painter.setPen(theme.color(Tone::tx3));
                drawTextAt(painter, {left(origin, c, cell) + cell / 2, origin.y() + 25},
                           Qt::AlignHCenter, ruleOf(matrix_.columns[c].of));
            }
        }
    }

    void paintCell(QPainter& painter, const QRectF& place, std::optional<std::size_t> at,
                   std::size_t column, const Theme& theme) const {
        const QRectF box = place.adjusted(1, 1, -1, -1);
        const auto value = at ? figure_of(report_.cells[*at], kind_.figure) : std::nullopt;
        if (!value) {
            const bool done = at && report_.cells[*at].state == "done";
            painter.setFont(theme.font(FontRole::axis));
            painter.setPen(theme.color(Tone::tx3));
            painter.drawText(box, Qt::AlignCenter,
                             !at || done ? QStringLiteral("–") : toText(report_.cells[*at].state));
            return;
        }
        QColor tint = theme.verdict(kind_.tint).mark;
        tint.setAlphaF(static_cast<float>(strongest_tint * range_.shareOf(*value)));
        painter.fillRect(box, tint);
        const bool best = best_in(matrix_, report_, column, kind_.figure) == at;
        QFont font = theme.font(FontRole::number);
        font.setPixelSize(11);
        font.setBold(best);
        painter.setFont(font);
        painter.setPen(theme.color(Tone::tx));
        painter.drawText(box, Qt::AlignCenter, QString::number(*value, 'f', kind_.decimals));
        if (best) {
            painter.setPen(QPen(theme.verdict(Verdict::hit).text, 1.2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(box);
        }
    }

    void paintBounds(QPainter& painter, const QRectF& area, QPointF origin, qreal cell,
                     const Theme& theme) const {
        const qreal y = origin.y() + head_height +
                        row_height * (static_cast<qreal>(matrix_.policies.size()) + 0.5);
        painter.setPen(theme.color(Tone::tx3));
        painter.setFont(theme.font(FontRole::secondary));
        drawTextAt(painter, {area.left(), y}, Qt::AlignLeft, QObject::tr("clairvoyant"));
        QFont font = theme.font(FontRole::number);
        font.setPixelSize(11);
        painter.setFont(font);
        for (std::size_t c = first_; c < last_; ++c) {
            const auto& bound = matrix_.columns[c].bound;
            const auto value =
                bound ? figure_of(report_.cells[*bound], kind_.figure) : std::nullopt;
            drawTextAt(painter, {left(origin, c, cell) + cell / 2, y}, Qt::AlignHCenter,
                       value ? QString::number(*value, 'f', kind_.decimals) : QStringLiteral("–"));
        }
    }

    const BenchmarkReport& report_;
    const ReportMatrix& matrix_;
    const Kind& kind_;
    const Range range_;
    const std::size_t first_, last_; ///< columns
    const bool bounded_;
};

} // namespace

void printMatrices(ReportPages& pages, const BenchmarkReport& report) {
    const ReportMatrix matrix = matrix_of(report);
    if (matrix.columns.empty())
        return;
    const qreal half = (pages.width() - gutter) / 2;
    const auto fit = [&](qreal width) {
        return static_cast<std::size_t>((width - policy_width) / least_cell);
    };
    const std::size_t columns = matrix.columns.size();
    const bool beside = columns <= fit(half);
    const std::size_t most = beside ? columns : fit(pages.width());

    std::vector<PrintedMatrix> printed;
    QStringList missing;
    for (const Kind& kind : kinds) {
        const auto range = rangeOf(report, kind.figure);
        if (!range)
            missing << QObject::tr(kind.title);
        for (std::size_t first = 0; range && first < columns; first += most)
            printed.emplace_back(report, matrix, kind, *range, first,
                                 std::min(columns, first + most));
    }
    const std::uint64_t requests = [&] {
        std::uint64_t most_requests = 0;
        for (const ReportCell& cell : report.cells)
            if (cell.figures)
                most_requests = std::max(most_requests, cell.figures->requests);
        return most_requests;
    }();
    pages.heading(QObject::tr("Results: policy, capacity, threshold"), FontRole::sheetTitle,
                  printed.empty() ? 40 : printed.front().height() + 30);
    pages.note(QObject::tr("%1 requests a cell, replayed in order. Outlined: the best in its "
                           "column. Clairvoyant knows the future: an upper bound.")
                   .arg(formatCount(requests)));
    for (std::size_t i = 0; i < printed.size(); ++i) {
        pages.skip(10);
        const bool pair = beside && i + 1 < printed.size();
        const QRectF area =
            pages.take(std::max(printed[i].height(), pair ? printed[i + 1].height() : 0));
        const qreal width = beside ? half : area.width();
        printed[i].paint(pages.painter(), {area.left(), area.top(), width, area.height()},
                         pages.theme());
        if (pair)
            printed[++i].paint(pages.painter(),
                               {area.left() + half + gutter, area.top(), half, area.height()},
                               pages.theme());
    }
    if (!missing.isEmpty()) {
        pages.skip(8);
        pages.note(QObject::tr("Not known of this workload: %1.").arg(missing.join("; ")));
    }
}

} // namespace bsc::ui
