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
using Clock = std::chrono::steady_clock;

constexpr float threshold_step = 0.02F;

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

double seconds_since(Clock::time_point began) {
    return std::chrono::duration<double>(Clock::now() - began).count();
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
        auto pace = measured_pace(library_);
        if (!pace)
            return tl::unexpected(pace.error());
        pace_ = std::move(*pace);
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
        for (const MatrixCell& cell : cells_)
            keys.push_back(cell.key());
        for (const MatrixCell& cell : bounds_)
            keys.push_back(cell.key());
        for (const BenchmarkStep& step : steps_)
            keys.push_back(std::string(experiment_key) + step.name);
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
        auto claim = library_.claim(*id);
        if (!claim)
            return tl::unexpected(claim.error());
        claim_.emplace(std::move(*claim));
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
            {"repeats", plan_.quick ? quick_repeats_text : "full"},
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
        while (cells_over_ < cells_.size() && !stopping_)
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
            if (over)
                ++cells_over_;
            if (update.result)
                pace_.add_cell(cell.policy, requests_, update.result->seconds);
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
            const auto began = Clock::now();
            if (!cancelled() && (!bound || prepared_for != cell.radius)) {
                prepared_for = cell.radius;
                bound = Clairvoyant::prepare(*trace_, cell.radius, [this] { return cancelled(); });
            }
            RunPart part{cell.key(), "cancelled", {}, {}};
            if (!cancelled() && bound && *bound) {
                CellFigures figures;
                figures.requests = requests_;
                figures.hits = (*bound)->hits(cell.capacity, [this] { return cancelled(); });
                figures.seconds = seconds_since(began);
                pace_.add_cell(cell.policy, requests_, figures.seconds);
                part.state = cancelled() ? "cancelled" : "done";
                part.result = cancelled() ? "" : to_json(figures);
            } else if (!cancelled()) {
                part.state = "failed";
                part.error = bound->error().text;
            }
            put(part);
            ++bounds_over_;
        }
    }

    void run_step(const BenchmarkStep& step) {
        RunPart part{std::string(experiment_key) + step.name, "cancelled", {}, {}};
        if (!cancelled()) {
            put({part.key, "running", {}, {}});
            step_began_ = Clock::now();
            const auto result = step.run([&](double share, std::string_view what) {
                tell(fmt::format("{}: {}", step.name, what), share);
                return !cancelled();
            });
            if (!result)
                part.state = "failed", part.error = result.error().text;
            else if (!cancelled())
                part.state = "done", part.result = to_json(*result);
        }
        put(part);
        ++steps_over_;
        tell(step.name);
    }

    void put(const RunPart& part) {
        auto kept = library_.put(run_, part);
        const std::lock_guard lock(mutex_);
        if (!kept && !failed_)
            failed_ = kept.error();
    }

    /// `within`: share of the running experiment.
    void tell(std::string step, double within = 0) {
        if (!news_)
            return;
        BenchmarkNews news{.run = run_, .step = std::move(step)};
        {
            const std::lock_guard lock(mutex_);
            news.parts = cells_.size() + bounds_.size() + steps_.size();
            news.parts_over = cells_over_ + bounds_over_ + steps_over_;
            news.seconds_left = seconds_left(within);
        }
        const double passed = seconds_since(began_);
        if (news.seconds_left)
            news.share = passed / (passed + *news.seconds_left);
        else if (news.parts > 0)
            news.share =
                (static_cast<double>(news.parts_over) + within) / static_cast<double>(news.parts);
        news_(news);
    }

    /// By what this run and earlier ones have shown. Needs the lock.
    std::optional<double> seconds_left(double within) const {
        if (run_ == 0)
            return std::nullopt;
        // Cells end in about the order of the plan; what is half done counts whole.
        double cells = 0, rest = 0;
        for (std::size_t at = cells_over_; at < cells_.size(); ++at)
            if (const auto seconds = pace_.cell_seconds(cells_[at].policy, requests_))
                cells += *seconds;
            else
                return std::nullopt;
        for (std::size_t at = bounds_over_; at < bounds_.size(); ++at)
            if (const auto seconds = pace_.cell_seconds(clairvoyant_name, requests_))
                rest += *seconds;
            else
                return std::nullopt;
        for (std::size_t at = steps_over_; at < steps_.size(); ++at)
            if (const auto seconds =
                    pace_.experiment_seconds(steps_[at].name, plan_.quick, requests_))
                rest += *seconds * (at == steps_over_ ? 1 - within : 1);
            else if (at == steps_over_ && within > 0)
                rest += seconds_since(step_began_) * (1 - within) / within;
            else
                return std::nullopt;
        return cells / plan_.jobs + rest;
    }

    const BenchmarkPlan& plan_;
    const Embedder& embedder_;
    const RowsSource& rows_;
    RunLibrary& library_;
    const OnBenchmarkNews& news_;
    const std::function<bool()>& cancelled_;

    std::shared_ptr<const CodeTrace> trace_;
    std::uint64_t requests_ = 0, run_ = 0;
    std::optional<RunClaim> claim_;
    std::vector<MatrixCell> cells_, bounds_;
    std::vector<BenchmarkStep> steps_;
    const Clock::time_point began_ = Clock::now();
    Clock::time_point step_began_;
    std::size_t bounds_over_ = 0, steps_over_ = 0; ///< done, failed or cancelled

    std::mutex mutex_; ///< guards what follows
    std::condition_variable news_came_;
    std::size_t cells_over_ = 0;
    std::atomic<bool> stopping_{false};
    BenchmarkPace pace_;
    std::optional<Error> failed_;
};

} // namespace

std::optional<double> estimated_seconds(const BenchmarkPlan& plan, std::uint64_t requests,
                                        const BenchmarkPace& pace) {
    if (plan.requests != 0)
        requests = std::min(requests, plan.requests);
    const double columns =
        static_cast<double>(plan.capacities.size()) *
        static_cast<double>(plan.thresholds.empty() ? 3 : plan.thresholds.size());
    double cells = 0, rest = 0;
    for (const std::string& policy : policies_of(plan))
        if (const auto seconds = pace.cell_seconds(policy, requests))
            cells += columns * *seconds;
        else
            return std::nullopt;
    if (const auto seconds = pace.cell_seconds(clairvoyant_name, requests))
        rest += columns * *seconds;
    else
        return std::nullopt;
    for (const std::string& name : step_names(plan))
        if (const auto seconds = pace.experiment_seconds(name, plan.quick, requests))
            rest += *seconds;
        else
            return std::nullopt;
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
