#include "engine/replay/what_if.h"

#include "engine/replay/nearest_pairs.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <thread>
#include <unordered_set>

namespace bsc {
namespace {

std::vector<unsigned> radii_of(const CodeTrace& trace, const WhatIfOptions& options) {
    if (!options.radii.empty())
        return options.radii;
    std::vector<unsigned> all(trace.bits + 1);
    std::iota(all.begin(), all.end(), 0u);
    return all;
}

/// A repeat finds its text at any radius, another request its nearest earlier one.
Result<std::vector<std::uint64_t>> most_hits(const CodeTrace& trace) {
    auto pairs = nearest_pairs(trace);
    if (!pairs)
        return tl::unexpected(pairs.error());
    std::unordered_set<std::uint64_t> texts;
    for (const CodeRequest& request : trace.requests)
        texts.insert(request.text);
    std::vector<std::uint64_t> hits(trace.bits + 1, 0);
    hits[0] = trace.requests.size() - texts.size();
    for (const NearestPair& pair : *pairs)
        ++hits[pair.distance];
    std::partial_sum(hits.begin(), hits.end(), hits.begin());
    return hits;
}

/// Simulates the points on several threads, the next point to whoever is free.
class Sweep {
  public:
    Sweep(const CodeTrace& trace, const WhatIfOptions& options, std::vector<unsigned> radii,
          const WhatIfProgress& progress, const std::function<bool()>& cancelled)
        : trace_(trace), options_(options), radii_(std::move(radii)), progress_(progress),
          cancelled_(cancelled), points_(radii_.size()) {}

    Result<std::vector<WhatIfPoint>> run() {
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
        for (std::size_t i; (i = next_.fetch_add(1)) < radii_.size();) {
            SimulationOptions at = options_.cache;
            at.radius = radii_[i];
            auto result = simulate(trace_, at, cancelled_);
            const std::lock_guard lock(mutex_);
            if (result && stopped())
                result = fail(ErrorCode::unavailable, "The what-if was cancelled.");
            if (!result) {
                error_ = result.error();
                next_ = radii_.size();
                return;
            }
            points_[i] = {radii_[i], *result};
            if (progress_)
                progress_(++done_, radii_.size());
        }
    }

    const CodeTrace& trace_;
    const WhatIfOptions& options_;
    const std::vector<unsigned> radii_;
    const WhatIfProgress& progress_;
    const std::function<bool()>& cancelled_;

    std::atomic<std::size_t> next_{0};
    std::mutex mutex_; ///< guards what follows
    std::vector<WhatIfPoint> points_;
    std::size_t done_ = 0;
    std::optional<Error> error_;
};

} // namespace

Result<WhatIf> what_if(const CodeTrace& trace, const WhatIfOptions& options,
                       const WhatIfProgress& progress, const std::function<bool()>& cancelled) {
    if (options.jobs == 0)
        return fail(ErrorCode::invalid_argument, "A what-if needs at least one job.");
    auto points = Sweep(trace, options, radii_of(trace, options), progress, cancelled).run();
    if (!points)
        return tl::unexpected(points.error());
    auto most = most_hits(trace);
    if (!most)
        return tl::unexpected(most.error());
    return WhatIf{std::move(*points), std::move(*most)};
}

} // namespace bsc
