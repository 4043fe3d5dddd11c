#include "engine/replay/simulated_cache.h"

#include "engine/embed/features/hash.h"

#include <cstring>
#include <string>

namespace bsc {
namespace {

/// Matches asked for at first where the gate refuses the nearest.
constexpr std::size_t first_handful = 8;

Result<void> check(const SimulatedCacheConfig& config) {
    if (config.capacity == 0)
        return fail(ErrorCode::invalid_argument, "The capacity must be at least 1 entry.");
    if (config.batch == 0 || config.batch > config.capacity)
        return fail(ErrorCode::invalid_argument,
                    "The eviction batch must be 1 to the capacity of " +
                        std::to_string(config.capacity) + " entries, not " +
                        std::to_string(config.batch) + ".");
    if (config.radius > config.bits)
        return fail(ErrorCode::invalid_argument, "The radius must be 0 to the code width of " +
                                                     std::to_string(config.bits) + " bits, not " +
                                                     std::to_string(config.radius) + ".");
    return {};
}

} // namespace

Digest digest_of_number(std::uint64_t number) {
    Digest digest;
    for (std::size_t at = 0; at < digest.size(); at += sizeof number) {
        const std::uint64_t word = splitmix64(number + at);
        std::memcpy(digest.data() + at, &word, sizeof word);
    }
    return digest;
}

Result<std::unique_ptr<SimulatedCache>> SimulatedCache::create(const SimulatedCacheConfig& config,
                                                               const PolicyMaker& make) {
    if (auto ok = check(config); !ok)
        return tl::unexpected(ok.error());
    if (auto index = make_index(config.bits, config.capacity); !index)
        return tl::unexpected(index.error());
    auto cache = std::unique_ptr<SimulatedCache>(new SimulatedCache(config));
    cache->place_of_.push_back(nullptr);
    auto policy = make({
        .max_entries = config.capacity,
        .bits = config.bits,
        .radius = [radius = config.radius] { return radius; },
        .live = [cache = cache.get()](EntryId id) -> const CacheEntry* {
            const Place* place = cache->living(id);
            return place ? &*place->entry : nullptr;
        },
        .settings = config.settings,
    });
    if (!policy)
        return tl::unexpected(policy.error());
    cache->policy_ = std::move(*policy);
    return cache;
}

SimulatedCache::Place* SimulatedCache::living(EntryId id) {
    return id < place_of_.size() ? place_of_[id] : nullptr;
}

CodeIndex& SimulatedCache::index_of(std::uint32_t partition) {
    auto& index = indexes_[partition];
    if (!index)
        index = *make_index(config_.bits, config_.capacity); // the width was checked in create()
    return *index;
}

SimulatedCache::Step SimulatedCache::step(const CodeRequest& request) {
    ++requests_;
    if (const auto same = texts_.find(request.text); same != texts_.end())
        return hit(Step::Kind::exact_hit, same->second);
    const auto nearest = candidate(request);
    if (nearest && (!config_.rule || config_.rule->answers(*nearest)))
        return hit(Step::Kind::semantic_hit, nearest->id);
    Step step;
    step.explored = nearest.has_value();
    if (nearest && !learn(*nearest, request))
        return step;
    make_room(step);
    store(request);
    return step;
}

std::optional<Match> SimulatedCache::candidate(const CodeRequest& request) {
    if (request.code.bits() == 0)
        return std::nullopt;
    const CodeIndex& index = index_of(request.partition);
    const unsigned reach = config_.rule ? config_.rule->reach() : config_.radius;
    const auto nearest = index.nearest(request.code, reach);
    if (!nearest || passes(request, *nearest))
        return nearest;
    for (std::size_t seen = 1, wanted = first_handful;; seen = wanted, wanted *= 4) {
        const std::vector<Match> matches = index.k_nearest(request.code, wanted, reach);
        for (; seen < matches.size(); ++seen)
            if (passes(request, matches[seen]))
                return matches[seen];
        if (matches.size() < wanted)
            return std::nullopt;
    }
}

bool SimulatedCache::passes(const CodeRequest& request, const Match& match) const {
    return !config_.gate || config_.gate->lets_pass(request.text, place_of_[match.id]->text);
}

bool SimulatedCache::learn(const Match& nearest, const CodeRequest& request) {
    const std::uint32_t meaning = place_of_[nearest.id]->meaning;
    if (meaning == CodeRequest::no_class || request.meaning == CodeRequest::no_class)
        return config_.rule->learn(nearest, std::nullopt);
    return config_.rule->learn(nearest, meaning == request.meaning);
}

SimulatedCache::Step SimulatedCache::hit(Step::Kind kind, EntryId id) {
    const Place& place = *place_of_[id];
    const CacheEntry& entry = *place.entry;
    entry.last_accessed_us.store(now().time_since_epoch().count(), std::memory_order_relaxed);
    entry.access_count.fetch_add(1, std::memory_order_relaxed);
    policy_->on_access(entry);
    Step step;
    step.kind = kind;
    step.answer = id;
    step.answer_meaning = place.meaning;
    return step;
}

std::vector<EntryId> SimulatedCache::entries() const {
    std::vector<EntryId> living;
    for (EntryId id = 1; id < place_of_.size(); ++id)
        if (place_of_[id])
            living.push_back(id);
    return living;
}

void SimulatedCache::make_room(Step& step) {
    if (size() < config_.capacity)
        return;
    const auto start = std::chrono::steady_clock::now();
    const auto victims = policy_->victims(config_.batch, now(), EvictionDeadline::max());
    for (const Victim& victim : victims) {
        Place& place = *place_of_[victim.id];
        if (place.entry->code.bits() != 0)
            index_of(place.partition).remove(victim.id);
        texts_.erase(place.text);
        place_of_[victim.id] = nullptr;
        policy_->on_erase(*place.entry, Departure::evicted);
        place.entry.reset();
        free_.push_back(&place);
    }
    step.evicted = victims.size();
    step.evict_time = std::chrono::steady_clock::now() - start;
}

void SimulatedCache::store(const CodeRequest& request) {
    if (free_.empty())
        free_.push_back(&places_.emplace_back());
    Place& place = *free_.back();
    free_.pop_back();
    const EntryId id = place_of_.size();
    place.text = request.text;
    place.partition = request.partition;
    place.meaning = request.meaning;
    CacheEntry& entry = place.entry.emplace();
    entry.id = id;
    entry.partition = digest_of_number(request.partition);
    entry.code = request.code;
    entry.request_sha256 = entry.embedding_sha256 = digest_of_number(request.text);
    entry.created = now();
    entry.tokens = request.tokens;
    entry.last_accessed_us = now().time_since_epoch().count();
    place_of_.push_back(&place);
    texts_.emplace(request.text, id);
    if (request.code.bits() != 0)
        static_cast<void>(index_of(request.partition).add(id, request.code));
    policy_->on_insert(entry);
}

} // namespace bsc
