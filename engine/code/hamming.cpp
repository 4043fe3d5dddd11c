#include "engine/code/hamming.h"

#include <bit>
#include <cassert>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/code/hamming.cpp"
#include <hwy/foreach_target.h> // compiles this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bsc::HWY_NAMESPACE {

// Codes have at most 16 words: a scalar loop with the POPCNT instruction, which every target but
// the baseline has, beats vectors that must be summed across at the end.
unsigned count_differing(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
    unsigned distance = 0;
    for (std::size_t w = 0; w < words; ++w)
        distance += static_cast<unsigned>(std::popcount(a[w] ^ b[w]));
    return distance;
}

} // namespace bsc::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bsc {

HWY_EXPORT(count_differing);

unsigned hamming_distance(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    assert(a.size() == b.size());
    return HWY_DYNAMIC_DISPATCH(count_differing)(a.data(), b.data(), a.size());
}

unsigned hamming_distance(const Code& a, const Code& b) {
    return hamming_distance(a.words(), b.words());
}

} // namespace bsc
#endif
