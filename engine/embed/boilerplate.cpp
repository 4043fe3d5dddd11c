#include "engine/embed/boilerplate.h"

#include "engine/embed/text/unicode.h"
#include "engine/embed/text/words.h"

#include <algorithm>

namespace bsc {

void BoilerplateLearner::add(std::string_view prompt) {
    if (ready()) {
        return;
    }
    ++seen_;
    const Words split = split_words(prompt);
    auto words = split.joined_cjk_views();
    std::ranges::sort(words);
    const auto repeats = std::ranges::unique(words);
    words.erase(repeats.begin(), repeats.end());
    for (const std::string_view word : words) {
        if (has_letter_or_number(word)) {
            ++prompts_with_[std::string(word)];
        }
    }
}

WordSet BoilerplateLearner::words() const {
    std::vector<std::string> frequent;
    for (const auto& [word, prompts] : prompts_with_) {
        if (static_cast<double>(prompts) > min_share * static_cast<double>(seen_)) {
            frequent.push_back(word);
        }
    }
    return WordSet(std::move(frequent));
}

} // namespace bsc
