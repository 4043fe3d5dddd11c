#pragma once

#include "ui/charts/export_note.h"
#include "ui/models/live_model.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"

#include <QTabBar>
#include <QWidget>

#include <array>

namespace bsc::ui {

class ApplyBar;
class ChartPanel;
class DistanceHistogram;
class FigureStrip;
class FlowsPanel;
class HitRateChart;
class LatencyChart;
class OffCurtain;
class PanelHeader;
class ResetSplitter;
class SegmentedControl;

/// The home screen: is the cache working right now, and what does it save? Figures, three charts,
/// the flows. In a narrow window the charts become tabs. GUI thread.
class LivePage : public QWidget {
    Q_OBJECT
  public:
    LivePage(LiveModel& live, FlowModel& flows, ThresholdModel& threshold, const Theme& theme,
             QWidget* parent = nullptr);

    /// Splitters, columns and range, to be kept between sessions.
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

    const std::array<ChartPanel*, 3>& charts() const { return panels_; }
    SegmentedControl& range() const { return *range_; } ///< time shown
    /// Machine and settings, for exported charts.
    void setFacts(FactsSource facts) { facts_ = std::move(facts); }

    void refresh(); ///< draws the model's state now, even while paused

  signals:
    void turnOnRequested();
    void labelRequested(std::uint64_t flow, std::uint64_t entry, bool right);
    void labelUndoRequested();
    void failed(const QString& reason); ///< an export that could not be written

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void makeCharts();
    void makeLayout();
    void follow();
    void setNarrow(bool narrow);
    void showPanels();
    void askAboutThreshold();
    ExportNote noteFor(Range range) const;

    LiveModel& live_;
    ThresholdModel& threshold_;
    const Theme& theme_;

    FigureStrip* strip_;
    HitRateChart* hitRate_;
    LatencyChart* latency_;
    DistanceHistogram* distances_;
    ApplyBar* applyBar_;
    std::array<ChartPanel*, 3> panels_{};
    ChartPanel* expanded_ = nullptr;
    SegmentedControl* range_;
    QWidget* chartArea_;
    PanelHeader* tabRow_;
    QTabBar* tabs_;
    FlowsPanel* flowsPanel_;
    ResetSplitter *columns_, *rows_;
    OffCurtain* curtain_;
    FactsSource facts_;
    bool narrow_ = false;
};

} // namespace bsc::ui
