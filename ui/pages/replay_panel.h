#pragma once

#include "ui/models/run_matrix_model.h"
#include "ui/models/theme.h"

#include <QComboBox>
#include <QStackedWidget>

#include <array>

namespace bsc::ui {

class ChartPanel;
class CurveChart;
class EvictTimeChart;
class Label;
class ProgressLine;
class ReplayForm;
class ResetSplitter;
class RunMatrix;
class RunningList;
class SegmentedControl;

/// Replays of a workload, right on the Workloads screen: the form, how far it is, the matrix of
/// results, what runs, and two charts. GUI thread; `session` must outlive it.
class ReplayPanel : public QWidget {
    Q_OBJECT
  public:
    ReplayPanel(ReplaySession& session, const QStringList& encoders, const Theme& theme,
                QWidget* parent = nullptr);

    ReplayForm& form() { return *form_; }
    RunMatrixModel& matrix() { return matrix_; }
    const std::array<ChartPanel*, 2>& charts() const { return panels_; }
    ResetSplitter& rows() { return *rows_; }
    ResetSplitter& columns() { return *columns_; }

    void pick(std::uint64_t workload); ///< 0: none; its newest kept run is shown
    /// That threshold alone, whatever a kept run that is still being read was replayed with.
    void tryRadius(unsigned radius, unsigned bits);
    void replay();
    void togglePause();
    bool canReplay() const;

  signals:
    void failed(const QString& reason); ///< of an export
    void stateChanged();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* makeResults();
    QWidget* makeCharts();
    void follow();
    void showLayers();
    void showCapacities();
    void showProgress();
    void showCharts();
    void refresh();
    void proposeCapacities(const WorkloadInfo& workload);
    void askCapacity();
    void askParameter(const std::string& policy);
    QString progressText() const;
    QString resultText() const;

    ReplaySession& session_;
    const Theme& theme_;
    RunMatrixModel matrix_;
    ReplayForm* form_;
    QStackedWidget* content_;
    Label *progressText_ = nullptr, *progressShare_ = nullptr;
    ProgressLine* progress_ = nullptr;
    QComboBox* layers_ = nullptr;
    RunMatrix* table_ = nullptr;
    RunningList* running_ = nullptr;
    CurveChart* curves_ = nullptr;
    EvictTimeChart* evictions_ = nullptr;
    SegmentedControl* capacity_ = nullptr;
    std::array<ChartPanel*, 2> panels_{};
    ResetSplitter *rows_ = nullptr, *columns_ = nullptr;
    std::vector<ReplayLayer> shownLayers_;
    std::optional<std::pair<unsigned, unsigned>> tried_; ///< radius and bits
};

} // namespace bsc::ui
