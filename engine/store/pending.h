#pragma once

#include "engine/store/ledger_rows.h"
#include "engine/store/records.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace bsc {

/// What has been accepted and not yet written: one transaction to be. Changes to the same thing
/// merge, the last one holds, so that it grows with what changed and not with how often.
class Pending {
  public:
    struct Use {
        std::int64_t last_accessed_us;
        std::uint64_t access_count;
    };

    void put(EntryRecord entry);
    /// `in_file`: the file may hold the entry, so that the change must reach it. Without that only
    /// what waits here is changed, and nothing is kept of ids that nobody will ask for.
    void erase(std::uint64_t id, bool in_file);
    void touch(std::uint64_t id, Use use, bool in_file);
    void pin(std::uint64_t id, bool pinned, bool in_file);
    /// Entries accepted before are gone, in the file too.
    void clear_entries();
    void put(FlowRecord flow);
    void put(LabelRecord label);
    void erase_label(std::uint64_t id);
    void book(const LedgerKey& key, const LedgerSum& sum);
    void set_mean(std::vector<float> mean) { mean_ = std::move(mean); }
    void set_encoder(EncoderRecord encoder) { encoder_ = std::move(encoder); }
    void set(PolicyMemoryRecord memory) { policy_memory_ = std::move(memory); }

    bool empty() const;
    /// Roughly the memory held.
    std::size_t bytes() const { return bytes_; }

    // For the writer, in the order in which they are to be applied.
    const std::optional<EncoderRecord>& encoder() const { return encoder_; }
    const std::optional<std::vector<float>>& mean() const { return mean_; }
    /// Entries, and what the policy learned of them.
    bool clears_entries() const { return clears_entries_; }
    const std::optional<PolicyMemoryRecord>& policy_memory() const { return policy_memory_; }
    /// Nothing: the entry is to be erased.
    const std::map<std::uint64_t, std::optional<EntryRecord>>& entries() const { return entries_; }
    /// The highest id among all entries ever put, also of those erased since; 0: none.
    std::uint64_t highest_entry() const { return highest_entry_; }
    const std::map<std::uint64_t, Use>& uses() const { return uses_; }
    const std::map<std::uint64_t, bool>& pins() const { return pins_; }
    const std::vector<FlowRecord>& flows() const { return flows_; }
    const std::vector<LabelRecord>& labels() const { return labels_; }
    const std::vector<std::uint64_t>& erased_labels() const { return erased_labels_; }
    const LedgerBook& ledger() const { return ledger_; }

  private:
    void forget(std::uint64_t id);

    std::optional<EncoderRecord> encoder_;
    std::optional<std::vector<float>> mean_;
    bool clears_entries_ = false;
    std::optional<PolicyMemoryRecord> policy_memory_;
    std::map<std::uint64_t, std::optional<EntryRecord>> entries_;
    std::uint64_t highest_entry_ = 0;
    std::map<std::uint64_t, Use> uses_;
    std::map<std::uint64_t, bool> pins_;
    std::vector<FlowRecord> flows_;
    std::vector<LabelRecord> labels_;
    std::vector<std::uint64_t> erased_labels_; ///< after labels_ were written
    LedgerBook ledger_;
    std::size_t bytes_ = 0;
};

std::size_t bytes_of(const EntryRecord& entry);
std::size_t bytes_of(const FlowRecord& flow);
std::size_t bytes_of(const LabelRecord& label);
std::size_t bytes_of(const LedgerKey& key);

} // namespace bsc
