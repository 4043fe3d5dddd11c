#pragma once

#include "engine/code/code.h"
#include "engine/index/block_store.h"
#include "engine/index/lazy_pages.h"
#include "engine/index/relaxed.h"

#include <algorithm>

namespace bsc {

/// Codes by slot without a gap, 32 bytes at 256 bits: what a look at single codes needs, where the
/// planes of a block would cost a cache line each. One writer; readers use words().
class PackedCodes {
  public:
    PackedCodes(unsigned bits, std::size_t slots)
        : bits_(bits), words_(words_for(bits)), pages_(slots * words_ * sizeof(std::uint64_t)),
          data_(reinterpret_cast<std::uint64_t*>(pages_.data())) {
        pages_.expect_dense(slots * words_ * sizeof(std::uint64_t));
    }

    /// False when the system has no room.
    bool valid() const { return pages_.valid(); }

    const std::uint64_t* words(Slot slot) const { return data_ + std::size_t{slot} * words_; }

    void write(Slot slot, const std::uint64_t* code) {
        for (unsigned w = 0; w < words_; ++w)
            publish(data_[std::size_t{slot} * words_ + w], code[w]);
        used_ = std::max<std::size_t>(used_, std::size_t{slot} + 1);
    }
    void copy(Slot from, Slot to) { write(to, words(from)); }

    std::size_t memory_bytes() const { return used_ * words_ * sizeof(std::uint64_t); }
    /// See LazyPages.
    void give_back() { pages_.give_back(); }

  private:
    unsigned bits_;
    unsigned words_;
    LazyPages pages_;
    std::uint64_t* data_;
    std::size_t used_ = 0;
};

} // namespace bsc
