#pragma once

#include "ui/models/background.h"
#include "ui/models/kept_run.h"
#include "ui/models/replay_work.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace bsc::ui {

/// Runs a plan of replays on workers, keeps each result in the library of runs as it is done, and
/// shows kept ones. GUI thread.
class ReplaySession : public QObject {
    Q_OBJECT
  public:
    enum class State { idle, encoding, running, paused };

    /// `runs` and the input's library may be null: nothing is kept, nothing can be replayed.
    ReplaySession(ReplayInput input, std::shared_ptr<RunLibrary> runs, QObject* parent = nullptr);
    ~ReplaySession() override;

    /// Runs what the plan has and is not done already with the same settings; when all of it is,
    /// all of it again. Only when idle.
    void start(const ReplayPlan& plan);
    void cancel(std::size_t cell);
    void cancelAll();
    void runAgain(std::size_t cell); ///< cancelled or failed
    void setPaused(bool paused);

    /// Shows the newest kept run of the workload; only when idle. changed() follows, and
    /// planShown() when there is one.
    void showLast(const WorkloadInfo& workload);

    State state() const { return state_; }
    bool isBusy() const { return state_ != State::idle; }
    const ReplayPlan& plan() const { return plan_; }
    const std::vector<ReplayCell>& cells() const { return cells_; }
    const ReplayCell* find(const ReplayLayer& layer, const std::string& policy,
                           std::size_t capacity) const;
    std::size_t count(CellState state) const;
    double share() const;                      ///< of the whole plan, 0..1
    std::optional<double> secondsLeft() const; ///< nothing while it cannot be told
    double secondsLeft(const ReplayCell& cell) const;
    std::uint64_t encoded() const;             ///< requests, while encoding
    unsigned threads() const;                  ///< replays that run at once
    std::uint64_t run() const { return run_; } ///< its number among the kept; 0: not kept
    bool isOfOtherMachine() const { return otherMachine_; }

  signals:
    void changed(); ///< at most ten times a second
    void planShown();
    void finished();
    void failed(const QString& title, const QString& why);

  private:
    struct Mail; ///< from the workers
    struct Encoded {
        std::uint64_t workload = 0, requests = 0;
        std::shared_ptr<const EncodedTraces> traces;
    };

    void layOut(const ReplayPlan& plan);
    bool isEncoded() const;
    void encode();
    void encodingFailed(const QString& why);
    void startMatrix();
    void collect();
    void take(const CellUpdate& update);
    void endIfDone();
    void clock();
    /// Orders to the matrix wait for SQLite: they run in the background, in order.
    template <class Order>
    void order(Order give);

    const ReplayInput input_;
    const std::shared_ptr<RunLibrary> runs_;
    ReplayPlan plan_;
    std::vector<ReplayCell> cells_;
    std::vector<std::size_t> pending_; ///< cells, by their number in the matrix
    State state_ = State::idle;
    std::uint64_t run_ = 0;
    bool otherMachine_ = false;
    Encoded encoded_;
    std::shared_ptr<std::atomic<std::uint64_t>> encodedSoFar_;
    std::shared_ptr<Mail> mail_;
    std::shared_ptr<std::atomic<bool>> cancelled_;
    std::shared_ptr<ReplayMatrix> matrix_;
    QElapsedTimer running_, paused_;
    qint64 pausedMs_ = 0;
    QTimer timer_;
    Background background_;
};

} // namespace bsc::ui
