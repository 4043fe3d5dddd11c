#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// Feature hashes of the character n-grams of "<word>", counted in code points: "c " + gram.
/// Reusable, to spare allocations. Not for sharing between threads.
class CharacterGrams {
  public:
    /// All grams of `shortest` to `longest` code points, repeats included.
    const std::vector<std::uint64_t>& of(std::string_view word, std::size_t shortest,
                                         std::size_t longest);

  private:
    std::string marked_;
    std::vector<std::size_t> starts_; ///< of each code point of marked_, and its end
    std::vector<std::uint64_t> features_;
};

} // namespace bsc
