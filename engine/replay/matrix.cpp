#include "engine/replay/matrix.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace bsc {
namespace {

using TracePtr = std::shared_ptr<const CodeTrace>;

/// Encodes each trace once; whoever comes meanwhile waits for it.
class Traces {
  public:
    explicit Traces(ReplayMatrix::TraceSource source) : source_(std::move(source)) {}

    Result<TracePtr> get(const MatrixCell& cell) {
        Slot* slot = nullptr;
        {
            const std::lock_guard lock(mutex_);
            slot = &slots_[{cell.encoder, cell.bits}];
        }
        const std::lock_guard lock(slot->mutex);
        if (!slot->trace)
            slot->trace = source_(cell.encoder, cell.bits);
        return *slot->trace;
    }

  private:
    struct Slot {
        std::mutex mutex;
        std::optional<Result<TracePtr>> trace;
    };

    const ReplayMatrix::TraceSource source_;
    std::mutex mutex_;
    std::map<std::pair<std::string, unsigned>, Slot> slots_;
};

} // namespace

std::string MatrixCell::key() const {
    std::string text = fmt::format("encoder={} bits={} radius={} capacity={} policy={}", encoder,
                                   bits, radius, capacity, policy);
    if (adaptive)
        text += fmt::format(" adaptive={} insert={}", adaptive->max_error,
                            adaptive->insert == AdaptiveSettings::Insert::every_miss ? "every-miss"
                                                                                     : "wrong");
    return text;
}

std::string_view name_of(CellState state) {
    constexpr std::array<std::string_view, 5> names{"queued", "running", "done", "cancelled",
                                                    "failed"};
    return names[static_cast<std::size_t>(state)];
}

struct ReplayMatrix::Impl {
    struct Work {
        CellState state = CellState::queued;
        std::atomic<bool> cancelled{false};
    };

    const std::vector<MatrixCell> plan;
    const Options options;
    const OnUpdate update;
    Traces traces;

    std::mutex telling; ///< one update at a time
    std::mutex mutex;   ///< guards what follows, but for the flags
    std::condition_variable wake, idle, unpaused;
    std::deque<Work> work;
    std::deque<std::size_t> queue;
    std::size_t running = 0;
    bool stopping = false, paused = false;
    std::vector<std::jthread> workers;

    Impl(std::vector<MatrixCell> cells, const Options& with, TraceSource source, OnUpdate on_update)
        : plan(std::move(cells)), options(with), update(std::move(on_update)),
          traces(std::move(source)), work(plan.size()) {
        for (std::size_t cell = 0; cell < plan.size(); ++cell)
            queue.push_back(cell);
        for (unsigned i = 0; i < std::max(1u, options.jobs); ++i)
            workers.emplace_back([this] { run(); });
    }

    void tell(const CellUpdate& news) {
        const std::lock_guard lock(telling);
        if (update)
            update(news);
    }

    void tell_state(std::size_t cell, CellState state) {
        CellUpdate news;
        news.cell = cell;
        news.state = state;
        tell(news);
    }

    void run() {
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [this] { return stopping || !queue.empty(); });
            if (stopping)
                return;
            const std::size_t cell = queue.front();
            queue.pop_front();
            work[cell].state = CellState::running;
            ++running;
            lock.unlock();
            tell_state(cell, CellState::running);
            const CellUpdate outcome = replay(cell);
            lock.lock();
            work[cell].state = outcome.state;
            lock.unlock();
            tell(outcome);
            lock.lock();
            --running;
            idle.notify_all();
        }
    }

    CellUpdate replay(std::size_t number) {
        const MatrixCell& cell = plan[number];
        CellUpdate outcome;
        outcome.cell = number;
        const auto is_cancelled = [this, number] { return ends(number); };
        const auto progress = [&](const SimulationResult& so_far) {
            CellUpdate news;
            news.cell = number;
            news.state = CellState::running;
            fill(news, so_far);
            tell(news);
        };
        auto result = options.replay ? options.replay(cell, is_cancelled, progress)
                                     : simulate_cell(cell, is_cancelled, progress);
        if (result)
            fill(outcome, *result);
        if (work[number].cancelled) {
            outcome.state = CellState::cancelled;
            return outcome;
        }
        if (!result) {
            outcome.state = CellState::failed;
            outcome.error = result.error().text;
            return outcome;
        }
        outcome.state = CellState::done;
        outcome.result = std::move(*result);
        return outcome;
    }

    Result<SimulationResult>
    simulate_cell(const MatrixCell& cell, const std::function<bool()>& cancelled,
                  const std::function<void(const SimulationResult&)>& progress) {
        const auto trace = traces.get(cell);
        if (!trace)
            return tl::unexpected(trace.error());
        SimulationOptions at;
        at.policy = cell.policy;
        at.settings = options.settings;
        at.capacity = cell.capacity;
        at.batch = options.batch;
        at.radius = cell.radius;
        at.adaptive = cell.adaptive;
        at.content_gate = options.content_gate;
        at.curve_points = options.curve_points;
        at.warm_up = options.warm_up;
        return simulate(**trace, at, cancelled, progress);
    }

    /// Waits as long as the matrix is paused.
    bool ends(std::size_t cell) {
        const auto& cancelled = work[cell].cancelled;
        std::unique_lock lock(mutex);
        unpaused.wait(lock, [&] { return !paused || cancelled || stopping; });
        return cancelled || stopping;
    }

    static void fill(CellUpdate& news, const SimulationResult& figures) {
        news.requests = figures.requests;
        news.hits = figures.hits;
        news.judged_hits = figures.judged_hits;
        news.wrong_hits = figures.wrong_hits;
    }

    /// True when the cell was waiting: then nobody else tells of it.
    bool cancel(std::size_t cell) {
        const std::lock_guard lock(mutex);
        if (work[cell].state == CellState::running)
            work[cell].cancelled = true;
        unpaused.notify_all();
        if (work[cell].state != CellState::queued)
            return false;
        work[cell].state = CellState::cancelled;
        std::erase(queue, cell);
        idle.notify_all();
        return true;
    }
};

ReplayMatrix::ReplayMatrix(std::vector<MatrixCell> plan, const Options& options, TraceSource traces,
                           OnUpdate update)
    : impl_(
          std::make_unique<Impl>(std::move(plan), options, std::move(traces), std::move(update))) {}

ReplayMatrix::~ReplayMatrix() {
    cancel_all();
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->stopping = true;
    }
    impl_->wake.notify_all();
    impl_->workers.clear();
}

const std::vector<MatrixCell>& ReplayMatrix::plan() const { return impl_->plan; }

void ReplayMatrix::cancel(std::size_t cell) {
    if (impl_->cancel(cell))
        impl_->tell_state(cell, CellState::cancelled);
}

void ReplayMatrix::cancel_all() {
    for (std::size_t cell = 0; cell < impl_->plan.size(); ++cell)
        cancel(cell);
}

void ReplayMatrix::queue_again(std::size_t cell) {
    {
        const std::lock_guard lock(impl_->mutex);
        auto& work = impl_->work[cell];
        if (work.state != CellState::cancelled && work.state != CellState::failed)
            return;
        work.state = CellState::queued;
        work.cancelled = false;
        impl_->queue.push_back(cell);
    }
    impl_->tell_state(cell, CellState::queued);
    impl_->wake.notify_one();
}

void ReplayMatrix::set_paused(bool paused) {
    const std::lock_guard lock(impl_->mutex);
    impl_->paused = paused;
    impl_->unpaused.notify_all();
}

void ReplayMatrix::wait() {
    std::unique_lock lock(impl_->mutex);
    impl_->idle.wait(lock, [this] { return impl_->queue.empty() && impl_->running == 0; });
}

} // namespace bsc
