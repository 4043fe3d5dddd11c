#include "ui/widgets/results_matrix.h"

#include "engine/experiment/report_tables.h"
#include "ui/charts/table_csv.h"
#include "ui/models/format.h"
#include "ui/models/policy_look.h"
#include "ui/widgets/results_plot.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace bsc::ui {

ResultsMatrix::ResultsMatrix(BenchmarkModel& model, const Theme& theme, QWidget* parent)
    : PaintedChart(theme, parent), model_(model) {
    setObjectName("resultsMatrix");
    setAccessibleName(tr("Results, policy by capacity and threshold"));
    setFocusPolicy(Qt::StrongFocus);
    connect(&model, &BenchmarkModel::cellChanged, this, &ResultsMatrix::showChoice);
    connect(&model, &BenchmarkModel::reportChanged, this, [this] {
        setMinimumSize(minimumSizeHint());
        updateGeometry();
        showChoice();
    });
}

void ResultsMatrix::setFigure(MatrixFigure figure) {
    figure_ = figure;
    update();
}

QSize ResultsMatrix::minimumSizeHint() const { return ResultsPlot::smallest(model_.matrix()); }
QSize ResultsMatrix::sizeHint() const { return minimumSizeHint(); }

QRect ResultsMatrix::chosenRect() const {
    const auto place = model_.chosen() ? model_.matrix().place_of(*model_.chosen()) : std::nullopt;
    if (!place)
        return {};
    return ResultsPlot(model_, figure_, rect(), theme_)
        .boxOf(place->first, place->second)
        .toAlignedRect();
}

void ResultsMatrix::showChoice() {
    const auto cell = model_.chosen();
    setAccessibleDescription(cell ? tipOf(*cell) : tr("no cell chosen"));
    update();
}

void ResultsMatrix::paint(QPainter& painter, const QRectF& area, const Theme& theme) const {
    if (model_.report())
        ResultsPlot(model_, figure_, area, theme).paint(painter);
}

QString ResultsMatrix::csv() const {
    return model_.report() ? csvOf(report_matrix_table(*model_.report())) : QString();
}

QString ResultsMatrix::tipOf(std::size_t at) const {
    const ReportCell& cell = model_.report()->cells[at];
    const QString name = tr("%1, %2, %3")
                             .arg(policyTitle(cell.cell.policy), entriesText(cell.cell.capacity),
                                  ruleText(cell.cell));
    if (!cell.figures)
        return tr("%1: %2").arg(name, cell.error.empty() ? toText(cell.state)
                                                         : QString::fromStdString(cell.error));
    const CellFigures& of = *cell.figures;
    const QString wrong = of.judged_hits == 0 ? tr("no hit could be judged")
                                              : tr("wrong hits %1 of %2 judged")
                                                    .arg(formatPercent(of.wrong_share().share),
                                                         formatCount(of.judged_hits));
    return tr("%1: hit rate %2 of %3 requests, %4")
        .arg(name, formatPercent(of.hit_rate()), formatCount(of.requests), wrong);
}

bool ResultsMatrix::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || !model_.report())
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto cell = ResultsPlot(model_, figure_, rect(), theme_).cellAt(help->pos());
    if (cell)
        QToolTip::showText(help->globalPos(), tipOf(*cell), this);
    else
        QToolTip::hideText();
    return true;
}

void ResultsMatrix::paintEvent(QPaintEvent* event) {
    PaintedChart::paintEvent(event);
    if (hasFocus() && !model_.chosen()) {
        QPainter painter(this);
        painter.setPen(QPen(theme_.color(Tone::accent), 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void ResultsMatrix::mousePressEvent(QMouseEvent* event) {
    if (!model_.report() || event->button() != Qt::LeftButton)
        return;
    const auto cell = ResultsPlot(model_, figure_, rect(), theme_).cellAt(event->position());
    model_.choose(cell == model_.chosen() ? std::nullopt : cell);
}

void ResultsMatrix::step(int rows, int columns) {
    const ReportMatrix& matrix = model_.matrix();
    if (matrix.policies.empty() || matrix.columns.empty())
        return;
    const auto place = model_.chosen() ? matrix.place_of(*model_.chosen()) : std::nullopt;
    if (!place) {
        model_.choose(matrix.cells[0][0]);
        return;
    }
    const auto moved = [](std::size_t at, int by, std::size_t size) {
        return static_cast<std::size_t>(
            std::clamp(static_cast<int>(at) + by, 0, static_cast<int>(size) - 1));
    };
    const auto cell = matrix.cells[moved(place->first, rows, matrix.policies.size())]
                                  [moved(place->second, columns, matrix.columns.size())];
    if (cell)
        model_.choose(cell);
}

void ResultsMatrix::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Up:
        return step(-1, 0);
    case Qt::Key_Down:
        return step(1, 0);
    case Qt::Key_Left:
        return step(0, -1);
    case Qt::Key_Right:
        return step(0, 1);
    case Qt::Key_Escape:
        if (model_.chosen()) {
            model_.choose(std::nullopt);
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

} // namespace bsc::ui
