#include "engine/code/pack.h"

#include <algorithm>
#include <functional>
#include <string>

namespace bsc {
namespace {

template <class T, class IsSet>
Result<Code> pack(std::span<const T> values, IsSet is_set) {
    if (values.size() > max_code_bits)
        return fail(ErrorCode::invalid_argument, "A code holds at most " +
                                                     std::to_string(max_code_bits) + " bits, not " +
                                                     std::to_string(values.size()) + ".");
    Code code(static_cast<unsigned>(values.size()));
    const std::span<std::uint64_t> words = code.words();
    for (std::size_t w = 0; w < words.size(); ++w) {
        const auto chunk =
            values.subspan(64 * w, std::min<std::size_t>(64, values.size() - 64 * w));
        std::uint64_t word = 0;
        for (std::size_t j = 0; j < chunk.size(); ++j)
            word |= std::uint64_t{is_set(chunk[j])} << j;
        words[w] = word;
    }
    return code;
}

} // namespace

Result<Code> pack_bits(std::span<const bool> bits) { return pack(bits, std::identity{}); }

Result<Code> pack_signs(std::span<const float> values) {
    return pack(values, [](float value) { return value >= 0; });
}

std::vector<bool> unpack_bits(const Code& code) {
    std::vector<bool> bits(code.bits());
    for (unsigned j = 0; j < code.bits(); ++j)
        bits[j] = code.bit(j);
    return bits;
}

} // namespace bsc
