#pragma once

#include "engine/base/result.h"
#include "engine/cache/entry.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// What a policy may know of the cache it works for.
struct PolicyConfig {
    std::size_t max_entries = 0;
    unsigned bits = 0;                ///< width of the codes
    std::function<unsigned()> radius; ///< in bits, within which an entry answers now
    /// The living entry of an id, else null. For the writer's calls only.
    std::function<const CacheEntry*(EntryId)> live;
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

/// Chooses what to throw out. One object serves all partitions of a cache (an entry carries its
/// partition); it keeps its own record of the living entries, told of each arrival and departure.
///
/// Threads: the cache's one writer calls everything but on_access, which readers call at any moment
/// beside it; it must not block.
class EvictionPolicy {
  public:
    virtual ~EvictionPolicy() = default;

    virtual std::string_view name() const = 0;

    virtual void on_insert(const CacheEntry& entry) = 0;
    /// `entry` answered a request; its own counters are already up to date.
    virtual void on_access(const CacheEntry& entry) = 0;
    virtual void on_erase(const CacheEntry& entry, Departure why) = 0;
    /// All entries have new codes (and are new objects of the same ids): codes kept from before,
    /// of the living or of ghosts, are void.
    virtual void on_recode() = 0;

    /// Up to n living entries, the first to go first. They stay until on_erase is called.
    virtual std::vector<Victim> victims(std::size_t n, TimePoint now) = 0;

    virtual std::size_t memory_bytes() const = 0;
};

/// Errors: invalid_argument, listing the names there are.
Result<std::unique_ptr<EvictionPolicy>> make_policy(std::string_view name, PolicyConfig config);

} // namespace bsc
