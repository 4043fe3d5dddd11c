#include "engine/embed/lexical/word_weights.h"

#include <charconv>

extern "C" const char bsc_word_weights[];
extern "C" const char bsc_word_weights_end[];

namespace bsc {

std::string_view WordWeights::table() { return {bsc_word_weights, bsc_word_weights_end}; }

WordWeights::WordWeights() {
    std::string_view rest = table();
    weights_.reserve(16384);
    while (!rest.empty()) {
        const std::size_t line_end = rest.find('\n');
        const std::string_view line = rest.substr(0, line_end);
        const std::size_t tab = line.find('\t');
        float weight = 1;
        std::from_chars(line.data() + tab + 1, line.data() + line.size(), weight);
        weights_.emplace(line.substr(0, tab), weight);
        rest.remove_prefix(line.size() + 1);
    }
}

float WordWeights::of(std::string_view word) const {
    const auto found = weights_.find(word);
    return found == weights_.end() ? 1.0F : found->second;
}

} // namespace bsc
