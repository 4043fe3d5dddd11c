#pragma once

#include "ui/charts/export_note.h"
#include "ui/models/benchmark_model.h"
#include "ui/models/theme.h"

#include <QComboBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QWidget>

#include <array>

class QMenu;

namespace bsc::ui {

class ChartPanel;
class CriteriaBars;
class CurveChart;
class Label;
class MemoryBars;
class PanelHeader;
class ResetSplitter;
class ResultsMatrix;
class SegmentedControl;

/// "Are we good enough, and can I show it?" The results of a run over what stands behind them.
/// GUI thread.
class BenchmarksPage : public QWidget {
    Q_OBJECT
  public:
    BenchmarksPage(BenchmarkModel& model, const Theme& theme, QWidget* parent = nullptr);

    const std::array<ChartPanel*, 5>& charts() const { return panels_; }
    void setExportMenu(QMenu* menu);                    ///< of the button; not owned
    void setRunActions(const QList<QAction*>& actions); ///< what can be done with the run shown
    SegmentedControl& figure() const { return *figure_; }
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

  signals:
    void runRequested();
    void failed(const QString& reason); ///< of an export

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void makeHeader();
    QWidget* makeEmpty();
    QWidget* makeContent();
    QWidget* makeResults();
    QWidget* makeCriteria();
    QWidget* makeCharts();
    ChartPanel* panel(std::size_t at, const QString& title, QWidget* widget,
                      const class Chart& chart);
    void follow();
    void showList();
    void showReport();
    void showCell();
    void expand(ChartPanel* panel);

    BenchmarkModel& model_;
    const Theme& theme_;
    PanelHeader* header_ = nullptr;
    QComboBox *runs_ = nullptr, *others_ = nullptr;
    Label *facts_ = nullptr, *doubts_ = nullptr;
    QPushButton *export_ = nullptr, *run_ = nullptr;
    QStackedWidget* screens_;
    Label *emptyTitle_ = nullptr, *emptyText_ = nullptr;
    SegmentedControl* figure_ = nullptr;
    ResultsMatrix* matrix_ = nullptr;
    Label *unit_ = nullptr, *lineName_ = nullptr, *line_ = nullptr;
    CriteriaBars* criteria_ = nullptr;
    Label *subject_ = nullptr, *decision_ = nullptr;
    CurveChart *scan_ = nullptr, *latency_ = nullptr;
    MemoryBars* memory_ = nullptr;
    std::array<Label*, 5> samples_{}; ///< beside the panels' titles
    std::array<ChartPanel*, 5> panels_{};
    ResetSplitter *rows_ = nullptr, *top_ = nullptr, *bottom_ = nullptr;
    bool narrow_ = false;
};

} // namespace bsc::ui
