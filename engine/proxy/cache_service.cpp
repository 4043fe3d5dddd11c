#include "engine/proxy/cache_service.h"

#include "engine/cache/atomic_ptr.h"
#include "engine/code/similarity.h"
#include "engine/embed/boilerplate.h"
#include "engine/proxy/cache_restore.h"
#include "engine/proxy/entry_record.h"
#include "engine/proxy/stored_encoder.h"
#include "engine/proxy/undo_shelf.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace bsc {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// How often what hits left behind (use counters) and what time took (expired entries) reach the
/// store.
constexpr std::chrono::seconds housekeeping_period{5};
/// How often what the eviction policy has learned does: it can be many megabytes.
constexpr std::chrono::minutes policy_memory_period{5};

/// With int8 vectors the score is a cosine, so the threshold, as a cosine, is what it must reach.
SecondScore score_by_vectors(float threshold, unsigned bits) {
    SecondScore second;
    second.kind = SecondScore::Kind::int8_cosine;
    second.minimum = static_cast<float>(cosine_of(radius_of(threshold, bits), bits));
    return second;
}

/// `asked` and the scorer must outlive the look-up.
SecondScore score_by_pairs(const PairScorer& scorer, const PreparedText& asked) {
    SecondScore second;
    second.kind = SecondScore::Kind::custom;
    second.minimum = scorer.balanced();
    second.score = [&](const CacheEntry& entry) {
        return scorer.score(asked, *scorer.prepare(entry.prompt));
    };
    return second;
}

template <class Duration>
std::uint32_t elapsed(SteadyClock::time_point since) {
    return static_cast<std::uint32_t>(
        std::chrono::duration_cast<Duration>(SteadyClock::now() - since).count());
}

} // namespace

struct CacheService::Impl {
    CacheServiceConfig config;
    std::shared_ptr<const Embedder> embedder;
    AtomicPtr<const PairScorer> scorer;
    std::unique_ptr<Store> store;
    std::unique_ptr<BinaryCache> cache;
    RestoredCache restored;

    UndoShelf taken_out; ///< by a person; guarded by `changes`

    std::mutex changes; ///< a change to the cache and its record in the store are one step

    std::mutex housekeeping_mutex;
    std::condition_variable stop_requested;
    bool stopping = false;
    std::int64_t uses_written_upto_us = 0;
    std::thread housekeeper;

    ~Impl() {
        if (!housekeeper.joinable())
            return;
        {
            const std::lock_guard lock(housekeeping_mutex);
            stopping = true;
        }
        stop_requested.notify_all();
        housekeeper.join();
    }

    Decision timed_lookup(const Query& query, LookupOutcome& outcome) const;

    /// A scorer that does not see the words most stored prompts share, once the cache has found
    /// that they share some.
    void drop_boilerplate_words() {
        if (config.second != SecondScore::Kind::custom || !cache->stats().boilerplate)
            return;
        BoilerplateLearner learner;
        cache->for_each([&](const EntryPtr& entry) { learner.add(entry->prompt); });
        if (auto blind = embedder->pair_scorer(learner.words()))
            scorer.store(std::move(blind));
    }

    /// After the cache rebuilt all codes.
    void keep_mean() {
        drop_boilerplate_words();
        if (store)
            store->put_mean_vector(cache->mean_vector());
    }

    bool judge_mean() {
        const std::lock_guard lock(changes);
        const bool recoded = cache->judge_mean().value_or(false);
        if (recoded)
            keep_mean();
        return recoded;
    }

    void keep_house() {
        auto policy_memory_due = SteadyClock::now() + policy_memory_period;
        std::unique_lock lock(housekeeping_mutex);
        while (!stop_requested.wait_for(lock, housekeeping_period, [&] { return stopping; })) {
            expire();
            forget_taken_out();
            write_uses();
            if (SteadyClock::now() < policy_memory_due)
                continue;
            write_policy_memory();
            policy_memory_due = SteadyClock::now() + policy_memory_period;
        }
        write_uses();
        write_policy_memory();
    }

    void write_policy_memory() {
        if (!store)
            return;
        const std::lock_guard lock(changes); // the mean is that of the codes learned
        std::string memory = cache->policy_memory();
        if (!memory.empty())
            store->put_policy_memory(
                {config.cache.policy, name_of_mean(cache->mean_vector()), std::move(memory)});
    }

    void expire() {
        const std::lock_guard lock(changes);
        erase_from_store(cache->expire());
    }

    void forget_taken_out() {
        const std::lock_guard lock(changes);
        taken_out.forget_old(SteadyClock::now());
    }

    void erase_from_store(const std::vector<EntryId>& ids) {
        if (store)
            for (const EntryId id : ids)
                store->erase_entry(id);
    }

    void erase_from_store(const std::vector<Eviction>& evicted) {
        if (store)
            for (const Eviction& eviction : evicted)
                store->erase_entry(eviction.id);
    }

    void write_uses() {
        if (!store)
            return;
        std::int64_t latest = uses_written_upto_us;
        cache->for_each([&](const EntryPtr& entry) {
            const auto used = entry->last_accessed_us.load(std::memory_order_relaxed);
            if (used <= uses_written_upto_us)
                return;
            latest = std::max(latest, used);
            if (const auto count = entry->access_count.load(std::memory_order_relaxed))
                store->touch_entry(entry->id, used, count);
        });
        uses_written_upto_us = latest;
    }
};

Result<std::unique_ptr<CacheService>> CacheService::open(CacheServiceConfig config,
                                                         std::shared_ptr<const Embedder> embedder,
                                                         std::shared_ptr<const PairScorer> scorer,
                                                         std::unique_ptr<Store> store) {
    auto impl = std::make_unique<Impl>();
    config.cache.embedding_dim =
        embedding_dim_of(*embedder, store ? store->encoder() : std::nullopt,
                         SteadyClock::now() + config.embed_deadline, config.cache.embedding_dim);
    auto cache = BinaryCache::create(config.cache);
    if (!cache)
        return tl::unexpected(cache.error());
    impl->config = std::move(config);
    impl->embedder = std::move(embedder);
    impl->scorer.store(std::move(scorer));
    impl->store = std::move(store);
    impl->cache = std::move(*cache);
    if (impl->store) {
        auto restored = restore_cache(*impl->cache, *impl->store, *impl->embedder,
                                      impl->config.refuse_other_encoder);
        if (!restored)
            return tl::unexpected(restored.error());
        impl->restored = std::move(*restored);
    }
    impl->drop_boilerplate_words();
    impl->housekeeper = std::thread([impl = impl.get()] { impl->keep_house(); });
    return std::unique_ptr<CacheService>(new CacheService(std::move(impl)));
}

CacheService::CacheService(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CacheService::~CacheService() = default;

Decision CacheService::Impl::timed_lookup(const Query& query, LookupOutcome& outcome) const {
    const auto start = SteadyClock::now();
    Decision decision = cache->lookup(query);
    outcome.lookup_ns += elapsed<std::chrono::nanoseconds>(start);
    return decision;
}

LookupOutcome CacheService::lookup(const LookupRequest& request) const {
    LookupOutcome outcome;
    Query query{
        .partition = request.partition,
        .request_sha256 = request.request_sha256,
        .embedding = {},
        .prompt = request.prompt,
        .threshold = request.threshold,
        .max_age = request.max_age,
        .content_gate = impl_->config.content_gate,
        .exact = request.exact,
    };
    // Without an embedding: an equal request needs none, and making one is the dear part.
    outcome.decision = impl_->timed_lookup(query, outcome);
    if (outcome.decision.hit())
        return outcome;
    const bool read_whole = impl_->embedder->reads_all_of(request.prompt);
    if (!request.semantic || !read_whole) {
        outcome.decision.reason = Reason::semantic_off;
        outcome.decision.detail = read_whole ? "" : "the prompt is longer than the encoder reads";
        return outcome;
    }

    const auto start = SteadyClock::now();
    auto embedding = impl_->embedder->embed(request.prompt, start + impl_->config.embed_deadline);
    outcome.embed_us = elapsed<std::chrono::microseconds>(start);
    if (!embedding) {
        outcome.embed_error = embedding.error().text;
        return outcome;
    }
    outcome.embedding = std::move(*embedding);

    query.exact = false;
    query.embedding = outcome.embedding;
    SecondScore second;
    const auto scorer = impl_->scorer.load();
    std::unique_ptr<PreparedText> asked;
    if (impl_->config.second == SecondScore::Kind::custom && scorer) {
        asked = scorer->prepare(request.prompt);
        second = score_by_pairs(*scorer, *asked);
    } else if (impl_->config.second == SecondScore::Kind::int8_cosine) {
        second = score_by_vectors(query.threshold.value_or(threshold()), impl_->config.cache.bits);
    }
    query.second = &second;
    outcome.decision = impl_->timed_lookup(query, outcome);
    if (outcome.decision.hit() && impl_->cache->mean_due())
        outcome.recoded = impl_->judge_mean();
    if (outcome.embedding.size() != impl_->config.cache.embedding_dim) {
        outcome.embed_error = outcome.decision.detail;
        outcome.embedding.clear();
    }
    return outcome;
}

Result<std::vector<float>> CacheService::embed(std::string_view prompt) const {
    return impl_->embedder->embed(prompt, SteadyClock::now() + impl_->config.embed_deadline);
}

Result<InsertOutcome> CacheService::insert(InsertRequest request) {
    const std::lock_guard lock(impl_->changes);
    auto outcome = impl_->cache->insert({
        .partition = request.partition,
        .request_sha256 = request.request_sha256,
        .embedding = request.embedding,
        .prompt = std::move(request.prompt),
        .answer = std::move(request.answer),
        .tokens = request.tokens,
        .ttl = request.ttl,
    });
    if (outcome && outcome->recoded)
        impl_->keep_mean();
    if (!outcome || !impl_->store)
        return outcome;
    impl_->erase_from_store(outcome->expired);
    impl_->erase_from_store(outcome->evicted);
    if (outcome->replaced)
        impl_->store->erase_entry(*outcome->replaced);
    impl_->store->put_entry(to_record(*outcome->entry, name_of_mean(impl_->cache->mean_vector())));
    return outcome;
}

std::vector<Eviction> CacheService::evict(std::size_t n) {
    const std::lock_guard lock(impl_->changes);
    auto evicted = impl_->cache->evict(n);
    impl_->erase_from_store(evicted);
    return evicted;
}

TakenOut CacheService::evict(std::span<const EntryId> ids) {
    const std::lock_guard lock(impl_->changes);
    const std::uint64_t mean = name_of_mean(impl_->cache->mean_vector());
    TakenOut out;
    std::vector<EntryRecord> records;
    for (const EntryId id : ids) {
        const EntryPtr entry = impl_->cache->find(id);
        if (!entry || entry->pinned.load(std::memory_order_relaxed) || !impl_->cache->erase(id))
            continue;
        records.push_back(to_record(*entry, mean));
        out.ids.push_back(id);
    }
    impl_->erase_from_store(out.ids);
    out.ticket =
        impl_->taken_out.keep(std::move(records), SteadyClock::now() + impl_->config.undo_period);
    return out;
}

Result<std::vector<EntryId>> CacheService::undo_evict(std::uint64_t ticket) {
    const std::lock_guard lock(impl_->changes);
    auto records = impl_->taken_out.take_back(ticket, SteadyClock::now());
    if (!records)
        return fail(ErrorCode::not_found, "the time to take this eviction back is over");
    const std::uint64_t mean = name_of_mean(impl_->cache->mean_vector());
    std::ranges::sort(*records, std::greater{}, &EntryRecord::last_accessed_us);
    std::vector<EntryId> back;
    for (EntryRecord& record : *records) {
        if (impl_->cache->stats().entries >= impl_->config.cache.max_entries)
            break;
        if (impl_->cache->find_request(record.partition, record.request_sha256))
            continue; // a newer answer stands in its place
        const EntryId id = record.id;
        const EntryRecord stored = record;
        CacheEntry entry;
        from_record(std::move(record), mean, impl_->config.cache.bits, entry);
        if (!impl_->cache->restore(std::move(entry)))
            continue;
        back.push_back(id);
        if (impl_->store)
            impl_->store->put_entry(stored);
    }
    return back;
}

std::size_t CacheService::pin(std::span<const EntryId> ids, bool pinned) {
    const std::lock_guard lock(impl_->changes);
    std::size_t count = 0;
    for (const EntryId id : ids)
        if (impl_->cache->pin(id, pinned)) {
            ++count;
            if (impl_->store)
                impl_->store->pin_entry(id, pinned);
        }
    return count;
}

bool CacheService::erase(EntryId id) {
    const std::lock_guard lock(impl_->changes);
    if (!impl_->cache->erase(id))
        return false;
    if (impl_->store)
        impl_->store->erase_entry(id);
    return true;
}

void CacheService::clear() {
    const std::lock_guard lock(impl_->changes);
    impl_->cache->clear();
    impl_->taken_out.clear();
    if (impl_->store)
        impl_->store->clear_entries();
}

float CacheService::threshold() const { return impl_->cache->threshold(); }

Result<void> CacheService::set_threshold(float threshold) {
    return impl_->cache->set_threshold(threshold);
}

const Embedder& CacheService::embedder() const { return *impl_->embedder; }
BinaryCache& CacheService::cache() { return *impl_->cache; }
Store* CacheService::store() { return impl_->store.get(); }
std::size_t CacheService::restored_entries() const { return impl_->restored.entries; }
bool CacheService::reencoded() const { return impl_->restored.reencoded; }
const std::string& CacheService::restore_notice() const { return impl_->restored.notice; }
std::size_t CacheService::pinned_without_room() const {
    return impl_->restored.pinned_without_room;
}

} // namespace bsc
