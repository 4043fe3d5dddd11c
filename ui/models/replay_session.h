#pragma once

#include "engine/proxy/cache_service.h"
#include "engine/replay/cell_figures.h"
#include "engine/store/run_library.h"
#include "engine/store/workload_library.h"
#include "ui/models/background.h"
#include "ui/models/replay_plan.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace bsc::ui {

/// One replay of the plan, as far as it is.
struct ReplayCell {
    MatrixCell cell;
    CellState state = CellState::queued;
    std::uint64_t requests = 0, hits = 0; ///< so far, the warm-up among them
    std::optional<CellFigures> figures;   ///< when done
    QString error;                        ///< when failed
    std::vector<SimulationPoint> curve;   ///< while it runs
    double perSecond = 0;                 ///< requests, while it runs
};

/// Runs a plan of replays on workers, keeps each result in the library of runs as it is done, and
/// shows kept ones. GUI thread.
class ReplaySession : public QObject {
    Q_OBJECT
  public:
    enum class State { idle, encoding, running, paused };
    /// All outlive the session; libraries may be null.
    struct Parts {
        std::shared_ptr<WorkloadLibrary> library;
        std::shared_ptr<RunLibrary> runs;
        CacheService& service;
    };

    explicit ReplaySession(Parts parts, QObject* parent = nullptr);
    ~ReplaySession() override;

    /// Runs what the plan has and is not done already with the same settings. Only when idle.
    void start(const ReplayPlan& plan);
    void cancel(std::size_t cell);
    void cancelAll();
    void runAgain(std::size_t cell); ///< cancelled or failed
    void setPaused(bool paused);

    /// Shows the newest kept run of the workload; only when idle. changed() follows, and
    /// planShown() when there is one.
    void showLast(std::uint64_t id, const std::string& workload);

    State state() const { return state_; }
    bool isBusy() const { return state_ != State::idle; }
    const ReplayPlan& plan() const { return plan_; }
    const std::vector<ReplayCell>& cells() const { return cells_; }
    const ReplayCell* find(const std::string& policy, std::size_t capacity) const;
    std::size_t count(CellState state) const;
    double share() const;                      ///< of the whole plan, 0..1
    std::optional<double> secondsLeft() const; ///< nothing while it cannot be told
    double secondsLeft(const ReplayCell& cell) const;
    std::uint64_t encoded() const { return encoded_; } ///< requests, while encoding
    unsigned threads() const { return threads_; }
    std::uint64_t run() const { return run_; } ///< its number among the kept; 0: not kept

  signals:
    void changed(); ///< at most ten times a second
    void planShown();
    void finished();
    void failed(const QString& title, const QString& why);

  private:
    struct Mail; ///< from the workers
    struct Encoded {
        std::uint64_t workload = 0, requests = 0;
        unsigned bits = 0;
        std::shared_ptr<const CodeTrace> trace;
    };

    void keepDone(const ReplayPlan& plan);
    void encode();
    void startMatrix(std::shared_ptr<const CodeTrace> trace);
    ReplayMatrix::Replayer liveReplayer() const;
    void collect();
    void take(const CellUpdate& update);
    void endIfDone();

    Parts parts_;
    const unsigned threads_;
    ReplayPlan plan_;
    std::vector<ReplayCell> cells_;
    std::vector<std::size_t> pending_; ///< cells, by their number in the matrix
    State state_ = State::idle;
    std::uint64_t run_ = 0, encoded_ = 0;
    Encoded kept_;
    std::shared_ptr<Mail> mail_;
    std::shared_ptr<std::atomic<bool>> cancelled_;
    std::shared_ptr<ReplayMatrix> matrix_;
    QElapsedTimer running_;
    qint64 pausedMs_ = 0;
    QElapsedTimer paused_;
    QTimer timer_;
    Background background_;
};

} // namespace bsc::ui
