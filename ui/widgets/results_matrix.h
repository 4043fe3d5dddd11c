#pragma once

#include "engine/experiment/report_matrix.h"
#include "ui/charts/painted_chart.h"
#include "ui/models/benchmark_model.h"

namespace bsc::ui {

/// Policy × capacity × threshold of a kept run, as a heat map: one figure in a cell, below a hit
/// rate its wrong hits, beside it what it has become since the run it is compared with. The best of
/// a column is outlined, the clairvoyant bound stands below. A click or the arrow keys choose a
/// cell, Esc none. GUI thread.
class ResultsMatrix : public PaintedChart {
    Q_OBJECT
  public:
    ResultsMatrix(BenchmarkModel& model, const Theme& theme, QWidget* parent = nullptr);

    void setFigure(MatrixFigure figure);
    MatrixFigure figure() const { return figure_; }
    QRect chosenRect() const; ///< null: no cell is chosen

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override; ///< every figure of every cell
    QString slug() const override { return QStringLiteral("results"); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    QString tipOf(std::size_t cell) const;
    void showChoice();
    void step(int rows, int columns);

    BenchmarkModel& model_;
    MatrixFigure figure_ = MatrixFigure::hit_rate;
};

} // namespace bsc::ui
