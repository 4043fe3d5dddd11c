#include "ui/models/replay_session.h"

#include "engine/code/similarity.h"
#include "engine/experiment/experiment.h"
#include "engine/replay/embedded_workload.h"
#include "engine/replay/library_rows.h"
#include "engine/traffic/live_replay.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

namespace bsc::ui {

namespace {

constexpr std::chrono::milliseconds tick{100};
constexpr std::size_t most_points = 300;
constexpr unsigned live_connections = 32;

std::int64_t nowUs() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Result<std::unique_ptr<LibraryRows>> rowsOf(const WorkloadLibrary& library, std::uint64_t id) {
    return library.rows(id).map(
        [](WorkloadLibrary::Rows rows) { return std::make_unique<LibraryRows>(std::move(rows)); });
}

/// Keeps what becomes of a matrix; called from its workers.
class RunKeeper {
  public:
    RunKeeper(std::shared_ptr<RunLibrary> runs, std::uint64_t run)
        : runs_(std::move(runs)), run_(run) {}

    void keep(const std::string& key, const CellUpdate& update) {
        if (!runs_ || run_ == 0)
            return;
        RunPart part{key, std::string(name_of(update.state)), {}, update.error};
        if (update.result)
            part.result = to_json(figures_of(*update.result));
        if (const auto kept = runs_->put(run_, part); !kept && error_.empty())
            error_ = kept.error().text;
    }
    std::string error() const { return error_; }

  private:
    const std::shared_ptr<RunLibrary> runs_;
    const std::uint64_t run_;
    std::string error_; ///< the first
};

struct KeptRun {
    std::uint64_t id = 0;
    ReplayPlan plan;
    std::vector<ReplayCell> cells;
};

CellState stateOf(const std::string& name) {
    for (const CellState state : {CellState::done, CellState::failed})
        if (name_of(state) == name)
            return state;
    return CellState::cancelled; // queued and running ones were cut short
}

Result<KeptRun> read(const RunLibrary& runs, const RunInfo& info) {
    KeptRun kept{info.id, {}, {}};
    const auto parts = runs.parts(info.id);
    if (!parts)
        return tl::unexpected(parts.error());
    std::vector<MatrixCell> cells;
    for (const RunPart& part : *parts) {
        auto cell = cellFromKey(part.key);
        if (!cell)
            return tl::unexpected(cell.error());
        cells.push_back(*cell);
        ReplayCell shown;
        shown.cell = std::move(*cell);
        shown.state = stateOf(part.state);
        shown.error = QString::fromStdString(part.error);
        if (shown.state == CellState::done) {
            auto figures = cell_figures_from_json(part.result);
            if (!figures)
                return tl::unexpected(figures.error());
            shown.figures = std::move(*figures);
        }
        kept.cells.push_back(std::move(shown));
    }
    auto plan = planFromJson(info.settings, cells);
    if (!plan)
        return tl::unexpected(plan.error());
    kept.plan = std::move(*plan);
    return kept;
}

/// The newest run of the workload that this screen can show.
std::optional<KeptRun> newest(const RunLibrary& runs, const std::string& workload) {
    const auto all = runs.list("replay");
    if (!all)
        return std::nullopt;
    for (const RunInfo& info : *all)
        if (info.workload == workload)
            if (auto kept = read(runs, info);
                kept && kept->cells.size() == kept->plan.cells().size())
                return std::move(*kept);
    return std::nullopt;
}

bool sameRules(const ReplayPlan& a, const ReplayPlan& b) {
    return a.workload == b.workload && a.requests == b.requests && a.warmUp == b.warmUp &&
           a.speed == b.speed && a.settings.lambda == b.settings.lambda &&
           a.settings.clusters == b.settings.clusters &&
           a.settings.ghosts_per_entry == b.settings.ghosts_per_entry &&
           a.settings.cost_weight == b.settings.cost_weight;
}

} // namespace

struct ReplaySession::Mail {
    std::mutex mutex;
    std::map<std::size_t, CellUpdate> updates; ///< the last of each cell
    std::string keepError;
};

ReplaySession::ReplaySession(Parts parts, QObject* parent)
    : QObject(parent), parts_(std::move(parts)),
      threads_(std::max(1u, std::thread::hardware_concurrency())) {
    timer_.setInterval(tick);
    connect(&timer_, &QTimer::timeout, this, &ReplaySession::collect);
}

ReplaySession::~ReplaySession() {
    if (cancelled_)
        *cancelled_ = true;
}

const ReplayCell* ReplaySession::find(const std::string& policy, std::size_t capacity) const {
    const auto cell = std::ranges::find_if(cells_, [&](const ReplayCell& each) {
        return each.cell.policy == policy && each.cell.capacity == capacity;
    });
    return cell == cells_.end() ? nullptr : &*cell;
}

std::size_t ReplaySession::count(CellState state) const {
    return static_cast<std::size_t>(std::ranges::count(cells_, state, &ReplayCell::state));
}

double ReplaySession::share() const {
    double done = 0;
    for (const ReplayCell& cell : cells_)
        if (cell.state == CellState::running && plan_.requests > 0)
            done += static_cast<double>(cell.requests) / static_cast<double>(plan_.requests);
        else
            done += cell.state != CellState::queued && cell.state != CellState::running;
    return cells_.empty() ? 0 : done / static_cast<double>(cells_.size());
}

std::optional<double> ReplaySession::secondsLeft() const {
    if (state_ != State::running && state_ != State::paused)
        return std::nullopt;
    std::uint64_t replayed = 0, left = 0;
    for (const std::size_t at : pending_) {
        const ReplayCell& cell = cells_[at];
        if (cell.state == CellState::done)
            replayed += plan_.requests;
        if (cell.state == CellState::running)
            replayed += cell.requests;
        if (cell.state == CellState::queued || cell.state == CellState::running)
            left += plan_.requests - std::min(plan_.requests, cell.requests);
    }
    const qint64 elapsed = running_.elapsed() - pausedMs_;
    constexpr qint64 enough_ms = 500;
    if (replayed == 0 || elapsed < enough_ms)
        return std::nullopt;
    return static_cast<double>(elapsed) / 1e3 * static_cast<double>(left) /
           static_cast<double>(replayed);
}

double ReplaySession::secondsLeft(const ReplayCell& cell) const {
    const auto left = static_cast<double>(plan_.requests - std::min(plan_.requests, cell.requests));
    return cell.perSecond > 0 ? left / cell.perSecond : 0;
}

void ReplaySession::showLast(std::uint64_t id, const std::string& workload) {
    if (isBusy())
        return;
    plan_ = {};
    plan_.workload = id;
    cells_.clear();
    run_ = 0;
    emit changed();
    if (!parts_.runs)
        return;
    background_.run([runs = parts_.runs, workload] { return newest(*runs, workload); },
                    [this, id](std::optional<KeptRun> kept) {
                        if (!kept || isBusy() || plan_.workload != id)
                            return;
                        plan_ = std::move(kept->plan);
                        plan_.workload = id;
                        pending_.clear();
                        cells_ = std::move(kept->cells);
                        run_ = kept->id;
                        emit changed();
                        emit planShown();
                    });
}

/// Lays the plan out; what is done with the same settings stays.
void ReplaySession::keepDone(const ReplayPlan& plan) {
    const bool same = sameRules(plan_, plan);
    std::vector<ReplayCell> cells;
    pending_.clear();
    for (const MatrixCell& wanted : plan.cells()) {
        ReplayCell cell;
        cell.cell = wanted;
        const auto done = std::ranges::find_if(cells_, [&](const ReplayCell& each) {
            return each.state == CellState::done && each.cell.key() == wanted.key();
        });
        if (same && done != cells_.end())
            cell = *done;
        else
            pending_.push_back(cells.size());
        cells.push_back(std::move(cell));
    }
    plan_ = plan;
    cells_ = std::move(cells);
}

void ReplaySession::start(const ReplayPlan& plan) {
    if (isBusy() || !parts_.library)
        return;
    keepDone(plan);
    if (pending_.empty()) {
        emit changed();
        emit finished();
        return;
    }
    run_ = 0;
    cancelled_ = std::make_shared<std::atomic<bool>>(false);
    state_ = State::encoding;
    encoded_ = 0;
    timer_.start();
    emit changed();
    const bool at_hand = plan.speed != ReplaySpeed::engine ||
                         (kept_.workload == plan.workload && kept_.requests == plan.requests &&
                          kept_.bits == plan.bits);
    if (at_hand)
        startMatrix(kept_.trace);
    else
        encode();
}

void ReplaySession::encode() {
    auto progress = std::make_shared<std::atomic<std::uint64_t>>(0);
    auto* follow = new QTimer(this);
    connect(follow, &QTimer::timeout, this, [this, progress] { encoded_ = *progress; });
    follow->start(tick);
    background_.run(
        [library = parts_.library, &service = parts_.service, plan = plan_, progress,
         cancelled = cancelled_]() -> Result<std::shared_ptr<const CodeTrace>> {
            auto rows = rowsOf(*library, plan.workload);
            if (!rows)
                return tl::unexpected(rows.error());
            const auto embedded = EmbeddedWorkload::embed(plan.name, **rows, service.embedder(),
                                                          plan.requests, [&](std::uint64_t done) {
                                                              *progress = done;
                                                              return !*cancelled;
                                                          });
            if (!embedded)
                return tl::unexpected(embedded.error());
            if (*cancelled)
                return fail(ErrorCode::unavailable, "");
            const std::uint64_t seed = service.cache().config().seed;
            return embedded->trace(plan.bits, seed).map([](CodeTrace trace) {
                return std::make_shared<const CodeTrace>(std::move(trace));
            });
        },
        [this, follow](Result<std::shared_ptr<const CodeTrace>> trace) {
            follow->deleteLater();
            if (trace) {
                kept_ = {plan_.workload, plan_.requests, plan_.bits, *trace};
                startMatrix(*trace);
                return;
            }
            for (ReplayCell& cell : cells_)
                if (cell.state == CellState::queued)
                    cell.state = CellState::cancelled;
            state_ = State::idle;
            timer_.stop();
            emit changed();
            if (!trace.error().text.empty())
                emit failed(tr("The workload cannot be replayed"),
                            QString::fromStdString(trace.error().text));
            emit finished();
        });
}

/// The run is written down before its first replay begins.
void ReplaySession::startMatrix(std::shared_ptr<const CodeTrace> trace) {
    struct Begun {
        std::shared_ptr<ReplayMatrix> matrix;
        std::uint64_t run = 0;
        std::string error;
    };
    mail_ = std::make_shared<Mail>();
    std::vector<MatrixCell> cells;
    for (const std::size_t at : pending_)
        cells.push_back(cells_[at].cell);
    ReplayMatrix::Options options;
    options.jobs = plan_.speed == ReplaySpeed::engine ? threads_ : 1;
    options.settings = plan_.settings;
    options.curve_points = most_points;
    options.warm_up = plan_.warmUp;
    if (plan_.speed != ReplaySpeed::engine)
        options.replay = liveReplayer();
    std::vector<RunPart> done;
    std::vector<std::string> keys;
    for (const ReplayCell& cell : cells_) {
        keys.push_back(cell.cell.key());
        if (cell.figures)
            done.push_back({cell.cell.key(), "done", to_json(*cell.figures), {}});
    }
    background_.run(
        [runs = parts_.runs, plan = plan_, mail = mail_, cells = std::move(cells), options, trace,
         keys = std::move(keys), done = std::move(done)]() mutable {
            Begun begun;
            if (runs) {
                RunInfo info{.kind = "replay",
                             .name = plan.name,
                             .workload = plan.name,
                             .started_us = nowUs(),
                             .machine = to_json(this_machine()),
                             .settings = settingsJson(plan)};
                if (const auto id = runs->start(info, keys))
                    begun.run = *id;
                else
                    begun.error = id.error().text;
                for (const RunPart& part : done)
                    if (begun.run != 0)
                        static_cast<void>(runs->put(begun.run, part));
            }
            auto keeper = std::make_shared<RunKeeper>(runs, begun.run);
            auto last = std::make_shared<std::vector<CellState>>(cells.size(), CellState::queued);
            const auto update = [mail, keeper, last, plan_cells = cells](const CellUpdate& news) {
                // Only changes of state are written down.
                if (std::exchange((*last)[news.cell], news.state) != news.state)
                    keeper->keep(plan_cells[news.cell].key(), news);
                const std::lock_guard lock(mail->mutex);
                mail->keepError = keeper->error();
                mail->updates[news.cell] = news;
            };
            begun.matrix = std::make_shared<ReplayMatrix>(
                std::move(cells), options,
                [trace](const std::string&, unsigned) {
                    return Result<std::shared_ptr<const CodeTrace>>(trace);
                },
                update);
            return begun;
        },
        [this](Begun begun) {
            matrix_ = std::move(begun.matrix);
            run_ = begun.run;
            running_.start();
            pausedMs_ = 0;
            state_ = State::running;
            if (*cancelled_)
                cancelAll();
            if (!begun.error.empty())
                emit failed(tr("The results are not kept"), QString::fromStdString(begun.error));
            emit changed();
        });
}

/// Each cell through a proxy of its own.
ReplayMatrix::Replayer ReplaySession::liveReplayer() const {
    return [library = parts_.library, &service = parts_.service,
            plan = plan_](const MatrixCell& cell, const std::function<bool()>& cancelled,
                          const std::function<void(const SimulationResult&)>& progress)
               -> Result<SimulationResult> {
        auto rows = rowsOf(*library, plan.workload);
        if (!rows)
            return tl::unexpected(rows.error());
        LiveReplaySettings settings;
        settings.speed = timesOf(plan.speed);
        settings.connections = settings.speed > 0 ? live_connections : 1;
        settings.warm_up = plan.warmUp;
        settings.max_requests = settings.requests = plan.requests;
        settings.curve_points = most_points;
        CacheConfig& cache = settings.cache.cache;
        cache.bits = cell.bits;
        cache.max_entries = cell.capacity;
        cache.policy = cell.policy;
        cache.policy_settings = plan.settings;
        cache.threshold = similarity_of(cell.radius, cell.bits);
        // The service's encoder, shared without its owner: the session ends before the service.
        const std::shared_ptr<const Embedder> embedder(std::shared_ptr<void>(),
                                                       &service.embedder());
        return live_replay(**rows, embedder, settings, progress, cancelled)
            .map([](LiveReplayReport report) { return std::move(report.figures); });
    };
}

void ReplaySession::collect() {
    if (state_ == State::encoding) {
        emit changed();
        return;
    }
    if (!mail_ || !matrix_)
        return;
    std::map<std::size_t, CellUpdate> updates;
    std::string keepError;
    {
        const std::lock_guard lock(mail_->mutex);
        updates.swap(mail_->updates);
        keepError.swap(mail_->keepError);
    }
    for (const auto& [number, update] : updates)
        take(update);
    if (!keepError.empty())
        emit failed(tr("Some results are not kept"), QString::fromStdString(keepError));
    endIfDone();
    emit changed();
}

void ReplaySession::take(const CellUpdate& update) {
    ReplayCell& cell = cells_[pending_[update.cell]];
    if (cell.state != CellState::running && update.state == CellState::running)
        cell.curve.clear();
    const double seconds = static_cast<double>(tick.count()) / 1e3;
    if (update.state == CellState::running && cell.state == CellState::running &&
        update.requests >= cell.requests) {
        const double now = static_cast<double>(update.requests - cell.requests) / seconds;
        constexpr double steady = 0.8; // of an older rate
        cell.perSecond = cell.perSecond == 0 ? now : steady * cell.perSecond + (1 - steady) * now;
    }
    cell.state = update.state;
    cell.requests = update.requests;
    cell.hits = update.hits;
    cell.error = QString::fromStdString(update.error);
    if (update.state == CellState::running && update.requests > 0)
        cell.curve.push_back({update.requests, update.hits, update.wrong_hits});
    if (update.result)
        cell.figures = figures_of(*update.result);
    if (update.state != CellState::running)
        cell.perSecond = 0;
}

void ReplaySession::endIfDone() {
    if (count(CellState::queued) + count(CellState::running) > 0)
        return;
    state_ = State::idle;
    timer_.stop();
    const bool all = count(CellState::done) == cells_.size();
    background_.run(
        [runs = parts_.runs, run = run_, all] {
            if (runs && run != 0 && all)
                static_cast<void>(runs->finish(run, nowUs()));
            return true;
        },
        [this](bool) { emit finished(); });
}

void ReplaySession::cancel(std::size_t cell) {
    const auto number = std::ranges::find(pending_, cell);
    if (matrix_ && number != pending_.end())
        matrix_->cancel(static_cast<std::size_t>(number - pending_.begin()));
}

void ReplaySession::cancelAll() {
    if (cancelled_)
        *cancelled_ = true;
    if (matrix_ && isBusy())
        matrix_->cancel_all();
}

void ReplaySession::runAgain(std::size_t cell) {
    const auto number = std::ranges::find(pending_, cell);
    if (!matrix_ || number == pending_.end()) {
        if (cell < cells_.size())
            start(ReplayPlan(plan_)); // of a shown run: what it did not get to
        return;
    }
    matrix_->queue_again(static_cast<std::size_t>(number - pending_.begin()));
    cells_[cell].state = CellState::queued;
    cells_[cell].requests = 0;
    if (state_ == State::idle) {
        state_ = State::running;
        running_.start();
        pausedMs_ = 0;
        timer_.start();
    }
    emit changed();
}

void ReplaySession::setPaused(bool paused) {
    if (!matrix_ || (state_ != State::running && state_ != State::paused))
        return;
    matrix_->set_paused(paused);
    if (paused)
        paused_.start();
    else if (state_ == State::paused)
        pausedMs_ += paused_.elapsed();
    state_ = paused ? State::paused : State::running;
    emit changed();
}

} // namespace bsc::ui
