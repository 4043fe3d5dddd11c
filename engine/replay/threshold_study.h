#pragma once

#include "engine/replay/embedded_workload.h"
#include "engine/replay/nearest_pairs.h"
#include "engine/replay/threshold_promise.h"
#include "engine/replay/what_if.h"
#include "engine/replay/workload.h"
#include "engine/store/records.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bsc {

struct ThresholdStudyOptions {
    unsigned bits = default_code_bits;
    std::uint64_t seed = 0;
    std::vector<float> mean{};       ///< subtracted by the cache whose codes are meant; empty: none
    SimulationOptions cache{};       ///< policy, capacity, batch
    unsigned jobs = 1;               ///< threads
    EmbeddedWorkload::Price price{}; ///< empty: no prices
};

/// What all radii would have made of some requests, and the pairs a radius decides on.
struct ThresholdStudy {
    std::string name;
    unsigned bits = 0;
    std::vector<WorkloadRow> rows;
    std::vector<NearestPair> pairs{};          ///< numbers are of the rows
    std::vector<DistanceLabel> class_labels{}; ///< of pairs whose rows both have a class
    WhatIf what_if{};                          ///< at every radius
    double span_seconds = 0;                   ///< first to last arrival; 0: not known

    std::uint64_t requests() const { return rows.size(); }
};

/// Share of the work done, 0..1, and what is being done: "encoding", "radii". Any thread.
using StudyProgress = std::function<void(double share, const char* stage)>;

/// Encodes `rows`, finds each request's nearest earlier one and simulates a cache at every radius.
/// Blocks; `cancelled` may be asked from several threads. Errors: of the embedder and the options;
/// wrong_format (no rows), unavailable (cancelled).
Result<ThresholdStudy> study_threshold(std::string name, std::vector<WorkloadRow> rows,
                                       const Embedder& embedder,
                                       const ThresholdStudyOptions& options,
                                       const StudyProgress& progress = {},
                                       const std::function<bool()>& cancelled = {});

/// Recorded flows as rows, oldest first; those that were not looked up are left out. `flow_ids` and
/// `entry_ids` (0: none) go with the rows.
struct FlowRows {
    std::vector<WorkloadRow> rows;
    std::vector<std::uint64_t> flow_ids, entry_ids;
};
FlowRows rows_of(std::span<const FlowRecord> newest_first);

} // namespace bsc
