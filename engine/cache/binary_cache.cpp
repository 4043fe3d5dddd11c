#include "engine/cache/binary_cache.h"

#include "engine/cache/cache_state.h"
#include "engine/cache/checks.h"
#include "engine/cache/lookup.h"
#include "engine/cache/quantized_vector.h"
#include "engine/code/similarity.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace bsc {
namespace {

TimePoint expiry_of(TimePoint created, std::chrono::seconds ttl) {
    constexpr std::chrono::years farthest{100}; // what is longer would overflow microseconds
    return created + std::min<std::chrono::seconds>(ttl, farthest);
}

} // namespace

Result<std::unique_ptr<BinaryCache>> BinaryCache::create(const CacheConfig& config) {
    if (auto ok = check_config(config); !ok)
        return tl::unexpected(ok.error());
    auto projection = Projection::create(config.embedding_dim, config.bits, config.seed);
    if (!projection)
        return tl::unexpected(projection.error());
    auto state = std::make_unique<CacheState>(config, std::move(*projection));
    PolicyConfig for_policy{
        .max_entries = config.max_entries,
        .bits = config.bits,
        .radius = [state = state.get()] { return radius_of(state->threshold, state->config.bits); },
        .live = [state = state.get()](EntryId id) -> const CacheEntry* {
            const EntryPtr entry = state->generation.load()->find(id);
            return entry && !is_pinned(*entry) ? entry.get() : nullptr;
        },
        .settings = config.policy_settings,
    };
    auto policy = make_policy(config.policy, std::move(for_policy));
    if (!policy)
        return tl::unexpected(policy.error());
    state->policy = std::move(*policy);
    return std::unique_ptr<BinaryCache>(new BinaryCache(std::move(state)));
}

BinaryCache::BinaryCache(std::unique_ptr<CacheState> state) : state_(std::move(state)) {}
BinaryCache::~BinaryCache() = default;

const CacheConfig& BinaryCache::config() const { return state_->config; }
const Projection& BinaryCache::projection() const { return *state_->projection; }
float BinaryCache::threshold() const { return state_->threshold.load(std::memory_order_relaxed); }

Result<void> BinaryCache::set_threshold(float threshold) {
    return check_threshold(threshold).map([&] { state_->threshold = threshold; });
}

Decision BinaryCache::lookup(const Query& query) const {
    const TimePoint now = state_->now();
    Decision decision =
        look_up(*state_->generation.load(), *state_->projection, query, threshold(), now);
    if (!query.count_use)
        return decision;
    state_->sampler.add(query.embedding);
    if (decision.hit()) {
        decision.nearest->last_accessed_us.store(now.time_since_epoch().count(),
                                                 std::memory_order_relaxed);
        decision.nearest->access_count.fetch_add(1, std::memory_order_relaxed);
        if (!is_pinned(*decision.nearest))
            state_->policy->on_access(*decision.nearest);
    }
    return decision;
}

EntryPtr BinaryCache::find_request(const PartitionKey& partition,
                                   const Digest& request_sha256) const {
    EntryPtr entry = state_->generation.load()->find(RequestKey{partition, request_sha256});
    return entry && entry->expires && *entry->expires <= state_->now() ? nullptr : entry;
}

EntryPtr BinaryCache::find(EntryId id) const { return state_->generation.load()->find(id); }

Result<InsertOutcome> BinaryCache::insert(NewEntry entry) {
    if (auto ok = check_ttl(entry.ttl); !ok)
        return tl::unexpected(ok.error());
    const std::lock_guard lock(state_->writer);
    auto made = std::make_shared<CacheEntry>();
    if (!entry.embedding.empty()) {
        auto code = state_->code_of(*state_->generation.load(), entry.embedding);
        if (!code)
            return tl::unexpected(code.error());
        made->code = *code;
        made->vector = quantize(entry.embedding);
        made->embedding_sha256 = digest_of(entry.embedding);
        state_->sampler.add(entry.embedding);
    }
    made->partition = entry.partition;
    made->request_sha256 = entry.request_sha256;
    made->prompt = std::move(entry.prompt);
    made->answer = std::move(entry.answer);
    made->tokens = entry.tokens;
    made->created = state_->now();
    made->last_accessed_us = made->created.time_since_epoch().count();
    if (const auto ttl = entry.ttl ? entry.ttl : state_->config.ttl)
        made->expires = expiry_of(made->created, *ttl);

    InsertOutcome outcome;
    outcome.expired = state_->expire();
    const auto before_eviction = std::chrono::steady_clock::now();
    auto evicted = state_->make_room(KeyByRequest::of(*made));
    if (!evicted)
        return tl::unexpected(evicted.error());
    outcome.evicted = std::move(*evicted);
    outcome.eviction_time = std::chrono::steady_clock::now() - before_eviction;
    made->id = state_->last_id + 1;
    if (const EntryPtr former = state_->generation.load()->find(KeyByRequest::of(*made)))
        made->pinned = is_pinned(*former);
    auto replaced = state_->add(made, &EvictionPolicy::on_insert);
    if (!replaced)
        return tl::unexpected(replaced.error());
    outcome.replaced = *replaced;
    auto recoded = state_->judge_mean();
    if (!recoded)
        return tl::unexpected(recoded.error());
    outcome.recoded = *recoded;
    outcome.entry = state_->generation.load()->find(made->id);
    return outcome;
}

Result<void> BinaryCache::restore(CacheEntry&& entry) {
    const std::lock_guard lock(state_->writer);
    const auto current = state_->generation.load();
    if (entry.id == 0 || current->find(entry.id))
        return fail(ErrorCode::invalid_argument,
                    "entry " + std::to_string(entry.id) + " is in the cache already");
    if (entry.code.bits() != 0 && entry.code.bits() != state_->config.bits)
        return fail(ErrorCode::invalid_argument,
                    "entry " + std::to_string(entry.id) + " has a code of " +
                        std::to_string(entry.code.bits()) + " bits; this cache is for " +
                        std::to_string(state_->config.bits));
    const std::size_t values = entry.vector.values.size();
    if (values != 0 && values != state_->config.embedding_dim)
        return fail(ErrorCode::invalid_argument, "entry " + std::to_string(entry.id) +
                                                     " has a vector of " + std::to_string(values) +
                                                     " values; this cache is for " +
                                                     std::to_string(state_->config.embedding_dim));
    const auto made = copy_of(entry);
    if (values != 0 && made->code.bits() == 0) {
        auto code = state_->code_of(*current, dequantize(made->vector));
        if (!code)
            return tl::unexpected(code.error());
        made->code = *code;
    }
    if (auto room = state_->make_room(KeyByRequest::of(*made)); !room)
        return tl::unexpected(room.error());
    auto added = state_->add(made, &EvictionPolicy::on_restore);
    if (!added)
        return tl::unexpected(added.error());
    return {};
}

void BinaryCache::reserve_ids(EntryId last) {
    const std::lock_guard lock(state_->writer);
    state_->last_id = std::max(state_->last_id, last);
}

std::vector<Eviction> BinaryCache::evict(std::size_t n) {
    const std::lock_guard lock(state_->writer);
    return state_->evict(n);
}

bool BinaryCache::pin(EntryId id, bool pinned) {
    const std::lock_guard lock(state_->writer);
    return state_->pin(id, pinned);
}

bool BinaryCache::erase(EntryId id) {
    const std::lock_guard lock(state_->writer);
    return state_->remove(id, Departure::erased);
}

std::vector<EntryId> BinaryCache::expire() {
    const std::lock_guard lock(state_->writer);
    return state_->expire();
}

void BinaryCache::clear() {
    const std::lock_guard lock(state_->writer);
    state_->clear();
}

CacheStats BinaryCache::stats() const {
    const auto current = state_->generation.load();
    return {
        .entries = current->size(),
        .max_entries = state_->config.max_entries,
        .partitions = current->partitions(),
        .pinned = state_->pinned,
        .index_bytes = current->index_bytes(),
        .answer_bytes = state_->answer_bytes,
        .other_bytes = state_->record_bytes + state_->policy_bytes,
        .evictions = state_->evictions,
        .expirations = state_->expirations,
        .eviction_fallbacks = state_->eviction_fallbacks,
        .boilerplate = state_->boilerplate,
        .mean_norm = state_->mean_norm,
    };
}

void BinaryCache::for_each(const std::function<void(const EntryPtr&)>& visit) const {
    state_->generation.load()->for_each(visit);
}

bool BinaryCache::mean_due() const { return state_->mean_due(); }

Result<bool> BinaryCache::judge_mean() {
    const std::lock_guard lock(state_->writer);
    return state_->judge_mean();
}

std::string BinaryCache::policy_memory() const {
    const std::lock_guard lock(state_->writer);
    return state_->policy->learned();
}

Result<void> BinaryCache::restore_policy_memory(std::string_view memory) {
    const std::lock_guard lock(state_->writer);
    return state_->policy->learn(memory);
}

std::vector<float> BinaryCache::mean_vector() const {
    const auto current = state_->generation.load();
    return {current->mean().begin(), current->mean().end()};
}

Result<void> BinaryCache::set_mean_vector(std::vector<float> mean) {
    if (!mean.empty() && mean.size() != state_->config.embedding_dim)
        return fail(ErrorCode::invalid_argument, "mean vector has " + std::to_string(mean.size()) +
                                                     " values; this cache is for " +
                                                     std::to_string(state_->config.embedding_dim));
    const float norm = norm_of(mean);
    if (!std::isfinite(norm))
        return fail(ErrorCode::invalid_argument, "mean vector has a value that is not finite");
    const std::lock_guard lock(state_->writer);
    const bool subtract = !mean.empty();
    if (auto done = state_->recode(std::move(mean)); !done)
        return done;
    if (subtract)
        state_->sampler.stop();
    state_->mean_norm = norm;
    state_->boilerplate = subtract;
    return {};
}

} // namespace bsc
