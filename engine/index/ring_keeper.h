#pragma once

#include "engine/index/crowds.h"
#include "engine/index/ring.h"

#include <atomic>
#include <memory>
#include <vector>

namespace bsc {

/// The rings an index has had: the one in use, if any, and those that readers may still be looking
/// at. The latter keep their addresses to the end but not their memory. With the one in use go the
/// crowds: each code is in the ring or in one of them. Made with the first ring, since most indexes
/// are too small for one.
class RingKeeper {
  public:
    RingKeeper(unsigned bits, ScanKernel scan) : crowds(bits, scan) {}

    /// For readers and the writer.
    Ring* in_use() const { return in_use_.load(std::memory_order_acquire); }

    /// Both within a change, so that no reader's answer rests on the ring used before.
    void use(std::unique_ptr<Ring> ring) {
        rings_.push_back(std::move(ring));
        in_use_.store(rings_.back().get(), std::memory_order_release);
    }
    void use_none() {
        in_use_.store(nullptr, std::memory_order_release);
        crowds.clear();
        next_at = 0;
    }

    /// After the change.
    void give_back_unused() {
        for (const auto& ring : rings_)
            if (ring.get() != in_use() && ring->holds_memory())
                ring->give_back();
    }

    std::size_t memory_bytes() const {
        std::size_t bytes =
            sizeof *this + crowds.memory_bytes() + rings_.capacity() * sizeof(void*);
        for (const auto& ring : rings_)
            bytes += ring->memory_bytes();
        return bytes;
    }

    Crowds crowds;
    /// Codes to add before the next try to gather a crowd.
    std::size_t crowd_pause = 0;
    /// No ring, or no other one, is to be built below this number of entries.
    std::size_t next_at = 0;

  private:
    std::atomic<Ring*> in_use_ = nullptr;
    std::vector<std::unique_ptr<Ring>> rings_;
};

} // namespace bsc
