#include "engine/proxy/cache_restore.h"

#include "engine/proxy/entry_record.h"
#include "engine/proxy/stored_encoder.h"

#include <utility>
#include <vector>

namespace bsc {
namespace {

std::string words_for(const EncoderRecord& encoder) {
    return encoder.embedder + ", " + std::to_string(encoder.bits) + " bits, seed " +
           std::to_string(encoder.seed);
}

/// True when the entries were encoded anew.
Result<bool> adopt_encoder(const BinaryCache& cache, Store& store, const Embedder& embedder,
                           bool refuse_other) {
    const EncoderRecord wanted = encoder_record(embedder, cache.projection());
    const auto stored = store.encoder();
    if (stored == wanted)
        return false;
    if (!stored)
        return store.replace_encoder(wanted, {}).map([] { return false; });
    if (refuse_other)
        return fail(ErrorCode::mismatch,
                    "the stored entries were encoded with " + words_for(*stored) + "; now it is " +
                        words_for(wanted) +
                        ". Use the former encoder, another file, or have the entries encoded anew");
    return change_encoder(store, *stored, wanted, embedder).map([] { return true; });
}

/// It is dear but not vital: what cannot be taken back is said, and learned anew.
std::string restore_policy_memory(BinaryCache& cache, const Store& store, std::uint64_t mean_name) {
    const auto stored = store.policy_memory();
    if (!stored)
        return stored.error().text + "; eviction learns anew";
    if (!*stored || (*stored)->policy != cache.config().policy || (*stored)->code_mean != mean_name)
        return {};
    const auto taken = cache.restore_policy_memory((*stored)->memory);
    return taken ? std::string() : taken.error().text;
}

} // namespace

Result<RestoredCache> restore_cache(BinaryCache& cache, Store& store, const Embedder& embedder,
                                    bool refuse_other_encoder) {
    const auto reencoded = adopt_encoder(cache, store, embedder, refuse_other_encoder);
    if (!reencoded)
        return tl::unexpected(reencoded.error());
    RestoredCache restored;
    restored.reencoded = *reencoded;
    std::vector<float> mean = store.mean_vector();
    const std::uint64_t mean_name = name_of_mean(mean);
    if (!mean.empty())
        if (auto set = cache.set_mean_vector(std::move(mean)); !set)
            return fail(ErrorCode::wrong_format, "the store is damaged: " + set.error().text);

    std::vector<EntryId> ids;
    Result<void> taken;
    auto loaded = store.load_entries([&](EntryRecord&& record) {
        if (!taken)
            return;
        const EntryId id = record.id;
        const bool pinned = record.pinned;
        CacheEntry entry;
        from_record(std::move(record), mean_name, cache.config().bits, entry);
        taken = cache.restore(std::move(entry));
        const bool no_room = !taken && taken.error().code == ErrorCode::no_room;
        if (no_room)
            taken = {};
        if (no_room && pinned)
            ++restored.pinned_without_room;
        else
            ids.push_back(id);
    });
    if (!loaded)
        return tl::unexpected(loaded.error());
    if (!taken)
        return fail(ErrorCode::wrong_format, "the store is damaged: " + taken.error().text);
    cache.reserve_ids(store.last_entry_id());
    restored.notice = restore_policy_memory(cache, store, mean_name);
    cache.expire();
    for (const EntryId id : ids)
        if (!cache.find(id))
            store.erase_entry(id);
    restored.entries = cache.stats().entries;
    return restored;
}

} // namespace bsc
