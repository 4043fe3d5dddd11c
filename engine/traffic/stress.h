#pragma once

#include "engine/embed/embedder.h"
#include "engine/proxy/cache_service.h"
#include "engine/replay/duration_histogram.h"
#include "engine/replay/workload.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bsc {

struct StressSettings {
    std::string url;      ///< of a running proxy; empty: one of its own with the demo upstream
    std::string token;    ///< the running proxy's local token, when it asks for one
    unsigned clients = 8; ///< 1..4096, each with one connection and one request at a time
    double seconds = 10;  ///< over 0
    CacheServiceConfig cache{}; ///< of its own proxy
    double demo_latency = 0;    ///< of its own proxy: scale of the upstream's delays
};

struct StressReport {
    std::uint64_t requests = 0, hits = 0;
    std::uint64_t errors = 0;                         ///< requests without an answer
    std::map<std::string, std::uint64_t> error_texts; ///< with their counts
    double seconds = 0;
    DurationHistogram hit_time, miss_time; ///< request to the last byte of the answer
    DurationHistogram added_time;          ///< by the proxy itself; its own proxy only
    std::vector<std::uint64_t> by_second;  ///< answers

    double error_rate() const {
        const auto all = static_cast<double>(requests + errors);
        return all == 0 ? 0 : static_cast<double>(errors) / all;
    }
};

/// So many clients ask for so long, over and over, what the prompts hold. Runs in the calling
/// thread; `progress` is told the seconds passed, false ends the test there. Errors:
/// invalid_argument (no prompts, settings out of range), unavailable (the proxy answered nothing at
/// all), of DemoProxy::start().
Result<StressReport> stress(const std::vector<WorkloadRow>& prompts,
                            std::shared_ptr<const Embedder> embedder,
                            const StressSettings& settings,
                            const std::function<bool(double seconds)>& progress = {});

} // namespace bsc
