#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// A small sorted set of normalised words. A value.
class WordSet {
  public:
    WordSet() = default;
    explicit WordSet(std::vector<std::string> words);

    bool contains(std::string_view word) const;
    bool empty() const { return words_.empty(); }
    /// Sorted by bytes: what a store keeps.
    const std::vector<std::string>& words() const { return words_; }

    friend bool operator==(const WordSet&, const WordSet&) = default;

  private:
    std::vector<std::string> words_;
};

} // namespace bsc
