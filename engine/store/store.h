#pragma once

#include "engine/base/result.h"
#include "engine/store/records.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

/// How the writing goes. Memory for what waits is bounded: once it is used up, records are dropped
/// and counted, and nobody waits for the disk.
struct StoreHealth {
    std::string trouble;       ///< why nothing is written at present; empty when all is well
    std::uint64_t dropped = 0; ///< records since opening that will not be in the file
};

/// The one SQLite file: entries, flows, labels, and the identity of the encoder that made them.
/// WAL, mode 0600 in a directory of mode 0700, migrations by user_version.
///
/// Threads: every call may come from any thread. Writes are queued; one writer thread commits them
/// in batches at most half a second apart, so that a crash at any moment loses nothing that was
/// accepted more than one second before. A write returns at once, but that of an entry waits up to
/// a quarter of a second for a writer that does not keep up. A batch that fails is tried again
/// until it works. Reads use their own connection.
class Store {
  public:
    /// Opens or creates the file. Errors: wrong_format (damaged, not ours, or written by a newer
    /// version: the file is left untouched), busy (another process writes to it), io.
    static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file);
    /// Nothing reaches the disk.
    static Result<std::unique_ptr<Store>> open_in_memory();
    ~Store(); ///< flushes

    const std::filesystem::path& path() const; ///< empty: in memory

    std::optional<EncoderRecord> encoder() const;
    /// Takes effect together with the entries and mean vector given, in one transaction, replacing
    /// all stored vectors: how a store changes its encoder. Blocks until committed.
    Result<void> replace_encoder(const EncoderRecord& encoder,
                                 const std::vector<EntryRecord>& entries);
    std::vector<float> mean_vector() const;
    void put_mean_vector(std::vector<float> mean);

    /// Nothing: none was stored. Errors: wrong_format (damaged), io.
    Result<std::optional<PolicyMemoryRecord>> policy_memory() const;
    void put_policy_memory(PolicyMemoryRecord memory);

    void put_entry(EntryRecord entry);
    void erase_entry(std::uint64_t id);
    void touch_entry(std::uint64_t id, std::int64_t last_accessed_us, std::uint64_t access_count);
    void pin_entry(std::uint64_t id, bool pinned);
    /// The newest 200 000 are kept in a file, 20 000 in memory.
    void put_flow(FlowRecord flow);
    /// Returns the label's id. What the record leaves open is taken from its flow and entry.
    std::uint64_t put_label(LabelRecord label);
    void erase_label(std::uint64_t id);
    void book(const LedgerKey& key, const LedgerSum& sum);
    void clear_entries();

    /// Calls visit for each entry in ascending id. Errors: wrong_format, io.
    Result<void> load_entries(const std::function<void(EntryRecord&&)>& visit) const;
    /// The newest `limit` flows before `before_id` (0: the newest of all), newest first.
    Result<std::vector<FlowRecord>> flows(std::size_t limit, std::uint64_t before_id = 0) const;
    Result<std::optional<FlowRecord>> flow(std::uint64_t id) const;
    /// In the order in which they were given.
    Result<std::vector<LabelRecord>> labels() const;
    /// By entry; of several words on one flow the last counts. Pairs judged without a hit do not.
    Result<std::vector<EntryWords>> entry_words() const;
    /// The labels of a file that this or another process may have open. Errors: wrong_format, io.
    static Result<std::vector<LabelRecord>> labels_of(const std::filesystem::path& file);
    Result<std::vector<LedgerRow>> ledger() const;
    /// The ledger of a file that this or another process may have open. Errors: wrong_format, io.
    static Result<std::vector<LedgerRow>> ledger_of(const std::filesystem::path& file);
    std::uint64_t last_flow_id() const;
    /// The highest entry id ever accepted, also when that entry is gone: ids are not used twice.
    std::uint64_t last_entry_id() const;

    /// Blocks until everything accepted so far is on disk. Errors: io (with the reason, e.g. disk
    /// full).
    Result<void> flush();
    std::uint64_t file_bytes() const; ///< database and WAL
    StoreHealth health() const;
    /// Called, from any thread, when trouble begins and when it has ended, and not any more once
    /// another watcher (or none) was set. It must not call back into the store.
    void watch(std::function<void(const StoreHealth&)> watcher);

  private:
    struct Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc
