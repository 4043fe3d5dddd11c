#pragma once

#include <span>
#include <string_view>

namespace bsc {

/// Weights of the three blocks of hashed features; they share all dimensions.
struct BlockWeights {
    float words, pairs, characters;
};

/// Adds to `out` (any dim), for weights[i] = the weight of words[i]:
///   each distinct word:  words x weight (1 + ln count) rv("w " word)
///   each adjacent pair:  pairs x sqrt(weight a x weight b) rv("b " a " " b)
///   each distinct word:  characters x weight / sqrt(n) x the sum over the n 3-, 4- and 5-grams g
///                        of "<word>", in code points, of rv("c " g)
/// where rv is the sign vector of SignSum. Words are valid UTF-8.
void add_hashed_text(std::span<const std::string_view> words, std::span<const float> weights,
                     const BlockWeights& blocks, std::span<float> out);

/// Scales to unit length; a zero vector stays zero.
void normalise(std::span<float> vector);

} // namespace bsc
