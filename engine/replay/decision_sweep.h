#pragma once

#include "engine/replay/replay.h"
#include "engine/replay/what_if.h"
#include "engine/replay/workload.h"

#include <functional>
#include <span>
#include <vector>

namespace bsc {

struct DecisionSweepOptions {
    /// Policy, capacity, content gate, second score. Without a second score `at` are thresholds
    /// (similarities), with one they are minima of the score.
    ReplayOptions replay{};
    std::vector<float> at{};
    unsigned jobs = 1; ///< threads
};

struct DecisionPoint {
    float at = 0;
    ReplayReport report;
};

/// The what-if of what codes alone cannot decide: each point is a replay through a real cache, with
/// the content gate and the second score. Every distinct prompt is embedded once.
///
/// Blocks; `progress` comes from the worker threads, one at a time; `cancelled` is asked from them.
/// Errors: of replay() and the embedder; invalid_argument (nothing to vary, no jobs), unavailable
/// when cancelled.
Result<std::vector<DecisionPoint>> sweep_decisions(std::span<const WorkloadRow> rows,
                                                   const Embedder& embedder,
                                                   const DecisionSweepOptions& options,
                                                   const WhatIfProgress& progress = {},
                                                   const std::function<bool()>& cancelled = {});

} // namespace bsc
