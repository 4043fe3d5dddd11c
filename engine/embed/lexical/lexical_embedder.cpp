#include "engine/embed/lexical/lexical_embedder.h"

#include "engine/base/digest.h"
#include "engine/embed/features/hashed_text.h"
#include "engine/embed/text/words.h"

namespace bsc {
namespace {

constexpr unsigned lexical_dim = 384;
constexpr BlockWeights lexical_blocks{.words = 1.0F, .pairs = 0.5F, .characters = 2.0F};

} // namespace

LexicalEmbedder::LexicalEmbedder()
    : identity_{"lexical", "1", lexical_dim, to_hex(sha256(WordWeights::table()))} {}

Result<std::vector<float>> LexicalEmbedder::embed(std::string_view text,
                                                  std::chrono::steady_clock::time_point) const {
    const Words split = split_words(text);
    const auto words = split.views(max_feature_words);
    std::vector<float> weights(words.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
        weights[i] = weights_.of(words[i]);
    }
    std::vector<float> vector(lexical_dim);
    add_hashed_text(words, weights, lexical_blocks, vector);
    normalise(vector);
    return vector;
}

bool LexicalEmbedder::reads_all_of(std::string_view text) const {
    return has_at_most_words(text, max_feature_words);
}

} // namespace bsc
