#include "engine/embed/features/sign_sum.h"

#include "engine/embed/features/hash.h"

#include <algorithm>
#include <array>
#include <bit>

namespace bsc {
namespace {

static_assert(std::endian::native == std::endian::little, "counter i is byte i of the words");

/// The eight bits of a byte, each in a byte of its own: one addition counts them all.
constexpr auto spread_bits = [] {
    std::array<std::uint64_t, 256> spread{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            spread[byte] |= static_cast<std::uint64_t>((byte >> bit) & 1) << (8 * bit);
        }
    }
    return spread;
}();

} // namespace

SignSum::SignSum(std::size_t dim) : dim_(dim), ones_((dim + 63) / 64 * 8) {}

void SignSum::add(std::uint64_t feature) {
    for (std::size_t word = 0; word < ones_.size() / 8; ++word) {
        std::uint64_t bits = splitmix64(feature + word);
        std::uint64_t* counters = ones_.data() + 8 * word;
        for (unsigned byte = 0; byte < 8; ++byte, bits >>= 8) {
            counters[byte] += spread_bits[bits & 0xFF];
        }
    }
    ++count_;
}

void SignSum::drain(float scale, std::span<float> into) {
    const auto* ones = reinterpret_cast<const std::uint8_t*>(ones_.data());
    const auto count = static_cast<std::int32_t>(count_);
    float* out = into.data();
    for (std::size_t i = 0; i < dim_; ++i) {
        out[i] += scale * static_cast<float>(2 * ones[i] - count);
    }
    std::ranges::fill(ones_, 0);
    count_ = 0;
}

} // namespace bsc
