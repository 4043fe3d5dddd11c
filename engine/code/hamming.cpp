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
HWY_INLINE unsigned count_differing(const std::uint64_t* a, const std::uint64_t* b,
                                    std::size_t words) {
    unsigned distance = 0;
    for (std::size_t w = 0; w < words; ++w)
        distance += static_cast<unsigned>(std::popcount(a[w] ^ b[w]));
    return distance;
}

/// `width`: the number of words where the compiler knows it, else 0.
template <std::size_t width>
void count_differing_side_by_side(const std::uint64_t* query, const std::uint64_t* codes,
                                  std::size_t words, std::uint16_t* distances, std::size_t count) {
    const std::size_t step = width == 0 ? words : width;
    for (std::size_t i = 0; i < count; ++i)
        distances[i] = static_cast<std::uint16_t>(count_differing(query, codes + i * step, step));
}

void count_all_differing(const std::uint64_t* query, const std::uint64_t* codes, std::size_t words,
                         std::uint16_t* distances, std::size_t count) {
    switch (words) {
    case 1:
        return count_differing_side_by_side<1>(query, codes, words, distances, count);
    case 2:
        return count_differing_side_by_side<2>(query, codes, words, distances, count);
    case 4:
        return count_differing_side_by_side<4>(query, codes, words, distances, count);
    case 8:
        return count_differing_side_by_side<8>(query, codes, words, distances, count);
    case 16:
        return count_differing_side_by_side<16>(query, codes, words, distances, count);
    default:
        return count_differing_side_by_side<0>(query, codes, words, distances, count);
    }
}

} // namespace bsc::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bsc {

HWY_EXPORT(count_differing);
HWY_EXPORT(count_all_differing);

unsigned hamming_distance(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    assert(a.size() == b.size());
    return HWY_DYNAMIC_DISPATCH(count_differing)(a.data(), b.data(), a.size());
}

void hamming_distances(std::span<const std::uint64_t> query, const std::uint64_t* codes,
                       std::span<std::uint16_t> distances) {
    HWY_DYNAMIC_DISPATCH(count_all_differing)
    (query.data(), codes, query.size(), distances.data(), distances.size());
}

unsigned hamming_distance(const Code& a, const Code& b) {
    return hamming_distance(a.words(), b.words());
}

} // namespace bsc
#endif
