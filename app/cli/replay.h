#pragma once

#include "app/cli/bench.h"
#include "engine/embed/settings.h"
#include "engine/replay/matrix.h"
#include "engine/replay/replay.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bsc::cli {

/// What a matrix of replays varies, as it was asked for.
struct ReplayLists {
    std::vector<std::string> policies, capacities, encoders;
    std::vector<float> thresholds;
    std::vector<unsigned> radii, bits;
    std::vector<double> adaptive;
    std::vector<std::string> inserts;
};

/// Through a proxy.
struct LiveCommand {
    double speed = 0; ///< 0: as fast as answers come
    unsigned connections = 1;
};

struct ReplayCommand {
    std::string workload;
    std::filesystem::path database; ///< empty: the workload is a file
    ReplayLists lists;
    EmbedderSettings encoder; ///< but for its kind
    ReplayOptions replay;     ///< of a single replay; the matrix shares its eviction settings
    unsigned jobs = 1;
    bool what_if = false, save = false;
    std::optional<unsigned> promise; ///< per cent
    std::filesystem::path prices;    ///< that go before the shipped ones
    std::optional<std::uint64_t> resume;
    std::optional<LiveCommand> live;
};

/// Of the one combination there is.
ReplayOptions single_options(const ReplayCommand& command);

/// One replay through a real cache, printed.
void replay_single(const ReplayCommand& command);
/// One through a proxy with the demo upstream, beside the same through the engine.
void replay_live(const ReplayCommand& command, const BenchOutput& output);
/// Many simulated ones, as a table; saved and resumed when asked for.
void replay_matrix(ReplayCommand command, const BenchOutput& output);
/// All thresholds, or all minima of a second score, of one policy and capacity, through real
/// caches.
void replay_decisions(const ReplayCommand& command, const BenchOutput& output);
/// All radii of one policy and capacity, and the threshold with a promise.
void replay_what_if(const ReplayCommand& command, const BenchOutput& output);

} // namespace bsc::cli
