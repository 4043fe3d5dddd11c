#include "engine/embed/features/character_grams.h"

#include "engine/embed/features/hash.h"

namespace bsc {
namespace {

constexpr bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

} // namespace

const std::vector<std::uint64_t>& CharacterGrams::of(std::string_view word, std::size_t shortest,
                                                     std::size_t longest) {
    marked_.clear();
    marked_.push_back('<');
    marked_.append(word);
    marked_.push_back('>');
    starts_.clear();
    for (std::size_t i = 0; i < marked_.size(); ++i) {
        if (starts_code_point(marked_[i])) {
            starts_.push_back(i);
        }
    }
    starts_.push_back(marked_.size());

    features_.clear();
    const std::string_view text = marked_;
    const std::size_t code_points = starts_.size() - 1;
    for (std::size_t first = 0; first + shortest <= code_points; ++first) {
        // A longer gram's hash goes on from the shorter one's.
        std::uint64_t hash = fnv1a64("c ");
        for (std::size_t n = 1; n <= longest && first + n <= code_points; ++n) {
            const std::size_t from = starts_[first + n - 1];
            hash = fnv1a64(text.substr(from, starts_[first + n] - from), hash);
            if (n >= shortest) {
                features_.push_back(hash);
            }
        }
    }
    return features_;
}

} // namespace bsc
