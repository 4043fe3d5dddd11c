#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <string_view>

namespace bsc {

/// How much a word tells: W(w) in 0..1, small for the words of every question. The table
/// (resources/encoder) lies in the program; building the map reads it once. Immutable.
class WordWeights {
  public:
    WordWeights();

    /// 1 for a word the table does not list.
    float of(std::string_view word) const;

    /// The table as shipped: what an identity must cover.
    static std::string_view table();

  private:
    boost::unordered_flat_map<std::string_view, float> weights_;
};

} // namespace bsc
