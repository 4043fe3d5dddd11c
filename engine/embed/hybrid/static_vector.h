#pragma once

#include "engine/embed/features/character_grams.h"
#include "engine/embed/features/sign_sum.h"
#include "engine/embed/hybrid/token_table.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bsc {

/// Words to split off for StaticVectors::mean: it stops at 512 tokens, but a run of ideographs
/// makes one token of many words.
inline constexpr std::size_t max_static_words = 4096;

/// Token vectors of a static model (Model2Vec, van Dongen and Tulkens 2024) added up over a text.
/// An English vocabulary falls apart on other scripts, so a word with a non-Latin letter gets a
/// hashed row of the median length instead. Holds scratch space: one object a thread.
class StaticVectors {
  public:
    explicit StaticVectors(const TokenTable& table);

    /// Unit mean of the words' rows, at most about 512 tokens; zero when no word has a row.
    /// Runs of ideographs count as one word (Words::joined_cjk_views).
    std::vector<float> mean(std::span<const std::string_view> words);

    /// The hashed row of a non-Latin word over its n-grams of `gram` code points.
    std::vector<float> hashed_row(std::string_view word, std::size_t gram);

  private:
    const TokenTable& table_;
    SignSum signs_;
    CharacterGrams grams_;
    std::vector<std::uint32_t> tokens_;
};

} // namespace bsc
