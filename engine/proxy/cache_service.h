#pragma once

#include "engine/cache/binary_cache.h"
#include "engine/embed/embedder.h"
#include "engine/embed/pair_scorer.h"
#include "engine/store/store.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

struct CacheServiceConfig {
    CacheConfig cache;                                 ///< embedding_dim is taken from the embedder
    SecondScore::Kind second = SecondScore::Kind::off; ///< custom: the pair scorer, if there is one
    bool content_gate = true;
    bool refuse_other_encoder = false;             ///< else stored prompts are encoded anew
    std::chrono::milliseconds undo_period{10'000}; ///< of an eviction by a person
    std::chrono::milliseconds embed_deadline{250};
};

struct LookupRequest {
    PartitionKey partition{};
    Digest request_sha256{};
    std::string prompt{}; ///< semantic text: the last user turn
    bool semantic = true; ///< false: exact tier only
    bool exact = true;    ///< false: semantic tier only
    std::optional<float> threshold{};
    std::optional<std::chrono::seconds> max_age{};
};

struct LookupOutcome {
    Decision decision;
    std::vector<float> embedding; ///< empty when none was made; hand it to insert()
    std::string embed_error;      ///< why there is none, when the embedder failed
    bool recoded = false;         ///< this look-up found boilerplate: all codes were rebuilt
    std::uint32_t embed_us = 0;
    std::uint32_t lookup_ns = 0; ///< projection and search
};

struct InsertRequest {
    PartitionKey partition{};
    Digest request_sha256{};
    std::string prompt{};
    std::vector<float> embedding{};
    std::string answer{};     ///< final JSON object
    std::uint32_t tokens = 0; ///< of the answer; 0: unknown
    std::optional<std::chrono::seconds> ttl{};
};

/// Entries a person took out, all at once.
struct TakenOut {
    std::uint64_t ticket = 0; ///< for undo_evict()
    std::vector<EntryId> ids;
};

/// Embedder, cache and store as one: what the proxy and the workbench call. Fails open: without an
/// embedding the exact tier still answers.
///
/// Threads: any. lookup() with a remote embedder blocks up to embed_deadline, so it runs on a
/// worker.
class CacheService {
  public:
    /// Fills the cache from the store. When the store was written with another encoder its prompts
    /// are encoded anew (or mismatch is returned, if refuse_other_encoder). `store` may be null:
    /// nothing is kept.
    static Result<std::unique_ptr<CacheService>> open(CacheServiceConfig config,
                                                      std::shared_ptr<const Embedder> embedder,
                                                      std::shared_ptr<const PairScorer> scorer,
                                                      std::unique_ptr<Store> store);
    ~CacheService();

    LookupOutcome lookup(const LookupRequest& request) const;
    /// For insert(), where lookup() made none. Blocks up to embed_deadline.
    Result<std::vector<float>> embed(std::string_view prompt) const;
    Result<InsertOutcome> insert(InsertRequest request);
    /// Throws out up to n entries by the policy. (Not cache().evict(): the store must know.)
    std::vector<Eviction> evict(std::size_t n);
    /// Takes out these entries, but pinned ones and those that are gone, for a person: policies do
    /// not remember them. undo_evict() brings them back for `undo_period`.
    TakenOut evict(std::span<const EntryId> ids);
    /// Puts them back with their ids, times and uses. Policies that keep a queue take them as the
    /// newest. Left out are those whose request was stored anew meanwhile and, when the cache has
    /// filled up, the least recently used: nobody else leaves for them. Returns the ids. Errors:
    /// not_found (the time is over).
    Result<std::vector<EntryId>> undo_evict(std::uint64_t ticket);
    /// A pinned entry is never evicted, across restarts. Time to live goes on. Returns how many of
    /// these entries there are.
    std::size_t pin(std::span<const EntryId> ids, bool pinned);
    bool erase(EntryId id);
    void clear();

    float threshold() const;
    Result<void> set_threshold(float threshold);

    const Embedder& embedder() const;
    BinaryCache& cache();
    Store* store(); ///< null when nothing is kept
    std::size_t restored_entries() const;
    bool reencoded() const; ///< the store came from another encoder
    /// Why what eviction had learned could not be taken back from the store; empty: it was.
    const std::string& restore_notice() const;
    /// Entries that were left in the store, since the cache is too small for all that are pinned.
    std::size_t pinned_without_room() const;

  private:
    struct Impl;
    explicit CacheService(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc
