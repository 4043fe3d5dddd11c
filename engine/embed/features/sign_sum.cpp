#include "engine/embed/features/sign_sum.h"

#include "engine/embed/features/hash.h"

#include <algorithm>
#include <array>

namespace bsc {
namespace {

/// Eight signs for each byte, least significant bit first: one vector addition adds a byte.
constexpr auto byte_signs = [] {
    std::array<std::array<std::int16_t, 8>, 256> signs{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            signs[byte][bit] = (byte >> bit) & 1 ? 1 : -1;
        }
    }
    return signs;
}();

} // namespace

SignSum::SignSum(std::size_t dim) : dim_(dim), sums_((dim + 63) / 64 * 64) {}

void SignSum::add(std::uint64_t feature) {
    std::int16_t* sums = sums_.data();
    const std::size_t words = sums_.size() / 64;
    for (std::size_t k = 0; k < words; ++k) {
        std::uint64_t bits = splitmix64(feature + k);
        for (unsigned byte = 0; byte < 8; ++byte, bits >>= 8, sums += 8) {
            const auto& signs = byte_signs[bits & 0xFF];
            for (unsigned i = 0; i < 8; ++i) {
                sums[i] = static_cast<std::int16_t>(sums[i] + signs[i]);
            }
        }
    }
    ++count_;
}

void SignSum::drain(float scale, std::span<float> into) {
    for (std::size_t i = 0; i < dim_; ++i) {
        into[i] += scale * static_cast<float>(sums_[i]);
    }
    std::ranges::fill(sums_, std::int16_t{0});
    count_ = 0;
}

} // namespace bsc
