#pragma once

#include "engine/embed/embedder.h"
#include "engine/experiment/benchmark_report.h"
#include "engine/experiment/report_matrix.h"
#include "engine/store/run_library.h"
#include "ui/models/background.h"
#include "ui/models/benchmark_plan.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace bsc::ui {

/// What the Benchmarks page shows: the kept runs, one of them and perhaps another to hold it
/// against, a chosen cell with its verdicts; and the benchmark that runs. Runs are read and
/// measured on workers. GUI thread.
class BenchmarkModel : public QObject {
    Q_OBJECT
  public:
    /// All outlive the model; libraries may be null: they cannot be opened.
    struct Parts {
        std::shared_ptr<WorkloadLibrary> workloads;
        std::shared_ptr<RunLibrary> runs;
        const Embedder& embedder;
        MemoryProbe probe;
    };
    /// Of the benchmark that runs.
    struct Progress {
        BenchmarkOrder order;
        BenchmarkNews news;
        std::size_t waiting = 0; ///< benchmarks after it
        bool stopping = false;
    };

    explicit BenchmarkModel(Parts parts, QObject* parent = nullptr);
    ~BenchmarkModel() override; ///< cancels, and waits for the workers

    // --- What is kept -----------------------------------------------------------------------
    /// Reads runs and workloads again; listChanged() follows, and where nothing is shown the newest
    /// benchmark is, or the newest run.
    void refresh();
    bool isRead() const { return read_; }
    const std::vector<RunInfo>& runs() const { return runs_; } ///< newest first
    const std::vector<BenchmarkWorkload>& workloads() const { return workloads_; }
    void show(std::uint64_t run);    ///< reportChanged() follows
    void compare(std::uint64_t run); ///< 0: with none; reportChanged() follows
    /// These are no longer kept: what was shown of them makes room for what is. refresh() follows.
    void forget(const std::vector<std::uint64_t>& runs);

    /// Null: no run is shown.
    std::shared_ptr<const BenchmarkReport> report() const { return report_; }
    std::shared_ptr<const BenchmarkReport> other() const { return other_; } ///< compared with
    const ReportMatrix& matrix() const { return matrix_; }

    // --- The chosen cell --------------------------------------------------------------------
    /// Of report()->cells; nothing: the default settings are judged. cellChanged() follows.
    void choose(std::optional<std::size_t> cell);
    std::optional<std::size_t> chosen() const { return chosen_; }
    const CriteriaVerdicts& verdicts() const { return verdicts_; }
    /// The other run's, of the same cell or of the default settings; nothing: it has no such cell.
    const std::optional<CriteriaVerdicts>& otherVerdicts() const { return otherVerdicts_; }
    /// The same cell of the other run; null: there is none.
    const ReportCell* otherCell(std::size_t cell) const;
    /// What the figure has become since the other run, in points or ms.
    std::optional<double> difference(std::size_t cell, MatrixFigure figure) const;

    // --- Measuring --------------------------------------------------------------------------
    /// Runs them one after the other, after those that run already.
    void start(const std::vector<BenchmarkOrder>& orders);
    void cancel(); ///< all; what is done stays kept
    const std::optional<Progress>& progress() const { return progress_; }
    /// By what this machine has shown; none: it has run nothing like it yet.
    std::optional<double> estimatedSeconds(const BenchmarkOrder& order) const;

  signals:
    void listChanged();
    void reportChanged(); ///< and cell, verdicts
    void cellChanged();
    void progressChanged(); ///< begun, a step, ended; at most five times a second
    void finished(std::uint64_t run, bool cancelled);
    void failed(const QString& title, const QString& why);

  private:
    struct List;
    struct Pair;
    struct Mail; ///< from the worker

    void load();
    void take(Pair pair);
    void judge();
    void startNext();
    void collect();
    void end(Result<std::uint64_t> run);

    Parts parts_;
    bool read_ = false;
    std::vector<RunInfo> runs_;
    std::vector<BenchmarkWorkload> workloads_;
    BenchmarkPace pace_;
    std::uint64_t wanted_ = 0, wantedOther_ = 0; ///< runs to be shown
    bool loading_ = false, loadAgain_ = false;
    std::shared_ptr<const BenchmarkReport> report_, other_;
    ReportMatrix matrix_;
    std::optional<std::size_t> chosen_;
    CriteriaVerdicts verdicts_;
    std::optional<CriteriaVerdicts> otherVerdicts_;

    std::deque<BenchmarkOrder> waiting_;
    std::optional<Progress> progress_;
    std::shared_ptr<Mail> mail_;
    QTimer timer_;
    Background reader_, worker_;
};

} // namespace bsc::ui
