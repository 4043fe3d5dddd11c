#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bsc {

/// Words of a text that the hashed features read; later ones are ignored.
inline constexpr std::size_t max_feature_words = 512;

/// The normalised words of a text in order, repeats included.
class Words {
  public:
    void append(std::string_view word);

    std::size_t size() const { return ends_.size(); }
    std::string_view operator[](std::size_t i) const;

    /// Views of the first `limit` words; valid while this object lives unchanged.
    std::vector<std::string_view> views(std::size_t limit) const;

    /// The words with every run of CJK ideographs, each a word here, joined into one.
    std::vector<std::string_view> joined_cjk_views() const;

  private:
    std::vector<char> bytes_; ///< all words, one after the other
    std::vector<std::uint32_t> ends_;
};

/// BERT's uncased basic tokenisation (Devlin et al. 2019): control characters dropped, ideographs
/// apart, NFD without accents, lower case, split on white space and on punctuation, each mark a
/// word of its own. Stops after `limit` words. Invalid UTF-8 is skipped.
Words split_words(std::string_view text, std::size_t limit = max_feature_words);

/// Whether split_words(text, limit) loses nothing.
bool has_at_most_words(std::string_view text, std::size_t limit);

} // namespace bsc
