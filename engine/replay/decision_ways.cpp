#include "engine/replay/decision_ways.h"

#include "engine/code/similarity.h"
#include "engine/replay/embedded_workload.h"
#include "engine/replay/listed_rows.h"

#include <algorithm>
#include <utility>

namespace bsc {
namespace {

/// Radii to a quarter of the width, this many bits apart.
constexpr unsigned radius_step = 4, gate_step = 8;
constexpr int least_score = 60, score_step = 5; ///< hundredths
constexpr std::array errors{0.005, 0.01, 0.02, 0.05, 0.1};
constexpr float least_similarity = 0.7f; ///< of an adaptive rule's candidates
/// What of the work each part is, about.
constexpr double sweep_share = 0.3;

std::vector<WayPoint> fixed_points(const ThresholdStudy& study) {
    std::vector<WayPoint> points;
    for (const WhatIfPoint& point : study.what_if.points)
        if (point.radius <= study.bits / 4 && point.radius % radius_step == 0)
            points.push_back({static_cast<double>(similarity_of(point.radius, study.bits)),
                              point.result.requests, point.result.hits, point.result.judged_hits,
                              point.result.wrong_hits});
    return points;
}

std::vector<float> thresholds(unsigned bits) {
    std::vector<float> at;
    for (unsigned radius = 0; radius <= bits / 4; radius += gate_step)
        at.push_back(similarity_of(radius, bits));
    return at;
}

std::vector<float> scores() {
    std::vector<float> at;
    for (int score = 100; score >= least_score; score -= score_step)
        at.push_back(static_cast<float>(score) / 100);
    return at;
}

class Comparison {
  public:
    Comparison(const ThresholdStudy& study, const Embedder& embedder,
               const DecisionWaysOptions& options, const std::function<void(double)>& progress,
               const std::function<bool()>& cancelled)
        : study_(study), embedder_(embedder), options_(options), progress_(progress),
          cancelled_(cancelled) {
        found_.aligned = embedder.pair_scorer({}) != nullptr;
    }

    Result<DecisionWays> run() {
        const auto second =
            found_.aligned ? SecondScore::Kind::custom : SecondScore::Kind::int8_cosine;
        points(DecisionWay::radius) = fixed_points(study_);
        return sweep(DecisionWay::gated, SecondScore::Kind::off, true)
            .and_then([&] { return sweep(DecisionWay::rescored, second, false); })
            .and_then([&] { return sweep(DecisionWay::rescored_gated, second, true); })
            .and_then([&] { return adapt(); })
            .map([&] { return std::move(found_); });
    }

  private:
    std::vector<WayPoint>& points(DecisionWay way) {
        return found_.points[static_cast<std::size_t>(way)];
    }

    void report(double share) const {
        if (progress_)
            progress_(share);
    }

    Result<void> sweep(DecisionWay way, SecondScore::Kind second, bool gate) {
        DecisionSweepOptions options;
        options.replay.cache = options_.cache;
        options.replay.content_gate = gate;
        options.replay.second = second;
        options.jobs = options_.jobs;
        options.at = second == SecondScore::Kind::off ? thresholds(study_.bits) : scores();
        const auto told = [&](std::size_t done, std::size_t total) {
            report(done_ + sweep_share * static_cast<double>(done) / static_cast<double>(total));
        };
        auto swept = sweep_decisions(study_.rows, embedder_, options, told, cancelled_);
        if (!swept)
            return tl::unexpected(swept.error());
        for (const DecisionPoint& point : *swept)
            points(way).push_back({static_cast<double>(point.at), point.report.requests,
                                   point.report.hits(), point.report.judged_hits,
                                   point.report.wrong_hits});
        done_ += sweep_share;
        return {};
    }

    Result<void> adapt() {
        ListedRows rows(study_.rows);
        const auto embedded = EmbeddedWorkload::embed(study_.name, rows, embedder_);
        if (!embedded)
            return tl::unexpected(embedded.error());
        const auto trace = embedded->trace(study_.bits, options_.cache.seed, options_.mean);
        if (!trace)
            return tl::unexpected(trace.error());
        for (const auto& [way, insert] :
             {std::pair(DecisionWay::adaptive_every_miss, AdaptiveSettings::Insert::every_miss),
              std::pair(DecisionWay::adaptive_when_wrong,
                        AdaptiveSettings::Insert::when_nearest_wrong)})
            for (const double error : errors) {
                SimulationOptions cache;
                cache.policy = options_.cache.policy;
                cache.settings = options_.cache.policy_settings;
                cache.capacity = options_.cache.max_entries;
                cache.batch = std::min(options_.cache.eviction_batch, cache.capacity);
                cache.adaptive = AdaptiveSettings{.max_error = error,
                                                  .bits = study_.bits,
                                                  .reach = radius_of(least_similarity, study_.bits),
                                                  .insert = insert};
                const auto result = simulate(*trace, cache, cancelled_);
                if (!result)
                    return tl::unexpected(result.error());
                if (cancelled_ && cancelled_())
                    return fail(ErrorCode::unavailable, "The comparison was cancelled.");
                points(way).push_back({error, result->requests, result->hits, result->judged_hits,
                                       result->wrong_hits});
            }
        report(1);
        return {};
    }

    const ThresholdStudy& study_;
    const Embedder& embedder_;
    const DecisionWaysOptions& options_;
    const std::function<void(double)>& progress_;
    const std::function<bool()>& cancelled_;
    double done_ = 0;
    DecisionWays found_;
};

} // namespace

Result<DecisionWays> compare_ways(const ThresholdStudy& study, const Embedder& embedder,
                                  const DecisionWaysOptions& options,
                                  const std::function<void(double)>& progress,
                                  const std::function<bool()>& cancelled) {
    return Comparison(study, embedder, options, progress, cancelled).run();
}

} // namespace bsc
