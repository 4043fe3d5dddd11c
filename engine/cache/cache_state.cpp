#include "engine/cache/cache_state.h"

#include "engine/cache/eviction/lru.h"
#include "engine/cache/eviction/reason.h"
#include "engine/cache/quantized_vector.h"
#include "engine/code/similarity.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace bsc {
namespace {

std::size_t bytes_of_record(const CacheEntry& entry) {
    constexpr std::size_t control_block = 16;
    return sizeof(CacheEntry) + control_block + entry.vector.values.capacity() +
           entry.prompt.capacity();
}

} // namespace

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

CacheState::CacheState(const CacheConfig& c, std::shared_ptr<const Projection> p)
    : config(c), projection(std::move(p)), threshold(c.threshold),
      generation(std::make_shared<Generation>(c.bits, std::vector<float>{})),
      sampler(c.centre_after, c.embedding_dim) {}

TimePoint CacheState::now() const {
    return config.clock ? config.clock()
                        : std::chrono::time_point_cast<TimePoint::duration>(
                              std::chrono::system_clock::now());
}

Result<Code> CacheState::code_of(const Generation& made_for,
                                 std::span<const float> embedding) const {
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

Result<std::optional<EntryId>> CacheState::add(const std::shared_ptr<CacheEntry>& entry,
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

void CacheState::count_in(const CacheEntry& entry) {
    answer_bytes += entry.answer.capacity();
    record_bytes += bytes_of_record(entry);
}

void CacheState::left(const CacheEntry& entry, Departure why) {
    answer_bytes -= entry.answer.capacity();
    record_bytes -= bytes_of_record(entry);
    if (is_pinned(entry))
        --pinned;
    else
        policy->on_erase(entry, why);
}

bool CacheState::pin(EntryId id, bool wanted) {
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

bool CacheState::remove(EntryId id, Departure why) {
    const auto current = generation.load();
    const EntryPtr entry = current->find(id);
    if (!entry)
        return false;
    current->remove(*entry);
    left(*entry, why);
    return true;
}

std::vector<EntryId> CacheState::expire() {
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

std::vector<Eviction> CacheState::evict(std::size_t n) {
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

std::vector<Eviction> CacheState::evict_least_recently_used(std::size_t n) {
    std::vector<std::pair<std::int64_t, EntryId>> uses;
    generation.load()->for_each([&](const EntryPtr& entry) {
        if (!is_pinned(*entry))
            uses.emplace_back(entry->last_accessed_us.load(std::memory_order_relaxed), entry->id);
    });
    const auto end = uses.begin() + static_cast<std::ptrdiff_t>(std::min(n, uses.size()));
    std::ranges::partial_sort(uses, end);
    std::vector<Eviction> evicted;
    for (auto it = uses.begin(); it != end; ++it) {
        const auto [used_us, id] = *it;
        const double idle = seconds_since(used_us, now());
        evicted.push_back(
            {id, std::string(LruPolicy::policy_name), idle,
             fmt::format("{} exceeded {} ms; {}", policy->name(), config.eviction_budget.count(),
                         LruPolicy::reason_for(idle))});
        remove(id, Departure::evicted);
    }
    return evicted;
}

Result<std::vector<Eviction>> CacheState::make_room(const RequestKey& arriving) {
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

void CacheState::clear() {
    const auto current = generation.load();
    const auto mean = current->mean();
    generation.store(
        std::make_shared<Generation>(config.bits, std::vector<float>(mean.begin(), mean.end())));
    current->for_each([&](const EntryPtr& entry) { left(*entry, Departure::erased); });
    policy->forget();
    expiries.clear();
}

Result<void> CacheState::recode(std::vector<float> mean) {
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

Result<bool> CacheState::judge_mean() {
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

} // namespace bsc
