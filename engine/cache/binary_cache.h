#pragma once

#include "engine/base/result.h"
#include "engine/cache/decision.h"
#include "engine/cache/entry.h"
#include "engine/cache/eviction/policy.h"
#include "engine/code/projection.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

struct CacheState;

struct CacheConfig {
    std::size_t max_entries = 100'000;
    unsigned bits = default_code_bits;
    unsigned embedding_dim = 384; ///< floats
    float threshold = 0.85f;      ///< similarity 1 - d/bits from which an entry answers
    std::string policy = "sage";
    PolicySettings policy_settings{};
    /// Entries thrown out at once by an insertion into a full cache. More than one costs hits and
    /// spares little.
    std::size_t eviction_batch = 1;
    /// What the policy may take to choose a batch; the least recently used go in place of those it
    /// did not name by then.
    std::chrono::milliseconds eviction_budget{100};
    std::uint64_t seed = default_projection_seed;
    std::optional<std::chrono::seconds> ttl; ///< none: entries do not expire
    /// Distinct embeddings seen before the mean vector is taken and, when it shows boilerplate,
    /// subtracted from every embedding; codes are then rebuilt from the kept vectors. 0: never.
    /// Small on purpose: most wrong hits boilerplate causes come before its mean is known.
    std::size_t centre_after = 32;
    /// What time it is, for tests and replays; must be callable from any thread. Empty: the
    /// system's clock.
    std::function<TimePoint()> clock;
};

/// How a shortlist is scored a second time. Off: the Hamming distance alone decides.
struct SecondScore {
    enum class Kind { off, int8_cosine, custom };
    Kind kind = Kind::off;
    float gate = 0.70f;                              ///< similarity that makes the shortlist
    std::size_t shortlist = 16;                      ///< entries at most
    float minimum = 0.86f;                           ///< score from which an entry answers
    std::function<float(const CacheEntry&)> score{}; ///< for custom: 0..1
};

/// One look-up. Spans and references must outlive the call.
struct Query {
    PartitionKey partition{};
    Digest request_sha256{};
    std::span<const float> embedding{}; ///< empty: exact tier only
    std::string_view prompt{};          ///< for the content gate; empty: no gate
    std::optional<float> threshold{};   ///< instead of the configured one
    std::optional<std::chrono::seconds> max_age{};
    bool content_gate =
        false; ///< refuse pairs whose numbers, quotes, identifiers or negation differ
    const SecondScore* second = nullptr;
    bool exact = true;     ///< false: semantic tier only
    bool count_use = true; ///< false: a what-if look-up that leaves no trace
};

struct NewEntry {
    PartitionKey partition{};
    Digest request_sha256{};
    std::span<const float> embedding{}; ///< empty: exact tier only
    std::string prompt{};
    std::string answer{};
    std::uint32_t tokens = 0;                  ///< of the answer; 0: unknown
    std::optional<std::chrono::seconds> ttl{}; ///< instead of the configured one
};

/// One entry thrown out, and why.
struct Eviction {
    EntryId id;
    std::string policy; ///< "lru" also where it stood in for a policy that took too long
    double score;       ///< the policy's own; LRU: seconds since the last access
    std::string reason;
};

struct InsertOutcome {
    EntryPtr entry;
    std::optional<EntryId> replaced; ///< an entry with the same request in the same partition
    std::vector<Eviction> evicted;   ///< to make room
    std::chrono::nanoseconds eviction_time{}; ///< of choosing and removing them
    std::vector<EntryId> expired;             ///< dropped on the way
    bool recoded = false;                     ///< all codes were rebuilt around a new mean vector
};

struct CacheStats {
    std::size_t entries = 0, max_entries = 0, partitions = 0;
    std::size_t pinned = 0;       ///< entries that no eviction takes
    std::size_t index_bytes = 0;  ///< codes and look-up structures
    std::size_t answer_bytes = 0; ///< stored answers
    std::size_t other_bytes = 0;  ///< entry records, prompts, vectors
    std::uint64_t evictions = 0, expirations = 0;
    std::uint64_t eviction_fallbacks = 0; ///< batches that exceeded their budget
    bool boilerplate = false;             ///< a common part was found and is subtracted
    float mean_norm = 0;                  ///< |mean vector| of the first embeddings, 0..1
};

/// The two-tier semantic cache: exact request hash first, then the nearest code within the radius.
///
/// A hit is distance <= radius_of(threshold, bits); the nearest wins, ties go to the oldest entry.
/// Deleted and expired entries never answer and never shadow live ones. An embedding that is all
/// zero (a text without content) never meets another one.
///
/// Threads: any number of readers (lookup, find, stats) beside one writer at a time; writers are
/// serialised inside and no reader waits for one.
class BinaryCache {
  public:
    /// Errors: invalid_argument, naming the field and the range it accepts.
    static Result<std::unique_ptr<BinaryCache>> create(const CacheConfig& config);
    ~BinaryCache();

    const CacheConfig& config() const;
    const Projection& projection() const;
    float threshold() const;
    Result<void> set_threshold(float threshold); ///< 0..1

    Decision lookup(const Query& query) const;
    /// Exact tier only, without an embedding: a hash look-up.
    EntryPtr find_request(const PartitionKey& partition, const Digest& request_sha256) const;
    EntryPtr find(EntryId id) const;

    /// Evicts a batch first when the cache is full. In place of a pinned entry the new one is
    /// pinned. Errors: invalid_argument (dimension, not finite), no_room (the cache is full of
    /// pinned entries).
    Result<InsertOutcome> insert(NewEntry entry);
    /// Puts back an entry that was stored earlier, with its id, times and counters. A code of the
    /// configured width is taken as it is; without one it is made anew from the vector. When the
    /// cache is full the policy makes room. Errors: invalid_argument (dimension, id already
    /// present), no_room (the cache is full of pinned entries).
    Result<void> restore(CacheEntry&& entry);
    /// Ids given out from now on are higher than `last`.
    void reserve_ids(EntryId last);
    /// Throws out up to n entries by the policy; fewer when the others are pinned.
    std::vector<Eviction> evict(std::size_t n);
    /// A pinned entry is never evicted, whatever the policy: it is not told of the entry until that
    /// is let go of. Time to live goes on, and erase() and clear() take it like any other. False
    /// when there is no such entry.
    bool pin(EntryId id, bool pinned);
    bool erase(EntryId id);
    /// Drops what has expired; returns the ids.
    std::vector<EntryId> expire();
    void clear();

    CacheStats stats() const;
    void for_each(const std::function<void(const EntryPtr&)>& visit) const;

    /// True from the moment enough embeddings were seen until their mean was judged. The next
    /// insert() judges it; where everything hits there may be none, so after a hit the caller asks.
    bool mean_due() const;
    /// Judges the mean now, if it is due. True when all codes were rebuilt around it.
    Result<bool> judge_mean();

    /// Mean vector that is subtracted, dim() floats, or empty; to be stored beside the entries.
    std::vector<float> mean_vector() const;
    Result<void> set_mean_vector(std::vector<float> mean);

    /// What the policy has learned beyond the entries, to be stored beside them; empty: nothing.
    std::string policy_memory() const;
    /// Takes it back, after all entries were restored. Errors: wrong_format; the policy then starts
    /// anew and the entries are untouched.
    Result<void> restore_policy_memory(std::string_view memory);

  private:
    explicit BinaryCache(std::unique_ptr<CacheState> state);
    std::unique_ptr<CacheState> state_;
};

} // namespace bsc
