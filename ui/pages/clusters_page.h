#pragma once

#include "ui/charts/export_note.h"
#include "ui/models/cluster_model.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"

#include <QAction>
#include <QScrollArea>
#include <QWidget>

#include <vector>

namespace bsc::ui {

class ChartPanel;
class ClusterDetails;
class ClusterList;
class ClusterMapView;
class Label;
class ResetSplitter;

/// What does the cache hold, and what is being thrown away? The map over the evictions, the list of
/// clusters over the details of one. GUI thread.
class ClustersPage : public QWidget {
    Q_OBJECT
  public:
    ClustersPage(ClusterModel& model, const ThresholdModel& threshold, const Theme& theme,
                 QWidget* parent = nullptr);

    QByteArray saveState() const; ///< splitters and names, to be kept between sessions
    void restoreState(const QByteArray& state);

    ClusterMapView& map() const { return *map_; }
    std::vector<ChartPanel*> charts() const { return {mapPanel_, evictionsPanel_}; }
    /// For a menu: the map anew, and what can be done to the chosen cluster.
    const QList<QAction*>& commands() const { return commands_; }
    /// Machine and settings, for exported charts.
    void setFacts(FactsSource facts) { facts_ = std::move(facts); }

  signals:
    void renameRequested(std::uint32_t cluster);
    void pinRequested(const std::vector<EntryId>& entries, bool pinned);
    void evictRequested(const QString& name, const std::vector<EntryId>& oldest);
    void flowsRequested(const QString& name, const std::vector<EntryId>& entries);
    void failed(const QString& reason); ///< an export that could not be written

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* makeLeft();
    QWidget* makeRight(const ThresholdModel& threshold);
    void addMapControls();
    void makeCommands();
    void showCommands();
    void follow();
    void showState();
    ExportNote exportNote(const QString& workload) const;

    ClusterModel& model_;
    const Theme& theme_;
    ClusterMapView* map_;
    ClusterList* list_ = nullptr;
    QScrollArea* listScroll_ = nullptr;
    QWidget* listEnd_ = nullptr;
    ClusterDetails* details_ = nullptr;
    ChartPanel *mapPanel_ = nullptr, *evictionsPanel_ = nullptr;
    Label *state_ = nullptr, *method_ = nullptr;
    ResetSplitter *columns_, *rows_ = nullptr;
    QAction *refresh_ = nullptr, *export_ = nullptr, *pin_ = nullptr, *letGo_ = nullptr,
            *evict_ = nullptr;
    QList<QAction*> commands_;
    bool narrow_ = false;
    FactsSource facts_;
};

} // namespace bsc::ui
