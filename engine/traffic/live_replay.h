#pragma once

#include "engine/embed/embedder.h"
#include "engine/proxy/cache_service.h"
#include "engine/replay/simulate.h"
#include "engine/replay/workload.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bsc {

struct LiveReplaySettings {
    /// Times faster than the workload's own times; 0: each as soon as a connection is free.
    double speed = 0;
    /// Requests under way at once. One keeps their order, so that the hits are those of replay();
    /// with more, a request may miss what another one is still being answered for.
    unsigned connections = 1;
    CacheServiceConfig cache{};
    std::uint64_t warm_up = 0;      ///< requests that are not counted
    std::uint64_t max_requests = 0; ///< 0: all
    std::size_t curve_points = 0;   ///< 0: none
    /// For the curve's steps; 0: not known, there is none.
    std::uint64_t requests = 0;
};

struct LiveReplayReport {
    SimulationResult figures;     ///< without state hash and memory of the policy
    std::uint64_t errors = 0;     ///< requests without an answer; not among the figures
    std::string error;            ///< of the first of them
    DurationHistogram hit_time;   ///< request to the last byte of the answer
    DurationHistogram miss_time;  ///< the same; the demo upstream's delays are in it
    DurationHistogram added_time; ///< what the proxy itself took, all requests
    DurationHistogram late;       ///< sent after its time, for lack of a connection
};

/// Sends a workload over HTTP through a proxy of its own with the demo upstream, whose delays are
/// scaled by the speed (none at speed 0). A hit is wrong when the class of the request that its
/// entry was stored for is another one.
///
/// Runs in the calling thread; `progress` is told the figures with the warm-up now and then.
/// Errors: of the rows, of DemoProxy::start(); invalid_argument (a speed without times in the
/// workload); unavailable (no request was answered, `cancelled`).
Result<LiveReplayReport>
live_replay(WorkloadRows& rows, std::shared_ptr<const Embedder> embedder,
            const LiveReplaySettings& settings,
            const std::function<void(const SimulationResult&)>& progress = {},
            const std::function<bool()>& cancelled = {});

} // namespace bsc
