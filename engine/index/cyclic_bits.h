#pragma once

#include "engine/code/code.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace bsc {

/// A code as a ring of bits: after the last comes the first again.
class CyclicBits {
  public:
    static_assert(std::endian::native == std::endian::little, "get() reads bytes as bits");

    explicit CyclicBits(const Code& code) : CyclicBits(code.words().data(), code.bits()) {}
    /// bits >= 32. Spare bits of the last word are zero.
    CyclicBits(const std::uint64_t* words, unsigned bits) {
        const unsigned count = words_for(bits);
        std::memcpy(words_.data(), words, count * sizeof *words);
        words_[count] = 0;
        const unsigned used = bits % 64;
        if (used == 0) {
            words_[count] = words[0];
        } else {
            words_[count - 1] |= words[0] << used;
            words_[count] = words[0] >> (64 - used);
        }
    }

    /// Bits start .. start+width-1, the first lowest. start < bits, width <= 32.
    std::uint32_t get(unsigned start, unsigned width) const {
        std::uint64_t window;
        std::memcpy(&window, reinterpret_cast<const std::byte*>(words_.data()) + start / 8,
                    sizeof window);
        return static_cast<std::uint32_t>(window >> start % 8) &
               static_cast<std::uint32_t>((std::uint64_t{1} << width) - 1);
    }

  private:
    /// One word for the ring's continuation and one that get() may read beyond it.
    std::array<std::uint64_t, words_for(max_code_bits) + 2> words_;
};

} // namespace bsc
