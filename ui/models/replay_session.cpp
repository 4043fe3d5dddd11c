#include "ui/models/replay_session.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

namespace bsc::ui {

namespace {

constexpr std::chrono::milliseconds replay_tick{100};
constexpr std::size_t curve_points = 300;
constexpr qint64 enough_ms = 500; // for a forecast

double shareOf(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : std::min(1.0, static_cast<double>(part) / static_cast<double>(whole));
}

std::int64_t nowUs() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

struct ReplaySession::Mail {
    std::mutex mutex;
    std::map<std::size_t, CellUpdate> updates; ///< the last of each cell
    std::string keepError;
};

ReplaySession::ReplaySession(ReplayInput input, std::shared_ptr<RunLibrary> runs, QObject* parent)
    : QObject(parent), input_(std::move(input)), runs_(std::move(runs)) {
    timer_.setInterval(replay_tick);
    connect(&timer_, &QTimer::timeout, this, &ReplaySession::collect);
}

ReplaySession::~ReplaySession() {
    if (cancelled_)
        *cancelled_ = true;
}

unsigned ReplaySession::threads() const {
    return plan_.speed == ReplaySpeed::engine ? std::max(1u, std::thread::hardware_concurrency())
                                              : 1;
}

std::uint64_t ReplaySession::encoded() const { return encodedSoFar_ ? encodedSoFar_->load() : 0; }

const ReplayCell* ReplaySession::find(const ReplayLayer& layer, const std::string& policy,
                                      std::size_t capacity) const {
    const auto cell = std::ranges::find_if(cells_, [&](const ReplayCell& each) {
        return each.cell.policy == policy && each.cell.capacity == capacity &&
               layerOf(each.cell) == layer;
    });
    return cell == cells_.end() ? nullptr : &*cell;
}

std::size_t ReplaySession::count(CellState state) const {
    return static_cast<std::size_t>(std::ranges::count(cells_, state, &ReplayCell::state));
}

double ReplaySession::share() const {
    double done = 0;
    for (const ReplayCell& cell : cells_)
        done += cell.state == CellState::running ? shareOf(cell.requests, plan_.requests)
                                                 : !cell.isOpen();
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
        if (cell.isOpen())
            left += plan_.requests - std::min(plan_.requests, cell.requests);
    }
    const qint64 now = state_ == State::paused ? paused_.elapsed() : 0;
    const qint64 elapsed = running_.elapsed() - pausedMs_ - now;
    if (replayed == 0 || elapsed < enough_ms)
        return std::nullopt;
    return static_cast<double>(elapsed) / 1e3 * static_cast<double>(left) /
           static_cast<double>(replayed);
}

double ReplaySession::secondsLeft(const ReplayCell& cell) const {
    const auto left = static_cast<double>(plan_.requests - std::min(plan_.requests, cell.requests));
    return cell.perSecond > 0 ? left / cell.perSecond : 0;
}

void ReplaySession::showLast(const WorkloadInfo& workload) {
    if (isBusy())
        return;
    plan_ = {};
    plan_.workload = workload.id;
    cells_.clear();
    pending_.clear();
    matrix_.reset();
    run_ = 0;
    otherMachine_ = false;
    emit changed();
    if (!runs_)
        return;
    background_.run([runs = runs_, name = workload.name] { return newestRun(*runs, name); },
                    [this, id = workload.id](std::optional<KeptRun> kept) {
                        if (!kept || isBusy() || plan_.workload != id)
                            return;
                        plan_ = std::move(kept->plan);
                        plan_.workload = id;
                        cells_ = std::move(kept->cells);
                        run_ = kept->id;
                        otherMachine_ = kept->otherMachine;
                        emit changed();
                        emit planShown();
                    });
}

/// What is done with the same settings stays, and the run goes on when the cells are the same.
void ReplaySession::layOut(const ReplayPlan& plan) {
    const bool same = sameRules(plan_, plan) && !otherMachine_;
    std::vector<ReplayCell> cells;
    pending_.clear();
    bool goes_on = same;
    for (const MatrixCell& wanted : plan.cells()) {
        const auto before = std::ranges::find_if(
            cells_, [&](const ReplayCell& each) { return each.cell.key() == wanted.key(); });
        goes_on = goes_on && before != cells_.end();
        if (same && before != cells_.end() && before->state == CellState::done) {
            cells.push_back(*before);
            continue;
        }
        pending_.push_back(cells.size());
        cells.push_back({.cell = wanted});
    }
    if (pending_.empty())
        for (ReplayCell& cell : cells) {
            pending_.push_back(static_cast<std::size_t>(&cell - cells.data()));
            cell = {.cell = cell.cell};
            goes_on = false;
        }
    if (!goes_on || cells.size() != cells_.size())
        run_ = 0;
    otherMachine_ = false;
    plan_ = plan;
    cells_ = std::move(cells);
}

void ReplaySession::start(const ReplayPlan& plan) {
    if (isBusy() || !input_.library || plan.cells().empty())
        return;
    layOut(plan);
    cancelled_ = std::make_shared<std::atomic<bool>>(false);
    state_ = State::encoding;
    timer_.start();
    emit changed();
    if (plan_.speed != ReplaySpeed::engine || isEncoded())
        startMatrix();
    else
        encode();
}

bool ReplaySession::isEncoded() const {
    if (!encoded_.traces || encoded_.workload != plan_.workload ||
        encoded_.requests != plan_.requests)
        return false;
    return std::ranges::all_of(plan_.layers(), [this](const ReplayLayer& layer) {
        return encoded_.traces->contains({layer.encoder, layer.bits});
    });
}

void ReplaySession::encode() {
    encodedSoFar_ = std::make_shared<std::atomic<std::uint64_t>>(0);
    const auto work = [input = input_, plan = plan_, so_far = encodedSoFar_,
                       cancelled = cancelled_] {
        return encodeWorkload(input, plan, *so_far, *cancelled);
    };
    background_.run(work, [this](Result<std::shared_ptr<const EncodedTraces>> traces) {
        if (traces) {
            encoded_ = {plan_.workload, plan_.requests, *traces};
            startMatrix();
        } else {
            encodingFailed(QString::fromStdString(traces.error().text));
        }
    });
}

void ReplaySession::encodingFailed(const QString& why) {
    for (ReplayCell& cell : cells_)
        if (cell.state == CellState::queued)
            cell.state = CellState::cancelled;
    matrix_.reset();
    state_ = State::idle;
    timer_.stop();
    emit changed();
    if (!*cancelled_)
        emit failed(tr("The workload cannot be replayed"), why);
    emit finished();
}

/// The run is written down before its first replay begins.
void ReplaySession::startMatrix() {
    struct Begun {
        std::shared_ptr<ReplayMatrix> matrix;
        Result<std::uint64_t> run = 0;
    };
    mail_ = std::make_shared<Mail>();
    matrix_.reset();
    std::vector<MatrixCell> cells;
    for (const std::size_t at : pending_)
        cells.push_back(cells_[at].cell);
    ReplayMatrix::Options options;
    options.jobs = threads();
    options.settings = plan_.settings;
    options.content_gate = plan_.contentGate;
    options.curve_points = curve_points;
    options.warm_up = plan_.warmUp;
    if (plan_.speed != ReplaySpeed::engine)
        options.replay = liveReplayer(input_, plan_, curve_points);
    const auto work = [runs = runs_, before = run_, plan = plan_, all = cells_, mail = mail_, cells,
                       options, traces = encoded_.traces] {
        Begun begun;
        std::optional<BegunRun> kept;
        if (runs) {
            auto run = beginRun(*runs, before, plan, all);
            begun.run = run.map(&BegunRun::id);
            if (run)
                kept.emplace(std::move(*run));
        }
        auto keeper = std::make_shared<RunKeeper>(runs, std::move(kept), cells);
        const auto update = [mail, keeper](const CellUpdate& news) {
            keeper->keep(news);
            const std::lock_guard lock(mail->mutex);
            mail->keepError = keeper->error();
            mail->updates[news.cell] = news;
        };
        begun.matrix = std::make_shared<ReplayMatrix>(
            cells, options,
            [traces](const std::string& encoder, unsigned bits) {
                return Result<std::shared_ptr<const CodeTrace>>(traces->at({encoder, bits}));
            },
            update);
        return begun;
    };
    background_.run(work, [this](Begun begun) {
        matrix_ = std::move(begun.matrix);
        run_ = begun.run.value_or(0);
        clock();
        if (*cancelled_)
            cancelAll();
        if (!begun.run)
            emit failed(tr("The results are not kept"),
                        QString::fromStdString(begun.run.error().text));
        emit changed();
    });
}

void ReplaySession::clock() {
    state_ = State::running;
    running_.start();
    pausedMs_ = 0;
    timer_.start();
}

void ReplaySession::collect() {
    if (state_ == State::encoding || !matrix_) {
        emit changed();
        return;
    }
    std::map<std::size_t, CellUpdate> updates;
    std::string keepError;
    {
        const std::lock_guard lock(mail_->mutex);
        updates.swap(mail_->updates);
        keepError = mail_->keepError;
    }
    for (const auto& [number, update] : updates)
        take(update);
    endIfDone();
    emit changed();
    if (!isBusy() && !keepError.empty())
        emit failed(tr("Some results are not kept"), QString::fromStdString(keepError));
}

void ReplaySession::take(const CellUpdate& update) {
    ReplayCell& cell = cells_[pending_[update.cell]];
    const bool runs = update.state == CellState::running;
    if (runs && cell.state != CellState::running)
        cell.curve.clear();
    if (runs && cell.state == CellState::running && update.requests >= cell.requests) {
        const double seconds = static_cast<double>(replay_tick.count()) / 1e3;
        const double now = static_cast<double>(update.requests - cell.requests) / seconds;
        constexpr double steady = 0.8; // of an older rate
        cell.perSecond = cell.perSecond == 0 ? now : steady * cell.perSecond + (1 - steady) * now;
    }
    cell.state = update.state;
    cell.requests = update.requests;
    cell.hits = update.hits;
    cell.judged = update.judged_hits;
    cell.wrong = update.wrong_hits;
    cell.error = QString::fromStdString(update.error);
    if (runs && update.requests > 0)
        cell.curve.push_back({update.requests, update.hits, update.wrong_hits});
    if (update.result)
        cell.figures = figures_of(*update.result);
    if (!runs)
        cell.perSecond = 0;
}

void ReplaySession::endIfDone() {
    if (std::ranges::any_of(cells_, &ReplayCell::isOpen))
        return;
    state_ = State::idle;
    timer_.stop();
    const bool all = count(CellState::done) == cells_.size();
    background_.run(
        [runs = runs_, run = run_, all] {
            if (runs && run != 0 && all)
                static_cast<void>(runs->finish(run, nowUs()));
            return true;
        },
        [this](bool) { emit finished(); });
}

template <class Order>
void ReplaySession::order(Order give) {
    background_.run(
        [matrix = matrix_, give] {
            give(*matrix);
            return true;
        },
        [](bool) {});
}

void ReplaySession::cancel(std::size_t cell) {
    const auto number = std::ranges::find(pending_, cell);
    if (matrix_ && number != pending_.end())
        order([at = static_cast<std::size_t>(number - pending_.begin())](ReplayMatrix& matrix) {
            matrix.cancel(at);
        });
}

void ReplaySession::cancelAll() {
    if (cancelled_)
        *cancelled_ = true;
    if (matrix_ && isBusy())
        order([](ReplayMatrix& matrix) { matrix.cancel_all(); });
}

void ReplaySession::runAgain(std::size_t cell) {
    const auto number = std::ranges::find(pending_, cell);
    if (!matrix_ || number == pending_.end()) {
        if (cell < cells_.size())
            start(ReplayPlan(plan_)); // of a shown run: what it did not get to
        return;
    }
    order([at = static_cast<std::size_t>(number - pending_.begin())](ReplayMatrix& matrix) {
        matrix.queue_again(at);
    });
    cells_[cell] = {.cell = cells_[cell].cell};
    if (state_ == State::idle)
        clock();
    emit changed();
}

void ReplaySession::setPaused(bool paused) {
    if (!matrix_ || state_ != (paused ? State::running : State::paused))
        return;
    matrix_->set_paused(paused);
    if (paused)
        paused_.start();
    else
        pausedMs_ += paused_.elapsed();
    state_ = paused ? State::paused : State::running;
    emit changed();
}

} // namespace bsc::ui
