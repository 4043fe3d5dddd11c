#include "engine/replay/decision_sweep.h"

#include "engine/replay/embed_patience.h"
#include "engine/replay/listed_rows.h"
#include "engine/replay/point_sweep.h"

#include <unordered_map>

namespace bsc {
namespace {

constexpr std::size_t ask_every = 256;

tl::unexpected<Error> cancellation() {
    return fail(ErrorCode::unavailable, "The what-if was cancelled.");
}

/// An embedder that has embedded what it will be asked for.
class RememberedEmbedder final : public Embedder {
  public:
    explicit RememberedEmbedder(const Embedder& embedder) : embedder_(embedder) {}

    Result<void> remember(std::span<const WorkloadRow> rows,
                          const std::function<bool()>& cancelled) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i % ask_every == 0 && cancelled && cancelled())
                return cancellation();
            if (vectors_.contains(rows[i].prompt))
                continue;
            auto vector =
                embedder_.embed(rows[i].prompt, std::chrono::steady_clock::now() + embed_patience);
            if (!vector)
                return tl::unexpected(vector.error());
            vectors_.emplace(rows[i].prompt, std::move(*vector));
        }
        return {};
    }

    const EmbedderIdentity& identity() const override { return embedder_.identity(); }
    ThresholdPresets thresholds() const override { return embedder_.thresholds(); }
    Result<std::vector<float>>
    embed(std::string_view text, std::chrono::steady_clock::time_point deadline) const override {
        const auto known = vectors_.find(std::string(text));
        if (known != vectors_.end())
            return known->second;
        return embedder_.embed(text, deadline);
    }
    bool reads_all_of(std::string_view text) const override { return embedder_.reads_all_of(text); }
    std::shared_ptr<const PairScorer> pair_scorer(const WordSet& boilerplate) const override {
        return embedder_.pair_scorer(boilerplate);
    }

  private:
    const Embedder& embedder_;
    std::unordered_map<std::string, std::vector<float>> vectors_;
};

ReplayOptions options_at(const DecisionSweepOptions& options, float at) {
    ReplayOptions made = options.replay;
    if (made.second == SecondScore::Kind::off)
        made.threshold = at;
    else
        made.second_minimum = at;
    return made;
}

} // namespace

Result<std::vector<DecisionPoint>> sweep_decisions(std::span<const WorkloadRow> rows,
                                                   const Embedder& embedder,
                                                   const DecisionSweepOptions& options,
                                                   const WhatIfProgress& progress,
                                                   const std::function<bool()>& cancelled) {
    if (options.at.empty() || options.jobs == 0)
        return fail(ErrorCode::invalid_argument,
                    "A what-if needs something to vary and at least one job.");
    RememberedEmbedder remembered(embedder);
    if (auto ready = remembered.remember(rows, cancelled); !ready)
        return tl::unexpected(ready.error());
    const auto replay_at = [&](std::size_t i) -> Result<DecisionPoint> {
        ListedRows listed(rows);
        auto report = replay(listed, remembered, options_at(options, options.at[i]),
                             [&](std::uint64_t) { return !cancelled || !cancelled(); });
        if (!report)
            return tl::unexpected(report.error());
        return DecisionPoint{options.at[i], std::move(*report)};
    };
    return sweep_points<DecisionPoint>(options.at.size(), options.jobs, replay_at, progress,
                                       cancelled);
}

} // namespace bsc
