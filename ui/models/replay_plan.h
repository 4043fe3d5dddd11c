#pragma once

#include "engine/cache/eviction/policy.h"
#include "engine/replay/matrix.h"

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace bsc::ui {

/// Through the engine as fast as it can, or live through a proxy so many times faster than it was
/// recorded.
enum class ReplaySpeed { engine, max, times100, times10, times1 };
inline double timesOf(ReplaySpeed speed) {
    switch (speed) {
    case ReplaySpeed::times100:
        return 100;
    case ReplaySpeed::times10:
        return 10;
    case ReplaySpeed::times1:
        return 1;
    case ReplaySpeed::engine:
    case ReplaySpeed::max:
        break;
    }
    return 0;
}

/// One reading of the prompts: cells of a layer differ in policy and capacity only.
struct ReplayLayer {
    std::string encoder; ///< name of the embedder
    unsigned bits = 256, radius = 38;

    friend bool operator==(const ReplayLayer&, const ReplayLayer&) = default;
};
inline ReplayLayer layerOf(const MatrixCell& cell) {
    return {cell.encoder, cell.bits, cell.radius};
}

/// What is to be replayed: every policy at every capacity, in every layer.
struct ReplayPlan {
    std::uint64_t workload = 0; ///< id in the library
    std::string name;           ///< the workload's
    std::uint64_t requests = 0;
    std::vector<std::string> policies;
    std::vector<std::size_t> capacities;
    std::vector<std::string> encoders; ///< names of embedders
    std::vector<unsigned> bits;
    std::vector<float> thresholds; ///< similarities
    std::uint64_t warmUp = 0;
    ReplaySpeed speed = ReplaySpeed::engine;
    PolicySettings settings{};
    /// In the engine; live, the proxy always has it.
    bool contentGate = true;

    /// Encoder by width by threshold; thresholds that come to the same radius count once.
    std::vector<ReplayLayer> layers() const;
    /// Layer by layer, policies within a capacity.
    std::vector<MatrixCell> cells() const;
};

/// Whether results of the one stand for those of the other: all but what makes up the cells.
bool sameRules(const ReplayPlan& a, const ReplayPlan& b);

/// As a run keeps it; `bsc replay --resume` reads the same.
std::string settingsJson(const ReplayPlan& plan);
/// What a kept run was asked for, but for the workload's id. Errors: wrong_format.
Result<ReplayPlan> planFromJson(const std::string& settings, const std::vector<MatrixCell>& cells);

/// The cell a part of a run is named after. Errors: wrong_format.
Result<MatrixCell> cellFromKey(const std::string& key);

} // namespace bsc::ui
