#pragma once

#include "engine/embed/embedder.h"
#include "engine/embed/hybrid/token_table.h"

namespace bsc {

/// A static model's meaning (weight 0.8) beside hashed wording (0.2): dim = the model's + 320.
/// The model alone makes false hits on scripts it does not know; wording alone misses paraphrases.
/// Immutable.
class HybridEmbedder final : public Embedder {
  public:
    explicit HybridEmbedder(std::shared_ptr<const TokenTable> table);

    const EmbedderIdentity& identity() const override { return identity_; }
    ThresholdPresets thresholds() const override { return {0.80F, 0.85F, 0.90F, true}; }
    Result<std::vector<float>> embed(std::string_view text,
                                     std::chrono::steady_clock::time_point) const override;
    bool reads_all_of(std::string_view text) const override;
    std::shared_ptr<const PairScorer> pair_scorer(const WordSet& boilerplate) const override;

  private:
    std::shared_ptr<const TokenTable> table_;
    EmbedderIdentity identity_;
};

} // namespace bsc
