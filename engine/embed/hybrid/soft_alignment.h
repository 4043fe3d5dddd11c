#pragma once

#include "engine/embed/hybrid/token_table.h"
#include "engine/embed/pair_scorer.h"
#include "engine/embed/word_set.h"

#include <memory>

namespace bsc {

/// Second score over a static model's token vectors: each word of one side is matched with its
/// nearest word of the other, weighted by rarity, the mean of both directions (as the greedy
/// matching of BERTScore, Zhang et al. 2020); 0.7 of that plus 0.3 of the texts' cosine.
/// Immutable; at most 64 distinct words a side.
class SoftAlignment final : public PairScorer {
  public:
    SoftAlignment(std::shared_ptr<const TokenTable> table, WordSet boilerplate);

    std::unique_ptr<PreparedText> prepare(std::string_view text) const override;
    float score(const PreparedText& a, const PreparedText& b) const override;
    float balanced() const override { return 0.86F; }

  private:
    std::shared_ptr<const TokenTable> table_;
    WordSet boilerplate_;
};

} // namespace bsc
