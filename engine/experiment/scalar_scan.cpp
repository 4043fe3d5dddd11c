#include "engine/experiment/scalar_scan.h"

#include <bit>

namespace bsc {
namespace {

// Every x86-64 of the last fifteen years has the instruction, but the baseline lacks it.
#ifdef __x86_64__
#define BSC_POPCNT [[gnu::target("popcnt")]]
#else
#define BSC_POPCNT
#endif

/// `words` 0: as many as `width` says; else known to the compiler, which unrolls the loop.
template <std::size_t words>
BSC_POPCNT std::optional<Match> scan(std::span<const std::uint64_t> packed,
                                     const std::uint64_t* wanted, std::size_t width,
                                     unsigned radius) {
    const std::size_t stride = words == 0 ? width : words;
    unsigned nearest = radius + 1;
    std::size_t at = 0;
    const std::uint64_t* code = packed.data();
    const std::size_t count = packed.size() / stride;
    for (std::size_t i = 0; i < count; ++i, code += stride) {
        unsigned distance = 0;
        for (std::size_t w = 0; w < stride; ++w)
            distance += static_cast<unsigned>(std::popcount(code[w] ^ wanted[w]));
        if (distance < nearest) {
            nearest = distance;
            at = i;
        }
    }
    if (nearest > radius)
        return std::nullopt;
    return Match{at, nearest};
}

#undef BSC_POPCNT

} // namespace

ScalarScan::ScalarScan(unsigned bits, const std::vector<Code>& codes) : words_(words_for(bits)) {
    packed_.reserve(codes.size() * words_);
    for (const Code& code : codes)
        packed_.insert(packed_.end(), code.words().begin(), code.words().end());
}

std::optional<Match> ScalarScan::nearest(const Code& code, unsigned radius) const {
    const std::uint64_t* wanted = code.words().data();
    switch (words_) {
    case 1:
        return scan<1>(packed_, wanted, words_, radius);
    case 2:
        return scan<2>(packed_, wanted, words_, radius);
    case 4:
        return scan<4>(packed_, wanted, words_, radius);
    case 8:
        return scan<8>(packed_, wanted, words_, radius);
    default:
        return scan<0>(packed_, wanted, words_, radius);
    }
}

} // namespace bsc
