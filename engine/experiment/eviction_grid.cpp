#include "engine/experiment/eviction_grid.h"

#include "engine/experiment/eviction_capacity.h"
#include "engine/replay/clairvoyant.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <thread>

namespace bsc {
namespace {

Result<std::vector<EvictionCell>> simulate_trace(const CodeTrace& trace, unsigned radius,
                                                 const EvictionExperiment& experiment,
                                                 const std::vector<std::string>& policies,
                                                 const std::function<bool()>& cancelled) {
    const auto whole = capacity_whole(trace, radius, cancelled);
    if (!whole)
        return tl::unexpected(whole.error());
    const auto bound = Clairvoyant::prepare(trace, radius, cancelled);
    if (!bound)
        return tl::unexpected(bound.error());
    std::vector<EvictionCell> cells;
    for (const EvictionCapacity& capacity : experiment.capacities) {
        EvictionCell& cell = cells.emplace_back();
        cell.requests = trace.requests.size();
        cell.entries = entries_of(capacity, *whole);
        cell.most_hits = bound->hits(cell.entries, cancelled);
        for (const std::string& policy : policies) {
            auto result = simulate(
                trace, {policy, experiment.settings, cell.entries, experiment.batch, radius},
                cancelled);
            if (!result)
                return tl::unexpected(result.error());
            cell.by_policy.push_back(*result);
        }
    }
    return cells;
}

/// Threads that take trace after trace; the thread that waits for them speaks to the caller.
class GridRun {
  public:
    GridRun(const EvictionExperiment& experiment, const std::vector<std::string>& policies)
        : experiment_(experiment), policies_(policies),
          grid_(experiment.workloads.size(),
                std::vector<std::vector<EvictionCell>>(experiment.seeds.size())) {}

    Result<EvictionGrid> run(ExperimentRun& run) {
        {
            std::vector<std::jthread> workers;
            for (unsigned job = 0; job < experiment_.jobs; ++job)
                workers.emplace_back([this] { work(); });
            announce(run);
        }
        if (error_)
            return tl::unexpected(*error_);
        return std::move(grid_);
    }

  private:
    std::size_t traces() const { return experiment_.workloads.size() * experiment_.seeds.size(); }

    void work() {
        for (std::size_t trace; !stop_ && (trace = next_trace_++) < traces();) {
            const std::size_t w = trace / experiment_.seeds.size();
            const std::size_t s = trace % experiment_.seeds.size();
            say(fmt::format("{}, seed {}", experiment_.workloads[w].name, experiment_.seeds[s]));
            auto cells = cells_of(experiment_.workloads[w], experiment_.seeds[s]);
            const std::lock_guard lock(mutex_);
            if (cells && !stop_)
                grid_[w][s] = std::move(*cells);
            else if (!cells && !error_)
                error_ = cells.error();
            stop_ = stop_ || error_;
        }
        const std::lock_guard lock(mutex_);
        ++finished_;
        news_.notify_one();
    }

    Result<std::vector<EvictionCell>> cells_of(const EvictionWorkload& workload,
                                               std::uint64_t seed) {
        const auto trace = workload.trace(seed);
        if (!trace)
            return tl::unexpected(trace.error());
        return simulate_trace(*trace, workload.radius, experiment_, policies_,
                              [this] { return stop_.load(); });
    }

    void say(std::string step) {
        const std::lock_guard lock(mutex_);
        steps_.push_back(std::move(step));
        news_.notify_one();
    }

    void announce(ExperimentRun& run) {
        std::unique_lock lock(mutex_);
        while (finished_ < experiment_.jobs) {
            news_.wait(lock, [&] { return !steps_.empty() || finished_ == experiment_.jobs; });
            while (!steps_.empty()) {
                const std::string step = std::move(steps_.front());
                steps_.pop_front();
                lock.unlock();
                if (!run.next(step))
                    stop_ = true;
                lock.lock();
            }
        }
    }

    const EvictionExperiment& experiment_;
    const std::vector<std::string>& policies_;
    std::atomic<std::size_t> next_trace_{0};
    std::atomic<bool> stop_{false};

    std::mutex mutex_; ///< guards what follows
    std::condition_variable news_;
    std::deque<std::string> steps_; ///< begun and not yet announced
    unsigned finished_ = 0;         ///< workers
    std::optional<Error> error_;    ///< the first
    EvictionGrid grid_;
};

} // namespace

Result<EvictionGrid> simulate_grid(const EvictionExperiment& experiment,
                                   const std::vector<std::string>& policies, ExperimentRun& run) {
    return GridRun(experiment, policies).run(run);
}

} // namespace bsc
