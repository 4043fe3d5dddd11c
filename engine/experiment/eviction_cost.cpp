#include "engine/experiment/eviction_cost.h"

#include "engine/embed/features/hash.h"
#include "engine/replay/portable_random.h"
#include "engine/replay/synthetic.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace bsc {
namespace {

using Clock = std::chrono::steady_clock;

/// Beyond the entries themselves; a policy remembers up to so many ghosts an entry.
constexpr double passes_beyond_ghosts = 1;
constexpr std::chrono::seconds filling_patience{30};
constexpr std::size_t singles_per_batch = 20;

/// The entries of a full cache and the policy that watches over them.
class PolicyUnderTest {
  public:
    static Result<std::unique_ptr<PolicyUnderTest>> create(const EvictionCostOptions& options) {
        auto codes = SyntheticSource::create(
            {.bits = options.bits, .classes = 1, .one_offs = 1}); // codes that are far apart
        if (!codes)
            return tl::unexpected(codes.error());
        auto made = std::unique_ptr<PolicyUnderTest>(new PolicyUnderTest);
        made->codes_ = std::move(*codes);
        auto policy = make_policy(
            options.policy, {.max_entries = options.entries,
                             .bits = options.bits,
                             .radius = [radius = options.radius] { return radius; },
                             .live = [made = made.get()](EntryId id) { return made->live(id); },
                             .settings = options.settings});
        if (!policy)
            return tl::unexpected(policy.error());
        made->policy_ = std::move(*policy);
        return made;
    }

    EvictionPolicy& policy() { return *policy_; }
    std::size_t size() const { return living_.size(); }

    /// An entry that the policy does not know yet.
    const CacheEntry& prepare() {
        if (free_.empty())
            free_.push_back(&places_.emplace_back());
        Place& place = *free_.back();
        free_.pop_back();
        place.leaving = false;
        CacheEntry& entry = place.entry.emplace();
        entry.id = ++last_id_;
        entry.code = codes_->next().code;
        for (std::size_t at = 0; at < entry.request_sha256.size(); at += sizeof(EntryId)) {
            const std::uint64_t word = splitmix64(entry.id + at);
            std::memcpy(entry.request_sha256.data() + at, &word, sizeof word);
        }
        entry.embedding_sha256 = entry.request_sha256;
        entry.created = tick();
        entry.last_accessed_us = entry.created.time_since_epoch().count();
        living_[entry.id] = &place;
        ids_.push_back(entry.id);
        return entry;
    }

    void insert() { policy_->on_insert(prepare()); }

    /// Hardly more than the policy's share; the rest is left to sweep().
    void evict(std::size_t n) {
        for (const Victim& victim : policy_->victims(n, tick(), EvictionDeadline::max())) {
            Place& place = *living_.find(victim.id)->second;
            place.leaving = true;
            policy_->on_erase(*place.entry, Departure::evicted);
            leaving_.push_back(victim.id);
        }
    }
    std::size_t sweep() {
        const std::size_t swept = leaving_.size();
        for (const EntryId id : leaving_) {
            const auto at = living_.find(id);
            free_.push_back(at->second);
            living_.erase(at);
        }
        leaving_.clear();
        return swept;
    }

    /// A living entry, used as the cache would use it before it tells the policy.
    const CacheEntry& use_any() {
        for (;;) {
            const std::size_t at = random_.below(ids_.size());
            const CacheEntry* entry = live(ids_[at]);
            if (entry) {
                entry->last_accessed_us = tick().time_since_epoch().count();
                ++entry->access_count;
                return *entry;
            }
            ids_[at] = ids_.back();
            ids_.pop_back();
        }
    }

  private:
    struct Place {
        std::optional<CacheEntry> entry;
        bool leaving = false; ///< evicted and not yet swept
    };

    PolicyUnderTest() : random_(1) {}

    TimePoint tick() { return TimePoint(std::chrono::microseconds(++now_us_)); }
    const CacheEntry* live(EntryId id) const {
        const auto at = living_.find(id);
        return at == living_.end() || at->second->leaving ? nullptr : &*at->second->entry;
    }

    std::unique_ptr<SyntheticSource> codes_;
    std::unique_ptr<EvictionPolicy> policy_;
    std::deque<Place> places_;
    std::vector<Place*> free_;
    std::unordered_map<EntryId, Place*> living_;
    std::vector<EntryId> leaving_, ids_;
    PortableRandom random_;
    EntryId last_id_ = 0;
    std::int64_t now_us_ = 0;
};

template <class Work>
std::chrono::nanoseconds timed(Work&& work) {
    const auto start = Clock::now();
    work();
    return Clock::now() - start;
}

void time_batch(PolicyUnderTest& cache, std::size_t batch, DurationHistogram& times) {
    times.add(timed([&] { cache.evict(batch); }));
    for (std::size_t left = cache.sweep(); left > 0; --left)
        cache.insert();
}

void time_misses(PolicyUnderTest& cache, DurationHistogram& times) {
    for (std::size_t i = 0; i < singles_per_batch; ++i) {
        const CacheEntry& entry = cache.prepare();
        times.add(timed([&] {
            cache.evict(1);
            cache.policy().on_insert(entry);
        }));
        cache.sweep();
    }
}

void time_hits(PolicyUnderTest& cache, DurationHistogram& times) {
    std::vector<const CacheEntry*> used;
    for (std::size_t i = 0; i < EvictionCost::hits_at_once; ++i)
        used.push_back(&cache.use_any());
    times.add(timed([&] {
        for (const CacheEntry* entry : used)
            cache.policy().on_access(*entry);
    }));
}

} // namespace

Result<EvictionCost> measure_eviction_cost(const EvictionCostOptions& options,
                                           const std::function<bool()>& cancelled) {
    if (options.entries == 0 || options.batch == 0 || options.batch > options.entries)
        return fail(ErrorCode::invalid_argument,
                    "Eviction costs need at least one entry and a batch of 1 to all entries.");
    auto made = PolicyUnderTest::create(options);
    if (!made)
        return tl::unexpected(made.error());
    PolicyUnderTest& cache = **made;
    while (cache.size() < options.entries)
        cache.insert();
    EvictionCost cost;
    const auto passing =
        static_cast<std::size_t>((options.settings.ghosts_per_entry + passes_beyond_ghosts) *
                                 static_cast<double>(options.entries));
    const auto stop = [&] { return cancelled && cancelled(); };
    const auto deadline = Clock::now() + filling_patience;
    while (cost.evicted_before < passing && Clock::now() < deadline && !stop()) {
        cache.evict(options.batch);
        const std::size_t swept = cache.sweep();
        for (std::size_t i = 0; i < swept; ++i)
            cache.insert();
        cost.evicted_before += swept;
    }
    for (std::size_t round = 0; round < options.rounds && !stop(); ++round) {
        time_batch(cache, options.batch, cost.batch);
        time_misses(cache, cost.miss);
        time_hits(cache, cost.hits);
    }
    cost.policy_bytes = cache.policy().memory_bytes();
    return cost;
}

} // namespace bsc
