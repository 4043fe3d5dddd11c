#pragma once

#include "engine/code/code.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bsc {

/// Codes of one width side by side, for flat scans. Rows are dense: a removal moves the last code
/// into the gap.
class PackedCodes {
  public:
    explicit PackedCodes(unsigned bits) : step_(words_for(bits)) {}

    std::size_t size() const { return step_ == 0 ? 0 : words_.size() / step_; }
    std::span<const std::uint64_t> at(std::size_t row) const {
        return {words_.data() + row * step_, step_};
    }
    std::span<std::uint64_t> at(std::size_t row) { return {words_.data() + row * step_, step_}; }

    /// A code of 0 bits is kept as zeros.
    void push(const Code& code) {
        words_.resize(words_.size() + step_);
        write(size() - 1, code);
    }
    void write(std::size_t row, const Code& code) {
        std::ranges::copy(code.words(), at(row).begin());
    }
    void remove(std::size_t row) {
        std::ranges::copy(at(size() - 1), at(row).begin());
        words_.resize(words_.size() - step_);
    }
    void clear() { words_ = {}; }

    std::size_t memory_bytes() const { return words_.capacity() * sizeof(std::uint64_t); }

  private:
    std::size_t step_; ///< words a code
    std::vector<std::uint64_t> words_;
};

} // namespace bsc
