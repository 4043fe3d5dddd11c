#include "engine/embed/hybrid/hybrid_embedder.h"

#include "engine/embed/features/hashed_text.h"
#include "engine/embed/hybrid/soft_alignment.h"
#include "engine/embed/hybrid/static_vector.h"
#include "engine/embed/text/words.h"

#include <algorithm>
#include <cmath>

namespace bsc {
namespace {

constexpr unsigned hashed_dim = 320;
constexpr BlockWeights hybrid_blocks{.words = 1.0F, .pairs = 0.3F, .characters = 0.7F};
constexpr float static_share = 0.8F;

/// Rare words have long rows. A word in pieces is rare, an unknown one counts as ordinary.
float word_weight(const TokenTable& table, std::string_view word,
                  std::vector<std::uint32_t>& tokens) {
    tokens.clear();
    table.tokenizer().append_tokens(word, tokens);
    if (tokens.empty()) {
        return 1;
    }
    float longest = 0;
    for (const std::uint32_t token : tokens) {
        longest = std::max(longest, table.norm(token));
    }
    const float weight = longest / table.median_norm();
    return tokens.size() > 1 ? std::max(weight, 1.0F) : weight;
}

void scale(std::span<float> vector, float factor) {
    for (float& x : vector) {
        x *= factor;
    }
}

} // namespace

HybridEmbedder::HybridEmbedder(std::shared_ptr<const TokenTable> table)
    : table_(std::move(table)), identity_{"hybrid", "1", table_->dim() + hashed_dim,
                                          to_hex(table_->digest())} {}

Result<std::vector<float>> HybridEmbedder::embed(std::string_view text,
                                                 std::chrono::steady_clock::time_point) const {
    const Words split = split_words(text, max_static_words);
    std::vector<float> vector = StaticVectors(*table_).mean(split.joined_cjk_views());
    scale(vector, std::sqrt(static_share));

    const auto words = split.views(max_feature_words);
    std::vector<float> weights(words.size());
    std::vector<std::uint32_t> tokens;
    for (std::size_t i = 0; i < words.size(); ++i) {
        weights[i] = word_weight(*table_, words[i], tokens);
    }
    vector.resize(identity_.dim);
    const std::span<float> hashed = std::span(vector).subspan(table_->dim());
    add_hashed_text(words, weights, hybrid_blocks, hashed);
    normalise(hashed);
    scale(hashed, std::sqrt(1 - static_share));
    return vector;
}

bool HybridEmbedder::reads_all_of(std::string_view text) const {
    return has_at_most_words(text, max_feature_words);
}

std::shared_ptr<const PairScorer> HybridEmbedder::pair_scorer(const WordSet& boilerplate) const {
    return std::make_shared<SoftAlignment>(table_, boilerplate);
}

} // namespace bsc
