#pragma once

#include "engine/embed/embedder.h"
#include "engine/store/workload_library.h"
#include "ui/models/replay_plan.h"

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bsc::ui {

/// The prompts of a workload as codes, by encoder and width.
using EncodedTraces = std::map<std::pair<std::string, unsigned>, std::shared_ptr<const CodeTrace>>;
/// What may encode prompts; their names differ.
using Encoders = std::vector<std::shared_ptr<const Embedder>>;

/// Null: there is none of that name.
std::shared_ptr<const Embedder> encoderNamed(const Encoders& encoders, const std::string& name);

/// What the replays of a plan work with.
struct ReplayInput {
    std::shared_ptr<WorkloadLibrary> library;
    Encoders encoders;
    std::uint64_t seed = 42; ///< of the projection
};

/// Blocks; counts requests into `done`, those of each encoder anew. Errors: of the library and the
/// encoders; not_found (no such encoder); unavailable (cancelled).
Result<std::shared_ptr<const EncodedTraces>> encodeWorkload(const ReplayInput& input,
                                                            const ReplayPlan& plan,
                                                            std::atomic<std::uint64_t>& done,
                                                            const std::atomic<bool>& cancelled);

/// Replays a cell through a proxy of its own, at the plan's speed.
ReplayMatrix::Replayer liveReplayer(const ReplayInput& input, const ReplayPlan& plan,
                                    std::size_t curvePoints);

} // namespace bsc::ui
