#include "ui/widgets/results_plot.h"

#include "engine/code/similarity.h"
#include "ui/charts/policy_sample.h"
#include "ui/charts/text_painting.h"
#include "ui/models/format.h"
#include "ui/models/policy_look.h"

#include <QFontMetricsF>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr qreal heads = 46, group_head = 22, gap = 2, group_gap = 7, most_policies = 126,
                least_policies = 112, least_cell = 40, least_row = 27, most_row = 34,
                bound_row = 24, right_edge = 12;
constexpr qreal roomy = 640;
constexpr double palest = 0.07, deepest_light = 0.55, deepest_dark = 0.42;

/// Whether two columns differ only in their rule.
bool sameGroup(const MatrixCell& a, const MatrixCell& b) {
    return a.encoder == b.encoder && a.bits == b.bits && a.capacity == b.capacity;
}

QString stateText(const std::string& state) {
    return state == "running"     ? QObject::tr("runs")
           : state == "cancelled" ? QObject::tr("cancelled")
           : state == "failed"    ? QObject::tr("failed")
                                  : QStringLiteral("·");
}

} // namespace

QString textOf(MatrixFigure figure, double value) {
    if (figure == MatrixFigure::evict_p99)
        return formatFixed(value, value < 1 ? 3 : 1);
    return formatFixed(value, figure == MatrixFigure::wrong_hits ? 2 : 1);
}

QString entriesText(std::size_t entries) {
    return entries == 1 ? QObject::tr("1 entry")
                        : QObject::tr("%1 entries").arg(formatCount(entries));
}

QString ruleText(const MatrixCell& cell) {
    return cell.adaptive ? QObject::tr("adaptive %1 %").arg(100 * cell.adaptive->max_error)
                         : formatFixed(similarity_of(cell.radius, cell.bits), 2);
}

ResultsPlot::ResultsPlot(const BenchmarkModel& model, MatrixFigure figure, const QRectF& outer,
                         const Theme& theme)
    : model_(model), matrix_(model.matrix()), figure_(figure), outer_(outer), theme_(theme) {
    const std::size_t columns = matrix_.columns.size(), rows = matrix_.policies.size();
    if (columns == 0 || rows == 0)
        return;
    for (std::size_t column = 0; column < columns; ++column)
        groups_ += startsGroup(column);
    const qreal gaps = static_cast<qreal>(groups_ - 1) * group_gap;
    policies_ = outer.width() < roomy ? least_policies : most_policies;
    cellWidth_ = (outer.width() - policies_ - right_edge - gaps) / static_cast<qreal>(columns);
    rowHeight_ = std::clamp((outer.height() - heads - bound_row) / static_cast<qreal>(rows),
                            least_row, most_row);
    bool first = true;
    for (const ReportCell& cell : model.report()->cells)
        if (const auto value = figure_of(cell, figure);
            value && cell.cell.policy != clairvoyant_name) {
            low_ = first ? *value : std::min(low_, *value);
            high_ = first ? *value : std::max(high_, *value);
            first = false;
        }
}

QSize ResultsPlot::smallest(const ReportMatrix& matrix) {
    const auto columns = static_cast<qreal>(matrix.columns.size()),
               rows = static_cast<qreal>(matrix.policies.size());
    return QSizeF(least_policies + right_edge + columns * least_cell,
                  heads + rows * least_row + bound_row)
        .toSize();
}

bool ResultsPlot::startsGroup(std::size_t column) const {
    return column == 0 || !sameGroup(matrix_.columns[column].of, matrix_.columns[column - 1].of);
}

qreal ResultsPlot::columnLeft(std::size_t column) const {
    qreal left = outer_.left() + policies_;
    for (std::size_t before = 0; before < column; ++before)
        left += cellWidth_ + (startsGroup(before + 1) ? group_gap : 0);
    return left;
}

QRectF ResultsPlot::boxOf(std::size_t row, std::size_t column) const {
    return {columnLeft(column), outer_.top() + heads + static_cast<qreal>(row) * rowHeight_,
            cellWidth_ - gap, rowHeight_ - gap};
}

std::optional<std::size_t> ResultsPlot::cellAt(QPointF at) const {
    for (std::size_t row = 0; row < matrix_.policies.size(); ++row)
        for (std::size_t column = 0; column < matrix_.columns.size(); ++column)
            if (boxOf(row, column).adjusted(0, 0, gap, gap).contains(at))
                return matrix_.cells[row][column];
    return std::nullopt;
}

QColor ResultsPlot::shade(double value) const {
    const double share = high_ > low_ ? (value - low_) / (high_ - low_) : 0.5;
    // Green is what a hit earns; wrong hits and times are weighed in grey.
    const bool earned = figure_ == MatrixFigure::hit_rate || figure_ == MatrixFigure::saved;
    QColor color = theme_.verdict(earned ? Verdict::hit : Verdict::miss).mark;
    const double deepest = theme_.isDark() ? deepest_dark : deepest_light;
    color.setAlphaF(static_cast<float>(palest + share * (deepest - palest)));
    return color;
}

void ResultsPlot::paint(QPainter& painter) const {
    if (groups_ == 0)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintHeads(painter);
    for (std::size_t row = 0; row < matrix_.policies.size(); ++row) {
        paintPolicy(painter, row);
        for (std::size_t column = 0; column < matrix_.columns.size(); ++column)
            paintCell(painter, row, column);
    }
    paintBounds(painter);
    painter.restore();
}

void ResultsPlot::paintHeads(QPainter& painter) const {
    for (std::size_t column = 0; column < matrix_.columns.size(); ++column) {
        const MatrixCell& of = matrix_.columns[column].of;
        const qreal left = columnLeft(column);
        if (startsGroup(column)) {
            std::size_t last = column;
            while (last + 1 < matrix_.columns.size() && !startsGroup(last + 1))
                ++last;
            const qreal right = columnLeft(last) + cellWidth_ - gap;
            painter.setFont(theme_.font(FontRole::secondary));
            painter.setPen(theme_.color(Tone::tx2));
            drawTextAt(painter, {(left + right) / 2, outer_.top() + group_head / 2},
                       Qt::AlignHCenter, entriesText(of.capacity));
            painter.setPen(QPen(theme_.color(Tone::line2), 1));
            const qreal line = outer_.top() + group_head + 0.5;
            painter.drawLine(QPointF(left + 4, line), QPointF(right - 4, line));
        }
        painter.setFont(theme_.font(FontRole::axis));
        painter.setPen(theme_.color(Tone::tx3));
        drawTextAt(painter,
                   {left + (cellWidth_ - gap) / 2, outer_.top() + (group_head + heads) / 2},
                   Qt::AlignHCenter, ruleText(of));
    }
}

void ResultsPlot::paintPolicy(QPainter& painter, std::size_t row) const {
    const QRectF box = boxOf(row, 0);
    const qreal y = box.center().y(), left = outer_.left() + 14;
    drawPolicySample(painter, {left, y}, matrix_.policies[row], theme_);
    painter.setFont(theme_.font(FontRole::table));
    painter.setPen(theme_.color(Tone::tx));
    drawTextAt(painter, {left + 26, y}, Qt::AlignLeft, policyTitle(matrix_.policies[row]));
}

void ResultsPlot::paintCell(QPainter& painter, std::size_t row, std::size_t column) const {
    const auto at = matrix_.cells[row][column];
    if (!at)
        return;
    const QRectF box = boxOf(row, column);
    const ReportCell& cell = model_.report()->cells[*at];
    const auto value = figure_of(cell, figure_);
    const bool best = value && best_in(matrix_, *model_.report(), column, figure_) == at;
    painter.setPen(Qt::NoPen);
    if (value)
        painter.setBrush(shade(*value));
    else
        painter.setBrush(cell.state == "running" ? theme_.color(Tone::accentSoft)
                                                 : theme_.color(Tone::alt));
    painter.drawRoundedRect(box, 2, 2);
    if (value) {
        paintValue(painter, box, *at, best);
    } else {
        painter.setFont(theme_.font(FontRole::axis));
        painter.setPen(theme_.color(Tone::tx3));
        painter.drawText(box, Qt::AlignCenter,
                         cell.state == "done" ? QStringLiteral("–") : stateText(cell.state));
    }
    painter.setBrush(Qt::NoBrush);
    if (best) {
        painter.setPen(QPen(theme_.verdict(Verdict::hit).text, 1.5));
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 2, 2);
    }
    if (model_.chosen() == at) {
        painter.setPen(QPen(theme_.color(Tone::accent), 2));
        painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 3, 3);
    }
}

void ResultsPlot::paintValue(QPainter& painter, const QRectF& box, std::size_t cell,
                             bool best) const {
    const ReportCell& of = model_.report()->cells[cell];
    QFont font = theme_.font(FontRole::number);
    if (best)
        font.setWeight(QFont::Bold);
    QFont small = theme_.font(FontRole::number);
    small.setPixelSize(std::max(9, small.pixelSize() - 2));
    QString text = textOf(figure_, *figure_of(of, figure_)), change;
    if (const auto difference = model_.difference(cell, figure_))
        change = (*difference < 0 ? QStringLiteral("−") : QStringLiteral("+")) +
                 textOf(figure_, std::abs(*difference));
    // A hit rate alone says nothing: its wrong hits stand below.
    const bool two = figure_ == MatrixFigure::hit_rate;
    const qreal y = two ? box.top() + box.height() * 0.33 : box.center().y();
    const qreal width = QFontMetricsF(font).horizontalAdvance(text),
                changeWidth =
                    change.isEmpty() ? 0 : QFontMetricsF(small).horizontalAdvance(change) + 4;
    qreal left = box.center().x() - (width + changeWidth) / 2;
    painter.setFont(font);
    painter.setPen(theme_.color(Tone::tx));
    drawTextAt(painter, {left, y}, Qt::AlignLeft, text);
    painter.setFont(small);
    painter.setPen(theme_.color(Tone::tx2));
    if (!change.isEmpty())
        drawTextAt(painter, {left + width + 4, y}, Qt::AlignLeft, change);
    if (!two)
        return;
    const auto wrong = figure_of(of, MatrixFigure::wrong_hits);
    drawTextAt(painter, {box.center().x(), box.top() + box.height() * 0.76}, Qt::AlignHCenter,
               wrong ? textOf(MatrixFigure::wrong_hits, *wrong) : QStringLiteral("–"));
}

void ResultsPlot::paintBounds(QPainter& painter) const {
    const bool bounded = figure_ == MatrixFigure::hit_rate &&
                         std::ranges::any_of(matrix_.columns, [](const MatrixColumn& column) {
                             return column.bound.has_value();
                         });
    if (!bounded)
        return;
    const qreal y = boxOf(matrix_.policies.size(), 0).top() + bound_row / 2;
    painter.setPen(theme_.color(Tone::tx3));
    painter.setFont(theme_.font(FontRole::secondary));
    drawTextAt(painter, {outer_.left() + 14, y}, Qt::AlignLeft, QObject::tr("Clairvoyant"));
    painter.setFont(theme_.font(FontRole::number));
    for (std::size_t column = 0; column < matrix_.columns.size(); ++column) {
        const auto bound = matrix_.columns[column].bound;
        if (!bound)
            continue;
        const ReportCell& cell = model_.report()->cells[*bound];
        const auto value = figure_of(cell, figure_);
        drawTextAt(painter, {columnLeft(column) + (cellWidth_ - gap) / 2, y}, Qt::AlignHCenter,
                   value ? textOf(figure_, *value) : stateText(cell.state));
    }
}

} // namespace bsc::ui
