#pragma once

#include "engine/embed/word_set.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace bsc {

/// Finds the words of boilerplate: an instruction that stands in front of most prompts makes every
/// pair look alike, so words found in over 60 % of the first prompts are dropped by the soft
/// alignment. (The cache removes the boilerplate's share of the vectors by their mean.)
/// Not for sharing between threads.
class BoilerplateLearner {
  public:
    static constexpr std::size_t default_sample = 300;
    static constexpr double min_share = 0.6;

    explicit BoilerplateLearner(std::size_t sample = default_sample) : sample_(sample) {}

    /// Counts the prompt's words, the first 512; ignored once ready().
    void add(std::string_view prompt);
    std::size_t seen() const { return seen_; }
    bool ready() const { return seen_ >= sample_; }

    /// Words in over 60 % of the prompts seen so far, punctuation left out.
    WordSet words() const;

  private:
    std::size_t sample_;
    std::size_t seen_ = 0;
    boost::unordered_flat_map<std::string, std::size_t> prompts_with_;
};

} // namespace bsc
