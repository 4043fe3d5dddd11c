#pragma once

#include "engine/experiment/report_matrix.h"
#include "ui/models/benchmark_model.h"
#include "ui/models/theme.h"

#include <QPainter>
#include <QRectF>

#include <optional>

namespace bsc::ui {

/// Where everything of a results matrix is in a rectangle, and its painting there: the same on
/// screen and into files. A value, made for one size and one look.
class ResultsPlot {
  public:
    ResultsPlot(const BenchmarkModel& model, MatrixFigure figure, const QRectF& outer,
                const Theme& theme);

    void paint(QPainter& painter) const;
    /// The report's cell under a point.
    std::optional<std::size_t> cellAt(QPointF at) const;
    QRectF boxOf(std::size_t row, std::size_t column) const; ///< of a cell

    static QSize smallest(const ReportMatrix& matrix);

  private:
    qreal columnLeft(std::size_t column) const;
    bool startsGroup(std::size_t column) const;
    QColor shade(double value) const;

    void paintHeads(QPainter& painter) const;
    void paintPolicy(QPainter& painter, std::size_t row) const;
    void paintCell(QPainter& painter, std::size_t row, std::size_t column) const;
    void paintValue(QPainter& painter, const QRectF& box, std::size_t cell, bool best) const;
    void paintBounds(QPainter& painter) const;

    const BenchmarkModel& model_;
    const ReportMatrix& matrix_;
    const MatrixFigure figure_;
    const QRectF outer_;
    const Theme& theme_;
    std::size_t groups_ = 0;
    qreal policies_ = 0, cellWidth_ = 0, rowHeight_ = 0;
    double low_ = 0, high_ = 0; ///< of the figure
};

/// "18.4", "0.013"; the unit stands above the matrix.
QString textOf(MatrixFigure figure, double value);
/// "432 entries".
QString entriesText(std::size_t entries);
/// "0.81", "adaptive 2 %".
QString ruleText(const MatrixCell& cell);

} // namespace bsc::ui
