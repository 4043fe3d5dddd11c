#include "engine/experiment/benchmark.h"

#include "engine/code/projection.h"
#include "engine/code/similarity.h"
#include "engine/experiment/benchmark_steps.h"
#include "engine/experiment/eviction_capacity.h"
#include "engine/experiment/eviction_tables.h"
#include "engine/replay/cell_figures.h"
#include "engine/replay/clairvoyant.h"
#include "engine/replay/embedded_workload.h"

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <optional>

namespace bsc {
namespace {

namespace json = boost::json;

constexpr float threshold_step = 0.02F;

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::vector<std::string> policies_of(const BenchmarkPlan& plan) {
    if (!plan.policies.empty())
        return plan.policies;
    return {policy_names().begin(), policy_names().end()};
}

class Benchmark {
  public:
    Benchmark(const BenchmarkPlan& plan, const Embedder& embedder, const RowsSource& rows,
              RunLibrary& library, const OnBenchmarkNews& news,
              const std::function<bool()>& cancelled)
        : plan_(plan), embedder_(embedder), rows_(rows), library_(library), news_(news),
          cancelled_(cancelled) {}

    Result<std::uint64_t> run() {
        if (auto ready = prepare(); !ready)
            return tl::unexpected(ready.error());
        if (auto started = start(); !started)
            return tl::unexpected(started.error());
        run_matrix();
        run_bounds();
        for (const BenchmarkStep& step : steps_)
            run_step(step);
        if (!failed_)
            if (auto finished = library_.finish(run_, now_us()); !finished)
                failed_ = finished.error();
        if (failed_)
            return tl::unexpected(*failed_);
        return run_;
    }

  private:
    bool cancelled() const { return cancelled_ && cancelled_(); }

    /// The workload's codes, and the cells to run on them.
    Result<void> prepare() {
        auto rows = rows_();
        if (!rows)
            return tl::unexpected(rows.error());
        tell("embedding the workload");
        auto embedded = EmbeddedWorkload::embed(plan_.workload, **rows, embedder_, plan_.requests,
                                                [&](std::uint64_t) { return !cancelled(); });
        if (!embedded)
            return tl::unexpected(embedded.error());
        auto trace = embedded->trace(default_code_bits, default_projection_seed);
        if (!trace)
            return tl::unexpected(trace.error());
        trace_ = std::make_shared<const CodeTrace>(std::move(*trace));
        requests_ = embedded->requests();
        return lay_out();
    }

    Result<void> lay_out() {
        const float balanced = embedder_.thresholds().balanced;
        std::vector<float> thresholds = plan_.thresholds;
        if (thresholds.empty())
            thresholds = {balanced - threshold_step, balanced, balanced + threshold_step};
        const auto whole = capacity_whole(*trace_, radius_of(balanced, default_code_bits),
                                          [this] { return cancelled(); });
        if (!whole)
            return tl::unexpected(whole.error());
        for (const EvictionCapacity& capacity : plan_.capacities)
            for (const float threshold : thresholds) {
                MatrixCell cell{.encoder = std::string(embedder_.identity().name),
                                .bits = default_code_bits,
                                .radius = radius_of(threshold, default_code_bits),
                                .capacity = entries_of(capacity, *whole)};
                for (cell.policy = "lru"; const std::string& policy : policies_of(plan_)) {
                    cell.policy = policy;
                    cells_.push_back(cell);
                }
                cell.policy = clairvoyant_name;
                bounds_.push_back(cell);
            }
        // Capacities that come to the same number of entries would be the same cells.
        const auto drop_twins = [](std::vector<MatrixCell>& cells) {
            std::vector<MatrixCell> once;
            for (MatrixCell& cell : cells)
                if (std::ranges::find(once, cell.key(), &MatrixCell::key) == once.end())
                    once.push_back(std::move(cell));
            cells = std::move(once);
        };
        drop_twins(cells_);
        drop_twins(bounds_);
        steps_ = benchmark_steps(plan_, requests_, embedder_, rows_);
        return {};
    }

    Result<void> start() {
        std::vector<std::string> keys;
        for (const MatrixCell& cell : cells_) {
            keys.push_back(cell.key());
            expected_ += cell_seconds(cell.policy, requests_);
        }
        for (const MatrixCell& cell : bounds_) {
            keys.push_back(cell.key());
            expected_ += cell_seconds(cell.policy, requests_);
        }
        for (const BenchmarkStep& step : steps_) {
            keys.push_back(std::string(experiment_key) + step.name);
            expected_ += step.seconds;
        }
        RunInfo info;
        info.kind = benchmark_kind;
        info.name = plan_.workload;
        info.workload = plan_.workload;
        info.started_us = now_us();
        info.machine = to_json(this_machine());
        info.settings = settings();
        auto id = library_.start(info, keys);
        if (!id)
            return tl::unexpected(id.error());
        run_ = *id;
        return {};
    }

    std::string settings() const {
        json::array capacities, radii, policies;
        for (const EvictionCapacity& capacity : plan_.capacities)
            capacities.emplace_back(text_of(capacity));
        for (const MatrixCell& cell : bounds_)
            if (std::ranges::find(radii, json::value(cell.radius)) == radii.end())
                radii.emplace_back(cell.radius);
        for (const std::string& policy : policies_of(plan_))
            policies.emplace_back(policy);
        const Build build = this_build();
        return json::serialize(json::value{
            {"workload", plan_.workload},
            {"requests", requests_},
            {"classes", trace_->classes},
            {"encoder", embedder_.identity().text()},
            {"bits", default_code_bits},
            {"seed", default_projection_seed},
            {"default_radius", radius_of(embedder_.thresholds().balanced, default_code_bits)},
            {"radii", std::move(radii)},
            {"capacities", std::move(capacities)},
            {"policies", std::move(policies)},
            {"jobs", plan_.jobs},
            {"repeats", plan_.quick ? "few (quick)" : "full"},
            {"version", build.version},
            {"build", build.compiler + ", " + build.type}});
    }

    void run_matrix() {
        ReplayMatrix::Options options;
        options.jobs = plan_.jobs;
        ReplayMatrix matrix(
            cells_, options, [this](const std::string&, unsigned) { return trace_; },
            [this](const CellUpdate& update) {
                take(cells_[update.cell], update);
                // Nobody else may stop the cells: the updates come while they run.
                stopping_ = stopping_ || cancelled();
            });
        watch(matrix);
    }

    /// Cancels the cells when the caller wants to stop. An update must not call back, so this
    /// thread does it, between cells and their progress.
    void watch(ReplayMatrix& matrix) {
        std::unique_lock lock(mutex_);
        while (done_ < cells_.size() && !stopping_)
            news_came_.wait(lock);
        lock.unlock();
        if (stopping_)
            matrix.cancel_all();
        matrix.wait();
    }

    void take(const MatrixCell& cell, const CellUpdate& update) {
        const bool over = update.state != CellState::running && update.state != CellState::queued;
        if (over || update.requests == 0) {
            RunPart part{cell.key(), std::string(name_of(update.state)), {}, update.error};
            if (update.result)
                part.result = to_json(figures_of(*update.result));
            put(part);
        }
        {
            const std::lock_guard lock(mutex_);
            if (over) {
                ++done_;
                spent_ += cell_seconds(cell.policy, requests_);
            }
            news_came_.notify_one();
        }
        tell(fmt::format("{}, {} entries, radius {}", cell.policy, cell.capacity, cell.radius));
    }

    /// One preparation serves all capacities of a radius.
    void run_bounds() {
        std::optional<Result<Clairvoyant>> bound;
        unsigned prepared_for = 0;
        std::vector<MatrixCell> by_radius = bounds_;
        std::ranges::stable_sort(by_radius, {}, &MatrixCell::radius);
        for (const MatrixCell& cell : by_radius) {
            tell(fmt::format("clairvoyant bound, {} entries, radius {}", cell.capacity,
                             cell.radius));
            if (!cancelled() && (!bound || prepared_for != cell.radius)) {
                prepared_for = cell.radius;
                bound = Clairvoyant::prepare(*trace_, cell.radius, [this] { return cancelled(); });
            }
            RunPart part{cell.key(), "cancelled", {}, {}};
            if (!cancelled() && bound && *bound) {
                CellFigures figures;
                figures.requests = requests_;
                figures.hits = (*bound)->hits(cell.capacity, [this] { return cancelled(); });
                part.state = cancelled() ? "cancelled" : "done";
                part.result = cancelled() ? "" : to_json(figures);
            } else if (!cancelled()) {
                part.state = "failed";
                part.error = bound->error().text;
            }
            put(part);
            spent_ += cell_seconds(cell.policy, requests_);
        }
    }

    void run_step(const BenchmarkStep& step) {
        RunPart part{std::string(experiment_key) + step.name, "cancelled", {}, {}};
        if (!cancelled()) {
            put({part.key, "running", {}, {}});
            const auto result = step.run([&](double share, std::string_view what) {
                tell(fmt::format("{}: {}", step.name, what), share * step.seconds);
                return !cancelled();
            });
            if (!result)
                part.state = "failed", part.error = result.error().text;
            else if (!cancelled())
                part.state = "done", part.result = to_json(*result);
        }
        put(part);
        spent_ += step.seconds;
        tell(step.name);
    }

    void put(const RunPart& part) {
        auto kept = library_.put(run_, part);
        const std::lock_guard lock(mutex_);
        if (!kept && !failed_)
            failed_ = kept.error();
    }

    void tell(std::string step, double within = 0) {
        if (!news_)
            return;
        double spent = 0;
        {
            const std::lock_guard lock(mutex_);
            spent = spent_ + within;
        }
        const double share = expected_ > 0 ? std::min(1.0, spent / expected_) : 0;
        const double passed =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
        // At first by the estimate, then ever more by what this machine has shown.
        const double by_estimate = expected_ - spent;
        const double by_pace = share > 0 ? passed / share - passed : by_estimate;
        news_({run_, std::move(step), share,
               std::max(0.0, (1 - share) * by_estimate + share * by_pace)});
    }

    const BenchmarkPlan& plan_;
    const Embedder& embedder_;
    const RowsSource& rows_;
    RunLibrary& library_;
    const OnBenchmarkNews& news_;
    const std::function<bool()>& cancelled_;

    std::shared_ptr<const CodeTrace> trace_;
    std::uint64_t requests_ = 0, run_ = 0;
    std::vector<MatrixCell> cells_, bounds_;
    std::vector<BenchmarkStep> steps_;
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    double expected_ = 0; ///< seconds

    std::mutex mutex_; ///< guards what follows
    std::condition_variable news_came_;
    std::size_t done_ = 0; ///< cells
    std::atomic<bool> stopping_{false};
    double spent_ = 0; ///< of the seconds expected
    std::optional<Error> failed_;
};

} // namespace

double estimated_seconds(const BenchmarkPlan& plan, std::uint64_t requests) {
    if (plan.requests != 0)
        requests = std::min(requests, plan.requests);
    const double columns =
        static_cast<double>(plan.capacities.size()) *
        static_cast<double>(plan.thresholds.empty() ? 3 : plan.thresholds.size());
    double cells = 0;
    for (const std::string& policy : policies_of(plan))
        cells += columns * cell_seconds(policy, requests);
    double rest = columns * cell_seconds(clairvoyant_name, requests);
    for (const double seconds : step_seconds(plan, requests))
        rest += seconds;
    return cells / plan.jobs + rest;
}

Result<std::uint64_t> run_benchmark(const BenchmarkPlan& plan, const Embedder& embedder,
                                    const RowsSource& rows, RunLibrary& library,
                                    const OnBenchmarkNews& news,
                                    const std::function<bool()>& cancelled) {
    for (const std::string& policy : policies_of(plan))
        if (std::ranges::find(policy_names(), policy) == policy_names().end())
            return fail(ErrorCode::invalid_argument,
                        fmt::format("There is no eviction policy '{}'.", policy));
    return Benchmark(plan, embedder, rows, library, news, cancelled).run();
}

Result<std::uint64_t> save_experiment(RunLibrary& library, const ExperimentResult& result) {
    RunInfo info;
    info.kind = benchmark_kind;
    info.name = result.name;
    info.started_us = now_us() - static_cast<std::int64_t>(result.took_seconds * 1e6);
    info.machine = to_json(result.machine);
    info.settings = "{}";
    const std::string key = std::string(experiment_key) + result.name;
    const auto id = library.start(info, {key});
    if (!id)
        return id;
    return library.put(*id, {key, "done", to_json(result), {}})
        .and_then([&] { return library.finish(*id, now_us()); })
        .map([&] { return *id; });
}

} // namespace bsc
