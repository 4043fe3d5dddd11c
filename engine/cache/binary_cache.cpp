#include "engine/cache/binary_cache.h"

#include "engine/cache/checks.h"
#include "engine/cache/eviction/lru.h"
#include "engine/cache/eviction/reason.h"
#include "engine/cache/generation.h"
#include "engine/cache/lazy_heap.h"
#include "engine/cache/lookup.h"
#include "engine/cache/mean_sampler.h"
#include "engine/cache/quantized_vector.h"
#include "engine/code/similarity.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <mutex>
#include <utility>

namespace bsc {
namespace {

TimePoint expiry_of(TimePoint created, std::chrono::seconds ttl) {
    constexpr std::chrono::years farthest{100}; // what is longer would overflow microseconds
    return created + std::min<std::chrono::seconds>(ttl, farthest);
}

std::size_t record_bytes(const CacheEntry& entry) {
    constexpr std::size_t control_block = 16;
    return sizeof(CacheEntry) + control_block + entry.vector.values.capacity() +
           entry.prompt.capacity();
}

std::shared_ptr<CacheEntry> copy_of(const CacheEntry& from) {
    auto to = std::make_shared<CacheEntry>();
    to->id = from.id;
    to->partition = from.partition;
    to->request_sha256 = from.request_sha256;
    to->embedding_sha256 = from.embedding_sha256;
    to->code = from.code;
    to->vector = from.vector;
    to->prompt = from.prompt;
    to->answer = from.answer;
    to->created = from.created;
    to->expires = from.expires;
    to->tokens = from.tokens;
    to->last_accessed_us = from.last_accessed_us.load(std::memory_order_relaxed);
    to->access_count = from.access_count.load(std::memory_order_relaxed);
    to->pinned = from.pinned.load(std::memory_order_relaxed);
    to->policy_slot = from.policy_slot.load(std::memory_order_relaxed);
    return to;
}

} // namespace

struct BinaryCache::Impl {
    Impl(const CacheConfig& c, std::shared_ptr<const Projection> p)
        : config(c), projection(std::move(p)), threshold(c.threshold),
          generation(std::make_shared<Generation>(c.bits, std::vector<float>{})),
          sampler(c.centre_after, c.embedding_dim) {}

    const CacheConfig config;
    const std::shared_ptr<const Projection> projection;
    std::atomic<float> threshold;
    AtomicPtr<Generation> generation;
    MeanSampler sampler;
    std::atomic<std::size_t> answer_bytes{0}, record_bytes_sum{0}, policy_bytes{0};
    std::atomic<std::uint64_t> evictions{0}, expirations{0}, eviction_fallbacks{0};
    std::atomic<std::size_t> pinned{0};
    std::atomic<bool> boilerplate{false};
    std::atomic<float> mean_norm{0};

    std::mutex writer;                      ///< guards what follows, and is taken by no reader
    std::unique_ptr<EvictionPolicy> policy; ///< on_access is for readers
    LazyHeap expiries;
    EntryId last_id = 0;

    TimePoint now() const {
        return config.clock ? config.clock()
                            : std::chrono::time_point_cast<TimePoint::duration>(
                                  std::chrono::system_clock::now());
    }

    // All below are called with `writer` held.

    Result<Code> code_of(const Generation& made_for, std::span<const float> embedding) const {
        if (embedding.size() != config.embedding_dim)
            return fail(ErrorCode::invalid_argument,
                        "embedding has " + std::to_string(embedding.size()) +
                            " values; this cache is for " + std::to_string(config.embedding_dim));
        const auto centred = made_for.centred(embedding);
        auto code = projection->encode(centred);
        if (code && (norm_of(embedding) == 0 || norm_of(centred) == 0))
            return Code{};
        return code;
    }

    /// `tell` is what the policy is told: &EvictionPolicy::on_insert or on_restore.
    Result<std::optional<EntryId>> add(const std::shared_ptr<CacheEntry>& entry,
                                       void (EvictionPolicy::*tell)(const CacheEntry&)) {
        entry->prompt.shrink_to_fit();
        entry->answer.shrink_to_fit();
        const auto current = generation.load();
        const EntryPtr former = current->find(KeyByRequest::of(*entry));
        if (auto added = current->add(entry); !added)
            return tl::unexpected(added.error());
        last_id = std::max(last_id, entry->id);
        count_in(*entry);
        if (entry->expires)
            expiries.push({entry->expires->time_since_epoch().count(), entry->id});
        expiries.tidy(current->size(), [&](EntryId id) { return current->find(id) != nullptr; });
        if (is_pinned(*entry))
            ++pinned;
        else
            (*policy.*tell)(*entry);
        policy_bytes.store(policy->memory_bytes(), std::memory_order_relaxed);
        if (!former)
            return std::nullopt;
        left(*former, Departure::replaced);
        return former->id;
    }

    static bool is_pinned(const CacheEntry& entry) {
        return entry.pinned.load(std::memory_order_relaxed);
    }

    void count_in(const CacheEntry& entry) {
        answer_bytes += entry.answer.capacity();
        record_bytes_sum += record_bytes(entry);
    }

    /// After `entry` was removed from the tables.
    void left(const CacheEntry& entry, Departure why) {
        answer_bytes -= entry.answer.capacity();
        record_bytes_sum -= record_bytes(entry);
        if (is_pinned(entry))
            --pinned;
        else
            policy->on_erase(entry, why);
    }

    /// The policy chooses among the entries it knows: it is not told of pinned ones.
    bool pin(EntryId id, bool wanted) {
        const EntryPtr entry = generation.load()->find(id);
        if (!entry)
            return false;
        if (is_pinned(*entry) == wanted)
            return true;
        if (wanted) {
            policy->on_erase(*entry, Departure::erased);
            ++pinned;
        }
        entry->pinned.store(wanted, std::memory_order_relaxed);
        if (!wanted) {
            policy->on_restore(*entry);
            --pinned;
        }
        policy_bytes.store(policy->memory_bytes(), std::memory_order_relaxed);
        return true;
    }

    bool remove(EntryId id, Departure why) {
        const auto current = generation.load();
        const EntryPtr entry = current->find(id);
        if (!entry)
            return false;
        current->remove(*entry);
        left(*entry, why);
        return true;
    }

    std::vector<EntryId> expire() {
        std::vector<EntryId> gone;
        const std::int64_t now_us = now().time_since_epoch().count();
        while (!expiries.empty() && expiries.top().first <= now_us) {
            const EntryId id = expiries.top().second;
            expiries.pop();
            if (remove(id, Departure::expired))
                gone.push_back(id);
        }
        expirations += gone.size();
        return gone;
    }

    std::vector<Eviction> evict(std::size_t n) {
        n = std::min(n, generation.load()->size() - pinned);
        const auto deadline = std::chrono::steady_clock::now() + config.eviction_budget;
        std::vector<Eviction> evicted;
        for (Victim& victim : policy->victims(n, now(), deadline))
            evicted.push_back(
                {victim.id, std::string(policy->name()), victim.score, std::move(victim.reason)});
        for (const Eviction& eviction : evicted)
            remove(eviction.id, Departure::evicted);
        if (evicted.size() < n && std::chrono::steady_clock::now() >= deadline) {
            ++eviction_fallbacks;
            for (Eviction& eviction : evict_least_recently_used(n - evicted.size()))
                evicted.push_back(std::move(eviction));
        }
        evictions += evicted.size();
        return evicted;
    }

    std::vector<Eviction> evict_least_recently_used(std::size_t n) {
        std::vector<std::pair<std::int64_t, EntryId>> uses;
        generation.load()->for_each([&](const EntryPtr& entry) {
            if (!is_pinned(*entry))
                uses.emplace_back(entry->last_accessed_us.load(std::memory_order_relaxed),
                                  entry->id);
        });
        const auto end = uses.begin() + static_cast<std::ptrdiff_t>(std::min(n, uses.size()));
        std::ranges::partial_sort(uses, end);
        std::vector<Eviction> evicted;
        for (auto it = uses.begin(); it != end; ++it) {
            const auto [used_us, id] = *it;
            const double idle = seconds_since(used_us, now());
            evicted.push_back(
                {id, std::string(LruPolicy::policy_name), idle,
                 fmt::format("{} exceeded {} ms; {}", policy->name(),
                             config.eviction_budget.count(), LruPolicy::reason_for(idle))});
            remove(id, Departure::evicted);
        }
        return evicted;
    }

    Result<std::vector<Eviction>> make_room(const RequestKey& arriving) {
        const auto current = generation.load();
        if (current->size() < config.max_entries || current->find(arriving))
            return {};
        if (pinned >= current->size())
            return fail(ErrorCode::no_room,
                        fmt::format("all {} entries of the cache are pinned; let go of some or "
                                    "allow more entries",
                                    current->size()));
        return evict(config.eviction_batch);
    }

    /// Builds all codes anew around `mean` and swaps them in.
    Result<void> recode(std::vector<float> mean) {
        auto fresh = std::make_shared<Generation>(config.bits, std::move(mean));
        std::vector<EntryPtr> entries;
        generation.load()->for_each([&](const EntryPtr& entry) { entries.push_back(entry); });
        std::ranges::sort(entries, {}, [](const EntryPtr& entry) { return entry->id; });
        for (const EntryPtr& entry : entries) {
            auto copy = copy_of(*entry);
            if (!copy->vector.values.empty()) {
                auto code = code_of(*fresh, dequantize(copy->vector));
                if (!code)
                    return tl::unexpected(code.error());
                copy->code = *code;
            }
            if (auto added = fresh->add(copy); !added)
                return added;
        }
        generation.store(std::move(fresh));
        policy->on_recode();
        return {};
    }

    bool mean_due() const { return sampler.ready() && !sampler.stopped(); }

    /// True when all codes were rebuilt.
    Result<bool> judge_mean() {
        if (!mean_due())
            return false;
        std::vector<float> mean = sampler.mean();
        sampler.stop();
        const float norm = norm_of(mean);
        const bool subtract = norm >= boilerplate_norm;
        if (subtract)
            if (auto done = recode(std::move(mean)); !done)
                return tl::unexpected(done.error());
        mean_norm = norm;
        boilerplate = subtract;
        return subtract;
    }
};

Result<std::unique_ptr<BinaryCache>> BinaryCache::create(const CacheConfig& config) {
    if (auto ok = check_config(config); !ok)
        return tl::unexpected(ok.error());
    auto projection = Projection::create(config.embedding_dim, config.bits, config.seed);
    if (!projection)
        return tl::unexpected(projection.error());
    auto impl = std::make_unique<Impl>(config, std::move(*projection));
    PolicyConfig for_policy{
        .max_entries = config.max_entries,
        .bits = config.bits,
        .radius = [impl = impl.get()] { return radius_of(impl->threshold, impl->config.bits); },
        .live = [impl = impl.get()](EntryId id) -> const CacheEntry* {
            const EntryPtr entry = impl->generation.load()->find(id);
            return entry && !Impl::is_pinned(*entry) ? entry.get() : nullptr;
        },
        .settings = config.policy_settings,
    };
    auto policy = make_policy(config.policy, std::move(for_policy));
    if (!policy)
        return tl::unexpected(policy.error());
    impl->policy = std::move(*policy);
    return std::unique_ptr<BinaryCache>(new BinaryCache(std::move(impl)));
}

BinaryCache::BinaryCache(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BinaryCache::~BinaryCache() = default;

const CacheConfig& BinaryCache::config() const { return impl_->config; }
const Projection& BinaryCache::projection() const { return *impl_->projection; }
float BinaryCache::threshold() const { return impl_->threshold.load(std::memory_order_relaxed); }

Result<void> BinaryCache::set_threshold(float threshold) {
    return check_threshold(threshold).map([&] { impl_->threshold = threshold; });
}

Decision BinaryCache::lookup(const Query& query) const {
    const TimePoint now = impl_->now();
    Decision decision =
        look_up(*impl_->generation.load(), *impl_->projection, query, threshold(), now);
    if (!query.count_use)
        return decision;
    impl_->sampler.add(query.embedding);
    if (decision.hit()) {
        decision.nearest->last_accessed_us.store(now.time_since_epoch().count(),
                                                 std::memory_order_relaxed);
        decision.nearest->access_count.fetch_add(1, std::memory_order_relaxed);
        if (!Impl::is_pinned(*decision.nearest))
            impl_->policy->on_access(*decision.nearest);
    }
    return decision;
}

EntryPtr BinaryCache::find_request(const PartitionKey& partition,
                                   const Digest& request_sha256) const {
    EntryPtr entry = impl_->generation.load()->find(RequestKey{partition, request_sha256});
    return entry && entry->expires && *entry->expires <= impl_->now() ? nullptr : entry;
}

EntryPtr BinaryCache::find(EntryId id) const { return impl_->generation.load()->find(id); }

Result<InsertOutcome> BinaryCache::insert(NewEntry entry) {
    if (auto ok = check_ttl(entry.ttl); !ok)
        return tl::unexpected(ok.error());
    const std::lock_guard lock(impl_->writer);
    auto made = std::make_shared<CacheEntry>();
    if (!entry.embedding.empty()) {
        auto code = impl_->code_of(*impl_->generation.load(), entry.embedding);
        if (!code)
            return tl::unexpected(code.error());
        made->code = *code;
        made->vector = quantize(entry.embedding);
        made->embedding_sha256 = digest_of(entry.embedding);
        impl_->sampler.add(entry.embedding);
    }
    made->partition = entry.partition;
    made->request_sha256 = entry.request_sha256;
    made->prompt = std::move(entry.prompt);
    made->answer = std::move(entry.answer);
    made->tokens = entry.tokens;
    made->created = impl_->now();
    made->last_accessed_us = made->created.time_since_epoch().count();
    if (const auto ttl = entry.ttl ? entry.ttl : impl_->config.ttl)
        made->expires = expiry_of(made->created, *ttl);

    InsertOutcome outcome;
    outcome.expired = impl_->expire();
    const auto before_eviction = std::chrono::steady_clock::now();
    auto evicted = impl_->make_room(KeyByRequest::of(*made));
    if (!evicted)
        return tl::unexpected(evicted.error());
    outcome.evicted = std::move(*evicted);
    outcome.eviction_time = std::chrono::steady_clock::now() - before_eviction;
    made->id = impl_->last_id + 1;
    if (const EntryPtr former = impl_->generation.load()->find(KeyByRequest::of(*made)))
        made->pinned = Impl::is_pinned(*former);
    auto replaced = impl_->add(made, &EvictionPolicy::on_insert);
    if (!replaced)
        return tl::unexpected(replaced.error());
    outcome.replaced = *replaced;
    auto recoded = impl_->judge_mean();
    if (!recoded)
        return tl::unexpected(recoded.error());
    outcome.recoded = *recoded;
    outcome.entry = impl_->generation.load()->find(made->id);
    return outcome;
}

Result<void> BinaryCache::restore(CacheEntry&& entry) {
    const std::lock_guard lock(impl_->writer);
    const auto current = impl_->generation.load();
    if (entry.id == 0 || current->find(entry.id))
        return fail(ErrorCode::invalid_argument,
                    "entry " + std::to_string(entry.id) + " is in the cache already");
    if (entry.code.bits() != 0 && entry.code.bits() != impl_->config.bits)
        return fail(ErrorCode::invalid_argument,
                    "entry " + std::to_string(entry.id) + " has a code of " +
                        std::to_string(entry.code.bits()) + " bits; this cache is for " +
                        std::to_string(impl_->config.bits));
    const std::size_t values = entry.vector.values.size();
    if (values != 0 && values != impl_->config.embedding_dim)
        return fail(ErrorCode::invalid_argument, "entry " + std::to_string(entry.id) +
                                                     " has a vector of " + std::to_string(values) +
                                                     " values; this cache is for " +
                                                     std::to_string(impl_->config.embedding_dim));
    const auto made = copy_of(entry);
    if (values != 0 && made->code.bits() == 0) {
        auto code = impl_->code_of(*current, dequantize(made->vector));
        if (!code)
            return tl::unexpected(code.error());
        made->code = *code;
    }
    if (auto room = impl_->make_room(KeyByRequest::of(*made)); !room)
        return tl::unexpected(room.error());
    auto added = impl_->add(made, &EvictionPolicy::on_restore);
    if (!added)
        return tl::unexpected(added.error());
    return {};
}

void BinaryCache::reserve_ids(EntryId last) {
    const std::lock_guard lock(impl_->writer);
    impl_->last_id = std::max(impl_->last_id, last);
}

std::vector<Eviction> BinaryCache::evict(std::size_t n) {
    const std::lock_guard lock(impl_->writer);
    return impl_->evict(n);
}

bool BinaryCache::pin(EntryId id, bool pinned) {
    const std::lock_guard lock(impl_->writer);
    return impl_->pin(id, pinned);
}

bool BinaryCache::erase(EntryId id) {
    const std::lock_guard lock(impl_->writer);
    return impl_->remove(id, Departure::erased);
}

std::vector<EntryId> BinaryCache::expire() {
    const std::lock_guard lock(impl_->writer);
    return impl_->expire();
}

void BinaryCache::clear() {
    const std::lock_guard lock(impl_->writer);
    const auto current = impl_->generation.load();
    const auto mean = current->mean();
    impl_->generation.store(std::make_shared<Generation>(
        impl_->config.bits, std::vector<float>(mean.begin(), mean.end())));
    current->for_each([&](const EntryPtr& entry) { impl_->left(*entry, Departure::erased); });
    impl_->policy->forget();
    impl_->expiries.clear();
}

CacheStats BinaryCache::stats() const {
    const auto current = impl_->generation.load();
    return {
        .entries = current->size(),
        .max_entries = impl_->config.max_entries,
        .partitions = current->partitions(),
        .pinned = impl_->pinned,
        .index_bytes = current->index_bytes(),
        .answer_bytes = impl_->answer_bytes,
        .other_bytes = impl_->record_bytes_sum + impl_->policy_bytes,
        .evictions = impl_->evictions,
        .expirations = impl_->expirations,
        .eviction_fallbacks = impl_->eviction_fallbacks,
        .boilerplate = impl_->boilerplate,
        .mean_norm = impl_->mean_norm,
    };
}

void BinaryCache::for_each(const std::function<void(const EntryPtr&)>& visit) const {
    impl_->generation.load()->for_each(visit);
}

bool BinaryCache::mean_due() const { return impl_->mean_due(); }

Result<bool> BinaryCache::judge_mean() {
    const std::lock_guard lock(impl_->writer);
    return impl_->judge_mean();
}

std::string BinaryCache::policy_memory() const {
    const std::lock_guard lock(impl_->writer);
    return impl_->policy->learned();
}

Result<void> BinaryCache::restore_policy_memory(std::string_view memory) {
    const std::lock_guard lock(impl_->writer);
    return impl_->policy->learn(memory);
}

std::vector<float> BinaryCache::mean_vector() const {
    const auto current = impl_->generation.load();
    return {current->mean().begin(), current->mean().end()};
}

Result<void> BinaryCache::set_mean_vector(std::vector<float> mean) {
    if (!mean.empty() && mean.size() != impl_->config.embedding_dim)
        return fail(ErrorCode::invalid_argument, "mean vector has " + std::to_string(mean.size()) +
                                                     " values; this cache is for " +
                                                     std::to_string(impl_->config.embedding_dim));
    const float norm = norm_of(mean);
    if (!std::isfinite(norm))
        return fail(ErrorCode::invalid_argument, "mean vector has a value that is not finite");
    const std::lock_guard lock(impl_->writer);
    const bool subtract = !mean.empty();
    if (auto done = impl_->recode(std::move(mean)); !done)
        return done;
    if (subtract)
        impl_->sampler.stop();
    impl_->mean_norm = norm;
    impl_->boilerplate = subtract;
    return {};
}

} // namespace bsc
