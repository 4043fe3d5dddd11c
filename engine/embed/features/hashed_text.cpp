#include "engine/embed/features/hashed_text.h"

#include "engine/embed/features/character_grams.h"
#include "engine/embed/features/hash.h"
#include "engine/embed/features/sign_sum.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

namespace bsc {
namespace {

struct DistinctWord {
    std::size_t first; ///< index of its first occurrence
    std::uint64_t feature;
    unsigned count;
};

std::vector<DistinctWord> distinct_words(std::span<const std::string_view> words) {
    std::vector<DistinctWord> out;
    out.reserve(words.size());
    boost::unordered_flat_map<std::uint64_t, std::size_t> places;
    places.reserve(words.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::uint64_t feature = fnv1a64(words[i], fnv1a64("w "));
        const auto [place, fresh] = places.try_emplace(feature, out.size());
        if (fresh) {
            out.push_back({i, feature, 1});
        } else {
            ++out[place->second].count;
        }
    }
    return out;
}

void add_characters(CharacterGrams& grams, std::string_view word, float weight, SignSum& signs,
                    std::span<float> out) {
    const auto& features = grams.of(word, 3, 5);
    const float scale = weight / std::sqrt(static_cast<float>(features.size()));
    for (const std::uint64_t feature : features) {
        if (signs.full()) {
            signs.drain(scale, out);
        }
        signs.add(feature);
    }
    signs.drain(scale, out);
}

} // namespace

void add_hashed_text(std::span<const std::string_view> words, std::span<const float> weights,
                     const BlockWeights& blocks, std::span<float> out) {
    SignSum signs(out.size());
    CharacterGrams grams;
    for (const DistinctWord& word : distinct_words(words)) {
        const float weight = weights[word.first];
        signs.add(word.feature);
        signs.drain(blocks.words * weight * (1.0F + std::log(static_cast<float>(word.count))), out);
        add_characters(grams, words[word.first], blocks.characters * weight, signs, out);
    }
    for (std::size_t i = 1; i < words.size(); ++i) {
        std::uint64_t feature = fnv1a64(words[i - 1], fnv1a64("b "));
        feature = fnv1a64(words[i], fnv1a64(" ", feature));
        signs.add(feature);
        signs.drain(blocks.pairs * std::sqrt(weights[i - 1] * weights[i]), out);
    }
}

void normalise(std::span<float> vector) {
    double squares = 0;
    for (const float x : vector) {
        squares += static_cast<double>(x) * x;
    }
    if (squares > 0) {
        const auto scale = static_cast<float>(1.0 / std::sqrt(squares));
        for (float& x : vector) {
            x *= scale;
        }
    }
}

} // namespace bsc
