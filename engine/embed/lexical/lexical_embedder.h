#pragma once

#include "engine/embed/embedder.h"
#include "engine/embed/lexical/word_weights.h"

namespace bsc {

/// The built-in encoder: 384 dims of hashed words, word pairs and character n-grams, weighted by
/// the shipped table. Needs no file and no network. Sees wording, not meaning. Immutable.
class LexicalEmbedder final : public Embedder {
  public:
    LexicalEmbedder();

    const EmbedderIdentity& identity() const override { return identity_; }
    ThresholdPresets thresholds() const override { return {0.78F, 0.81F, 0.86F, true}; }
    Result<std::vector<float>> embed(std::string_view text,
                                     std::chrono::steady_clock::time_point) const override;
    bool reads_all_of(std::string_view text) const override;

  private:
    WordWeights weights_;
    EmbedderIdentity identity_;
};

} // namespace bsc
