#include "engine/embed/word_set.h"

#include <algorithm>

namespace bsc {

WordSet::WordSet(std::vector<std::string> words) : words_(std::move(words)) {
    std::ranges::sort(words_);
    const auto repeats = std::ranges::unique(words_);
    words_.erase(repeats.begin(), repeats.end());
}

bool WordSet::contains(std::string_view word) const {
    return std::ranges::binary_search(words_, word, {},
                                      [](const auto& w) { return std::string_view(w); });
}

} // namespace bsc
