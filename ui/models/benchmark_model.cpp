#include "ui/models/benchmark_model.h"

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr std::chrono::milliseconds look_every{200};

bool canBeShown(const RunInfo& run) { return run.kind == benchmark_kind || run.kind == "replay"; }

std::optional<std::size_t> cellOf(const BenchmarkReport& report, const std::string& key) {
    const auto found =
        std::ranges::find(report.cells, key, [](const ReportCell& one) { return one.cell.key(); });
    if (found == report.cells.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - report.cells.begin());
}

/// The newest benchmark, for it was measured to be judged; without one, the newest run.
std::uint64_t firstShown(const std::vector<RunInfo>& runs) {
    const auto benchmark = std::ranges::find(runs, "benchmark", &RunInfo::kind);
    return benchmark == runs.end() ? runs.front().id : benchmark->id;
}

} // namespace

struct BenchmarkModel::List {
    std::vector<RunInfo> runs;
    std::vector<BenchmarkWorkload> workloads;
    BenchmarkPace pace;
    QString trouble;
};

struct BenchmarkModel::Pair {
    std::uint64_t run = 0, otherRun = 0;
    std::shared_ptr<const BenchmarkReport> report, other;
    QString trouble;
};

struct BenchmarkModel::Mail {
    std::atomic<bool> cancelled{false};
    std::mutex mutex; ///< guards what follows
    std::optional<BenchmarkNews> news;
};

BenchmarkModel::BenchmarkModel(Parts parts, QObject* parent)
    : QObject(parent), parts_(std::move(parts)) {
    timer_.setInterval(look_every);
    connect(&timer_, &QTimer::timeout, this, &BenchmarkModel::collect);
}

BenchmarkModel::~BenchmarkModel() {
    if (mail_)
        mail_->cancelled = true;
}

// --- What is kept -------------------------------------------------------------------------------

void BenchmarkModel::refresh() {
    reader_.run(
        [runs = parts_.runs, workloads = parts_.workloads] {
            List list;
            const auto keep = [&](auto& into, auto result) {
                if (result)
                    into = std::move(*result);
                else if (list.trouble.isEmpty())
                    list.trouble = QString::fromStdString(result.error().text);
            };
            keep(list.workloads, benchmarkWorkloads(workloads.get()));
            if (runs) {
                keep(list.runs, runs->list());
                keep(list.pace, measured_pace(*runs));
            }
            std::erase_if(list.runs, [](const RunInfo& run) { return !canBeShown(run); });
            return list;
        },
        [this](List list) {
            read_ = true;
            runs_ = std::move(list.runs);
            workloads_ = std::move(list.workloads);
            pace_ = std::move(list.pace);
            emit listChanged();
            if (!list.trouble.isEmpty())
                emit failed(tr("The kept runs cannot be read"), list.trouble);
            if (wanted_ == 0 && !runs_.empty())
                show(firstShown(runs_));
        });
}

void BenchmarkModel::show(std::uint64_t run) {
    wanted_ = run;
    if (wantedOther_ == run)
        wantedOther_ = 0;
    load();
}

void BenchmarkModel::compare(std::uint64_t run) {
    wantedOther_ = run == wanted_ ? 0 : run;
    load();
}

void BenchmarkModel::forget(const std::vector<std::uint64_t>& runs) {
    const auto gone = [&](std::uint64_t run) { return std::ranges::find(runs, run) != runs.end(); };
    if (gone(wanted_)) {
        wanted_ = wantedOther_ = 0;
        report_.reset();
        other_.reset();
        matrix_ = {};
        chosen_.reset();
        verdicts_ = {};
        otherVerdicts_.reset();
        emit reportChanged();
    } else if (gone(wantedOther_)) {
        compare(0);
    }
    refresh();
}

void BenchmarkModel::load() {
    loadAgain_ = loading_;
    if (loading_ || !parts_.runs || wanted_ == 0)
        return;
    loading_ = true;
    reader_.run(
        [runs = parts_.runs, run = wanted_, otherRun = wantedOther_] {
            Pair pair{run, otherRun, {}, {}, {}};
            const auto read = [&](std::uint64_t id) -> std::shared_ptr<const BenchmarkReport> {
                auto report = load_report(*runs, id);
                if (report)
                    return std::make_shared<const BenchmarkReport>(std::move(*report));
                pair.trouble = QString::fromStdString(report.error().text);
                return nullptr;
            };
            pair.report = read(run);
            if (otherRun != 0)
                pair.other = read(otherRun);
            return pair;
        },
        [this](Pair pair) { take(std::move(pair)); });
}

void BenchmarkModel::take(Pair pair) {
    loading_ = false;
    if (loadAgain_)
        load();
    if (pair.run != wanted_ || pair.otherRun != wantedOther_)
        return;
    if (!pair.trouble.isEmpty())
        emit failed(tr("The run cannot be shown"), pair.trouble);
    if (!pair.report)
        return;
    // The same cell stays chosen, also in another run that has it.
    const std::string key = chosen_ ? report_->cells[*chosen_].cell.key() : std::string();
    report_ = std::move(pair.report);
    other_ = std::move(pair.other);
    matrix_ = matrix_of(*report_);
    chosen_ = cellOf(*report_, key);
    judge();
    emit reportChanged();
}

// --- The chosen cell ----------------------------------------------------------------------------

void BenchmarkModel::choose(std::optional<std::size_t> cell) {
    if (!report_ || cell == chosen_ || (cell && *cell >= report_->cells.size()))
        return;
    chosen_ = cell;
    judge();
    emit cellChanged();
}

void BenchmarkModel::judge() {
    verdicts_ = judge_report(*report_, chosen_);
    otherVerdicts_.reset();
    if (!other_)
        return;
    const auto same = chosen_ ? cellOf(*other_, report_->cells[*chosen_].cell.key()) : std::nullopt;
    if (chosen_.has_value() == same.has_value())
        otherVerdicts_ = judge_report(*other_, same);
}

const ReportCell* BenchmarkModel::otherCell(std::size_t cell) const {
    if (!other_)
        return nullptr;
    const auto same = cellOf(*other_, report_->cells[cell].cell.key());
    return same ? &other_->cells[*same] : nullptr;
}

std::optional<double> BenchmarkModel::difference(std::size_t cell, MatrixFigure figure) const {
    const ReportCell* before = otherCell(cell);
    const auto here = figure_of(report_->cells[cell], figure);
    const auto there = before ? figure_of(*before, figure) : std::nullopt;
    return here && there ? std::optional(*here - *there) : std::nullopt;
}

// --- Measuring ----------------------------------------------------------------------------------

void BenchmarkModel::start(const std::vector<BenchmarkOrder>& orders) {
    if (!parts_.runs) {
        emit failed(tr("Benchmarks cannot run"), tr("There is no library to keep them in."));
        return;
    }
    waiting_.insert(waiting_.end(), orders.begin(), orders.end());
    if (progress_)
        progress_->waiting = waiting_.size();
    else
        startNext();
}

void BenchmarkModel::startNext() {
    if (waiting_.empty())
        return;
    const BenchmarkOrder order = waiting_.front();
    waiting_.pop_front();
    progress_ = Progress{order, {.step = tr("starting").toStdString()}, waiting_.size(), false};
    mail_ = std::make_shared<Mail>();
    timer_.start();
    emit progressChanged();
    worker_.run(
        [order, mail = mail_, runs = parts_.runs, workloads = parts_.workloads,
         probe = parts_.probe, &embedder = parts_.embedder] {
            return run_benchmark(
                planOf(order, probe), embedder, rowsOf(order.workload, workloads), *runs,
                [&](const BenchmarkNews& news) {
                    const std::lock_guard lock(mail->mutex);
                    mail->news = news;
                },
                [&] { return mail->cancelled.load(); });
        },
        [this](Result<std::uint64_t> run) { end(std::move(run)); });
}

void BenchmarkModel::cancel() {
    waiting_.clear();
    if (!progress_)
        return;
    mail_->cancelled = true;
    progress_->stopping = true;
    progress_->waiting = 0;
    emit progressChanged();
}

void BenchmarkModel::collect() {
    std::optional<BenchmarkNews> news;
    {
        const std::lock_guard lock(mail_->mutex);
        news = std::exchange(mail_->news, std::nullopt);
    }
    if (!news)
        return;
    const BenchmarkNews before = std::exchange(progress_->news, *news);
    if (news->run != 0 && before.run == 0) {
        refresh(); // it is in the list from now on
        show(news->run);
    } else if (news->run == wanted_ && news->parts_over != before.parts_over) {
        load();
    }
    emit progressChanged();
}

void BenchmarkModel::end(Result<std::uint64_t> run) {
    collect();
    timer_.stop();
    const bool cancelled = progress_->stopping;
    const QString name = progress_->order.workload.name;
    progress_.reset();
    mail_.reset();
    if (run) {
        if (*run == wanted_) // else somebody looks at another one meanwhile
            load();
        emit finished(*run, cancelled);
    } else if (!cancelled) { // cancelled while it was embedded: there is no run
        emit failed(tr("The benchmark of %1 stopped").arg(name),
                    QString::fromStdString(run.error().text));
    }
    refresh();
    startNext();
    emit progressChanged();
}

std::optional<double> BenchmarkModel::estimatedSeconds(const BenchmarkOrder& order) const {
    return estimated_seconds(planOf(order, parts_.probe), order.workload.requests, pace_);
}

} // namespace bsc::ui
