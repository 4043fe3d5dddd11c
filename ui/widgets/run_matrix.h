#pragma once

#include "ui/models/run_matrix_model.h"
#include "ui/models/theme.h"

#include <QTableView>

namespace bsc::ui {

/// The matrix policy × capacity as a table: check boxes choose policies, a click runs a cancelled
/// replay or cancels one, + adds a capacity, the gear changes a policy's parameters. GUI thread.
class RunMatrix : public QTableView {
    Q_OBJECT
  public:
    RunMatrix(RunMatrixModel& matrix, const Theme& theme, QWidget* parent = nullptr);

    /// Two lines a cell, for narrow windows.
    void setTall(bool tall);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  signals:
    void runRequested(std::size_t cell);
    void cancelRequested(std::size_t cell);
    void addCapacityRequested(const QPoint& global);
    void removeCapacityRequested(std::size_t entries);
    void parametersRequested(const std::string& policy, const QPoint& global);

  protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void activate(const QModelIndex& index, const QPoint& global);
    void layOut();

    RunMatrixModel& matrix_;
};

} // namespace bsc::ui
