#pragma once

#include "engine/proxy/cache_service.h"
#include "engine/proxy/events.h"
#include "engine/proxy/prices.h"
#include "engine/replay/decision_sweep.h"
#include "engine/replay/threshold_study.h"
#include "engine/store/workload_library.h"
#include "ui/models/lab_figures.h"
#include "ui/models/label_desk.h"
#include "ui/models/threshold_model.h"

#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace bsc::ui {

/// Requests that a what-if can be asked about.
struct LabSource {
    enum class Kind { session, keptFlows, workload };
    Kind kind = Kind::session;
    std::uint64_t workload = 0; ///< id, of a saved one
    QString name;
    std::uint64_t requests = 0; ///< 0: not counted
};

/// What the lab works with; all of it outlives the lab.
struct LabParts {
    CacheService& service;
    WorkloadLibrary* library; ///< null: none could be opened
    ThresholdModel& threshold;
    std::function<std::shared_ptr<const PriceTable>()> prices; ///< called from a worker
};

/// The threshold lab: what every radius would have made of some requests, what labels say of it,
/// and the queue of pairs to be labelled. All that takes time runs on workers. GUI thread.
class ThresholdLab : public QObject {
    Q_OBJECT
  public:
    enum class State { idle, computing, ready, failed };
    /// More requests than this are not studied: the first, or of flows the newest.
    static constexpr std::uint64_t most_requests = 20'000;

    explicit ThresholdLab(LabParts parts, QObject* parent = nullptr);
    ~ThresholdLab() override;

    const std::vector<LabSource>& sources() const { return sources_; }
    int currentSource() const { return source_; }
    /// Reads which workloads there are; sourcesChanged() follows.
    void refreshSources();
    void setSource(int index);
    const QStringList& models() const { return models_; } ///< of the source, sorted
    void setModelFilter(const QString& model);            ///< empty: all
    const QString& modelFilter() const { return modelFilter_; }

    /// Starts anew, dropping what is running.
    void compute();
    /// When there is no study yet, or live traffic has had a minute to go on.
    void computeIfStale();
    void cancel();
    State state() const { return state_; }
    double progress() const { return progress_; } ///< 0..1
    const QString& stage() const { return stage_; }
    const QString& error() const { return error_; }

    /// The last outcome; null before the first. Stays while another is computed.
    std::shared_ptr<const ThresholdStudy> study() const { return study_; }
    /// What the study was made of, for people: "live traffic, <from> to <to>", or a name.
    QString studied() const { return studied_; }
    const LabFigures& figures() const { return figures_; }
    /// Replays through real caches with the content gate, strict to loose. They come some time
    /// after the study; empty until then.
    const std::vector<DecisionPoint>& gated() const { return gated_; }
    LabelDesk& desk() { return *desk_; }

    int maxWrongPercent() const { return maxWrongPercent_; } ///< 1, 2 or 5
    void setMaxWrongPercent(int percent);

    /// Adds the labels of a file to the store's; labelsImported() or importFailed() follows.
    void importLabels(const QString& file);

    /// Labels may come from the flow list; the lab reads them again.
    void take(std::span<const Event> events);

  signals:
    void sourcesChanged();
    void stateChanged(); ///< and progress, at most ten times a second
    void studyChanged();
    void figuresChanged();
    void gatedChanged();
    void labelsImported(std::uint64_t count);
    void importFailed(const QString& reason);

  private:
    struct Outcome;
    struct Job {
        std::atomic<bool> cancelled{false};
    };

    /// On a worker.
    static Outcome study(const LabParts& parts, const LabSource& source, std::int64_t sinceUs,
                         const std::string& model, const StudyProgress& progress,
                         const std::function<bool()>& cancelled);
    void dropJob();
    void take(Outcome outcome);
    void setState(State state);
    QString describe(const ThresholdStudy& study) const;
    void replayWithGate();
    void readLabels();
    void figureOut();
    std::vector<LabelRecord> sourceLabels() const;

    LabParts parts_;
    const std::int64_t startedUs_;
    std::vector<LabSource> sources_;
    int source_ = 0;
    QString modelFilter_;
    QStringList models_;
    State state_ = State::idle;
    double progress_ = 0;
    QString stage_, error_;
    std::shared_ptr<Job> job_;
    std::shared_ptr<const ThresholdStudy> study_;
    QString studied_;
    QElapsedTimer age_; ///< of the study
    LabelDesk* desk_;
    LabFigures figures_;
    std::vector<DecisionPoint> gated_;
    std::shared_ptr<Job> gateJob_;
    std::uint64_t figuring_ = 0; ///< number of the newest figures asked for
    int maxWrongPercent_ = 2;
    QTimer labelsSoon_;
    QThreadPool pool_;
};

} // namespace bsc::ui
