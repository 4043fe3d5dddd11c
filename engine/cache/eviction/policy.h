#pragma once

#include "engine/base/result.h"
#include "engine/cache/entry.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// What a person may set of a policy. Each policy reads what concerns it.
struct PolicySettings {
    float lambda = 0.5f;          ///< mmr: weight of recency against diversity, 0..1
    unsigned clusters = 10;       ///< cluster: number of clusters, 1..256
    float ghosts_per_entry = 3.f; ///< sage: evicted codes remembered per entry, 0..16
    float cost_weight = 0.f;      ///< sage: weight of log2(answer tokens) in the score, 0..1
    std::uint64_t seed = 1;       ///< of what is sampled
};

/// Errors: invalid_argument, naming the field and the range it accepts.
Result<void> check_policy_settings(const PolicySettings& settings);

/// What a policy may know of the cache it works for.
struct PolicyConfig {
    std::size_t max_entries = 0;
    unsigned bits = 0;                ///< width of the codes
    std::function<unsigned()> radius; ///< in bits, within which an entry answers now
    /// The living entry of an id, else null; null for a pinned one too. For the writer's calls
    /// only.
    std::function<const CacheEntry*(EntryId)> live;
    PolicySettings settings{};
};

/// One entry a policy would throw out.
struct Victim {
    EntryId id;
    double score;       ///< the policy's own; its reason says what it means
    std::string reason; ///< "least recently used: idle for 812 s"
};

/// Why an entry left. A policy with a ghost list remembers what was evicted or expired, not what a
/// person took out.
enum class Departure { evicted, expired, erased, replaced };

/// The moment by which a batch must be chosen.
using EvictionDeadline = std::chrono::steady_clock::time_point;

/// Chooses what to throw out. One object serves all partitions of a cache (an entry carries its
/// partition); it keeps its own record of the living entries, told of each arrival and departure.
/// What was learned in one partition (ghosts above all) must never answer for another.
///
/// Requests are counted by what the policy is told: every on_access and every on_insert is one.
///
/// Threads: the cache's one writer calls everything but on_access, which readers call at any moment
/// beside it and beside each other; it must not block, and what it notes may be lossy.
class EvictionPolicy {
  public:
    virtual ~EvictionPolicy() = default;

    virtual std::string_view name() const = 0;

    /// `entry` was stored after a request that nothing answered.
    virtual void on_insert(const CacheEntry& entry) = 0;
    /// `entry` came back from the store: no request.
    virtual void on_restore(const CacheEntry& entry) { on_insert(entry); }
    /// `entry` answered a request; its own counters are already up to date.
    virtual void on_access(const CacheEntry& entry) = 0;
    virtual void on_erase(const CacheEntry& entry, Departure why) = 0;
    /// All entries have new codes (and are new objects of the same ids): codes kept from before,
    /// of the living or of ghosts, are void.
    virtual void on_recode() = 0;
    /// What is remembered of entries that are gone is to be dropped: a person cleared the cache.
    virtual void forget() {}

    /// Up to n living entries, the first to go first. They stay until on_erase is called. A policy
    /// that finds `deadline` passed returns at once with what it has; the cache fills the batch
    /// with the least recently used.
    virtual std::vector<Victim> victims(std::size_t n, TimePoint now,
                                        EvictionDeadline deadline) = 0;

    /// What was learned beyond the entries themselves (ghosts, scores by entry id), to be stored
    /// beside them; empty: nothing. Opaque, versioned by the policy.
    virtual std::string learned() { return {}; }
    /// Takes back learned() after all entries were restored. What no longer fits (another width,
    /// entries that are gone) is left out. Errors: wrong_format; the policy is then
    /// as if new.
    virtual Result<void> learn(std::string_view) { return {}; }

    /// Heap bytes held beside the entries.
    virtual std::size_t memory_bytes() const = 0;
};

/// Errors: invalid_argument, listing the names there are or the setting that is out of range.
Result<std::unique_ptr<EvictionPolicy>> make_policy(std::string_view name, PolicyConfig config);

/// The names make_policy() knows, in the order they are listed to people.
std::span<const std::string_view> policy_names();

} // namespace bsc
