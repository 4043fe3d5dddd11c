#pragma once

#include "engine/index/block_store.h"
#include "engine/index/code_index.h"
#include "engine/index/sequence_lock.h"
#include "engine/index/slot_map.h"

#include <atomic>

namespace bsc {

/// CodeIndex as a blocked scan: slots are dense (a removal moves the last code into the gap), every
/// query reads all prefixes, and a block whose prefixes are all too far is left at that.
///
/// clear() keeps the memory for reuse, since readers may still be scanning it.
class BlockIndex final : public CodeIndex {
  public:
    /// bits 1..1024.
    explicit BlockIndex(unsigned bits);

    unsigned bits() const override { return bits_; }
    Result<void> add(EntryId id, const Code& code) override;
    bool remove(EntryId id) override;
    Result<void> replace(EntryId id, const Code& code) override;
    void clear() override;
    std::optional<Match> nearest(const Code& code, unsigned radius) const override;
    std::vector<Match> k_nearest(const Code& code, std::size_t k, unsigned radius) const override;
    std::size_t size() const override { return count_.load(std::memory_order_acquire); }
    std::size_t memory_bytes() const override {
        return memory_bytes_.load(std::memory_order_relaxed);
    }

  private:
    Result<void> check_width(const Code& code) const;
    void search(const Code& code, unsigned radius, MatchCollector& collector) const;
    void publish_count(std::size_t count) { count_.store(count, std::memory_order_release); }
    void publish_memory();

    const unsigned bits_;
    const BlockLayout layout_;
    const ScanKernel scan_;
    BlockStore store_;
    SlotMap slots_;
    SequenceLock lock_;
    std::atomic<std::size_t> count_ = 0;
    std::atomic<std::size_t> memory_bytes_;
};

} // namespace bsc
