#pragma once

#include "engine/code/code.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bsc {

/// Codes by slot, laid out for a scan of all of them: word w of every code side by side, so that
/// half the words, which rule out nearly everything, are all that is read. One thread at a time.
///
/// Unlike a CodeIndex it knows neither ids nor order and adds nothing to the bits of a code; what
/// keeps many codes that are asked for rarely (the ghosts of an eviction policy) stays small.
class CodeScan {
  public:
    struct Found {
        std::uint32_t slot;
        unsigned distance; ///< bits
    };

    /// Codes of `bits` bits, 1..1024.
    explicit CodeScan(unsigned bits);

    unsigned bits() const { return bits_; }
    /// Slots there are; they are used from 0 up.
    std::size_t size() const { return size_; }
    /// Makes room for `slots` at once, where pushing would leave some to spare.
    void reserve(std::size_t slots);
    std::uint32_t push(const Code& code);
    void replace(std::uint32_t slot, const Code& code);
    Code code(std::uint32_t slot) const;
    void clear();

    /// Every slot whose code is at most `radius` from `code`, in ascending order, into `found`.
    void within(const Code& code, unsigned radius, std::vector<Found>& found) const;

    std::size_t memory_bytes() const;

  private:
    unsigned bits_;
    std::size_t size_ = 0;
    std::vector<std::vector<std::uint64_t>> planes_; ///< [word][slot]
};

} // namespace bsc
