#include "engine/replay/decision_sweep.h"

#include "engine/replay/embed_patience.h"
#include "engine/replay/listed_rows.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
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

/// Replays the points on several threads, the next point to whoever is free.
class Sweep {
  public:
    Sweep(std::span<const WorkloadRow> rows, const Embedder& embedder,
          const DecisionSweepOptions& options, const WhatIfProgress& progress,
          const std::function<bool()>& cancelled)
        : rows_(rows), embedder_(embedder), options_(options), progress_(progress),
          cancelled_(cancelled), points_(options.at.size()) {}

    Result<std::vector<DecisionPoint>> run() {
        {
            std::vector<std::jthread> workers;
            for (unsigned i = 0; i < options_.jobs; ++i)
                workers.emplace_back([this] { work(); });
        }
        if (error_)
            return tl::unexpected(*error_);
        return std::move(points_);
    }

  private:
    bool stopped() const { return cancelled_ && cancelled_(); }

    void work() {
        for (std::size_t i; (i = next_.fetch_add(1)) < points_.size();) {
            ListedRows rows(rows_);
            auto report = replay(rows, embedder_, options_at(options_, options_.at[i]),
                                 [this](std::uint64_t) { return !stopped(); });
            const std::lock_guard lock(mutex_);
            if (report && stopped())
                report = cancellation();
            if (!report) {
                error_ = report.error();
                next_ = points_.size();
                return;
            }
            points_[i] = {options_.at[i], std::move(*report)};
            if (progress_)
                progress_(++done_, points_.size());
        }
    }

    const std::span<const WorkloadRow> rows_;
    const Embedder& embedder_;
    const DecisionSweepOptions& options_;
    const WhatIfProgress& progress_;
    const std::function<bool()>& cancelled_;

    std::atomic<std::size_t> next_{0};
    std::mutex mutex_; ///< guards what follows
    std::vector<DecisionPoint> points_;
    std::size_t done_ = 0;
    std::optional<Error> error_;
};

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
    return Sweep(rows, remembered, options, progress, cancelled).run();
}

} // namespace bsc
