#pragma once

#include "engine/base/result.h"
#include "engine/cache/eviction/policy.h"
#include "engine/index/code_index.h"
#include "engine/replay/code_trace.h"
#include "engine/replay/decision_rule.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace bsc {

/// Makes the policy of a simulated cache; make_policy() with a name bound to it, or one that wraps.
using PolicyMaker = std::function<Result<std::unique_ptr<EvictionPolicy>>(PolicyConfig)>;

/// The key that stands for a text's or a partition's number in a trace.
Digest digest_of_number(std::uint64_t number);

struct SimulatedCacheConfig {
    unsigned bits = 0;
    std::size_t capacity = 0; ///< entries
    std::size_t batch = 1;    ///< entries evicted at once when full
    unsigned radius = 0;      ///< bits
    PolicySettings settings{};
    DecisionRule* rule = nullptr;     ///< decides in place of the radius; must outlive the cache
    const PromptGate* gate = nullptr; ///< passes over entries it refuses; likewise
};

/// BinaryCache's rules on codes that are there already: no texts, no answers, no second score. Time
/// is the request's number, in microseconds. Not for sharing between threads.
class SimulatedCache {
  public:
    struct Step {
        enum class Kind { miss, exact_hit, semantic_hit };
        Kind kind = Kind::miss;
        EntryId answer = 0;                                   ///< the entry that answered
        std::uint32_t answer_meaning = CodeRequest::no_class; ///< its class
        std::size_t evicted = 0;
        std::chrono::nanoseconds evict_time{0}; ///< wall clock
        bool explored = false;                  ///< a miss although the rule had a candidate
    };

    /// Errors: invalid_argument (width, zero capacity, batch 0 or larger than the capacity, radius
    /// over the width; those of the policy).
    static Result<std::unique_ptr<SimulatedCache>> create(const SimulatedCacheConfig& config,
                                                          const PolicyMaker& make);

    /// Answers `request` or stores it. Its code has 0 bits or the configured width.
    Step step(const CodeRequest& request);

    std::size_t size() const { return texts_.size(); }
    /// The entries that are stored now, oldest first.
    std::vector<EntryId> entries() const;
    const EvictionPolicy& policy() const { return *policy_; }

  private:
    /// Entries are not movable (their counters are atomic), so places are reused.
    struct Place {
        std::optional<CacheEntry> entry; ///< none: the place is free
        std::uint64_t text = 0;
        std::uint32_t partition = 0;
        std::uint32_t meaning = CodeRequest::no_class;
    };

    explicit SimulatedCache(const SimulatedCacheConfig& config) : config_(config) {}

    Place* living(EntryId id);
    Step hit(Step::Kind kind, EntryId id);
    /// The nearest entry within reach that the gate lets pass.
    std::optional<Match> candidate(const CodeRequest& request);
    bool passes(const CodeRequest& request, const Match& match) const;
    /// Whether a request that `nearest` did not answer is to be stored.
    bool learn(const Match& nearest, const CodeRequest& request);
    void make_room(Step& step);
    void store(const CodeRequest& request);
    CodeIndex& index_of(std::uint32_t partition);
    TimePoint now() const { return TimePoint(std::chrono::microseconds(requests_)); }

    const SimulatedCacheConfig config_;
    std::unordered_map<std::uint32_t, std::unique_ptr<CodeIndex>> indexes_; ///< by partition
    std::unique_ptr<EvictionPolicy> policy_;
    std::deque<Place> places_;
    std::vector<Place*> free_;
    std::vector<Place*> place_of_; ///< by entry id; entry 0 does not exist
    std::unordered_map<std::uint64_t, EntryId> texts_;
    std::uint64_t requests_ = 0;
};

} // namespace bsc
