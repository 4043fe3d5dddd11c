#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace bsc {

inline constexpr unsigned max_code_bits = 1024;
inline constexpr unsigned default_code_bits = 256;

/// Number of 64-bit words that hold `bits` bits.
constexpr unsigned words_for(unsigned bits) { return (bits + 63) / 64; }

/// A sign code of 0..1024 bits, by value. Bit j is word j/64, bit j%64 (least significant first);
/// spare bits of the last word are zero.
class Code {
  public:
    Code() = default;
    explicit Code(unsigned bits) : bits_(bits) {}

    unsigned bits() const { return bits_; }
    std::span<const std::uint64_t> words() const { return {words_.data(), words_for(bits_)}; }
    std::span<std::uint64_t> words() { return {words_.data(), words_for(bits_)}; }

    bool bit(unsigned j) const { return (words_[j / 64] >> (j % 64)) & 1; }
    void set_bit(unsigned j) { words_[j / 64] |= std::uint64_t{1} << (j % 64); }

    friend bool operator==(const Code&, const Code&) = default;

  private:
    std::array<std::uint64_t, words_for(max_code_bits)> words_{};
    unsigned bits_ = 0;
};

} // namespace bsc
