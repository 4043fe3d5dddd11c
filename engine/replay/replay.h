#pragma once

#include "engine/cache/binary_cache.h"
#include "engine/embed/embedder.h"
#include "engine/replay/duration_histogram.h"
#include "engine/replay/share_interval.h"
#include "engine/replay/workload.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

struct ReplayOptions {
    /// capacity, bits, seed, policy, eviction batch; embedding_dim is taken from the embedder, the
    /// threshold from below, the clock from the rows' arrival times.
    CacheConfig cache;
    std::optional<float> threshold; ///< none: the embedder's balanced one
    /// custom: the embedder's own pair scorer (soft alignment).
    SecondScore::Kind second = SecondScore::Kind::off;
    /// none: the scorer's balanced score, or for int8_cosine the cosine equivalent of the threshold
    std::optional<float> second_minimum;
    bool content_gate = false;
    std::uint64_t max_requests = 0; ///< 0: all
};

struct ReplayReport {
    std::string encoder; ///< identity text
    float threshold = 0;
    unsigned radius = 0, bits = 0;
    std::optional<float> second_minimum; ///< when a second score was on

    std::uint64_t requests = 0;
    std::uint64_t exact_hits = 0;    ///< the same text came before
    std::uint64_t semantic_hits = 0; ///< another text answered
    std::uint64_t judged_hits = 0;   ///< both prompts have a class
    std::uint64_t wrong_hits = 0;    ///< judged, and the classes differ
    std::uint64_t without_embedding = 0;
    std::string embed_error; ///< why, of the last one
    std::uint64_t evictions = 0;
    std::uint64_t entries = 0; ///< at the end

    bool boilerplate = false; ///< found, its mean subtracted and its words dropped
    float mean_norm = 0;      ///< |mean vector| of the first embeddings; 0: too few
    std::vector<std::string> boilerplate_words;

    DurationHistogram embed_time, lookup_time, insert_time;
    DurationHistogram hit_time;  ///< added to a hit: embedding and look-up
    DurationHistogram miss_time; ///< added to a miss: embedding, look-up and insertion
    std::uint64_t requested_tokens = 0, saved_tokens = 0; ///< of answers, where the rows know them

    std::uint64_t hits() const { return exact_hits + semantic_hits; }
    double hit_rate() const;
    /// Wrong share of the judged hits with its 90 % interval.
    ShareInterval wrong_share() const { return share_interval(wrong_hits, judged_hits); }
};

/// Called about every 256 requests with their number; false stops the replay there.
using ReplayProgress = std::function<bool(std::uint64_t requests)>;

/// Sends a workload through a fresh cache in file order: look up the nearest entry, insert on a
/// miss. The same input gives the same report, but for the times. A prompt the embedder cannot
/// encode meets the exact tier only.
///
/// Runs in the calling thread. Errors: of the reader and of the cache's configuration;
/// invalid_argument when a pair scorer is asked for and the embedder has none; unavailable when the
/// embedder's dim is not known and it does not answer.
Result<ReplayReport> replay(WorkloadRows& workload, const Embedder& embedder,
                            const ReplayOptions& options, const ReplayProgress& progress = {});

} // namespace bsc
