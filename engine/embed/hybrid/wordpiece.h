#pragma once

#include "engine/base/result.h"
#include "engine/embed/features/hash.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// The WordPiece vocabulary of a Hugging Face tokenizer.json (Wu et al. 2016; greedy longest match
/// as in BERT). Immutable after reading.
class WordPiece {
  public:
    /// Only uncased WordPiece tokenisers are read. Errors: wrong_format, naming what is wrong but
    /// not the file.
    static Result<WordPiece> read(std::string_view tokenizer_json);

    std::size_t size() const { return size_; }

    /// Appends the tokens of a normalised word; none when the word is too long or a part of it is
    /// unknown ([UNK], which Model2Vec drops).
    void append_tokens(std::string_view word, std::vector<std::uint32_t>& out) const;

  private:
    using Pieces = boost::unordered_flat_map<std::string, std::uint32_t, TextHash, std::equal_to<>>;
    struct Match;

    WordPiece() = default;
    static Match longest_match(const Pieces& pieces, std::string_view text);

    std::size_t size_ = 0;
    std::size_t max_code_points_ = 100;
    Pieces starts_;        ///< pieces that begin a word
    Pieces continuations_; ///< pieces inside a word, without their "##"
};

} // namespace bsc
