#pragma once

#include <memory>
#include <string_view>

namespace bsc {

/// A prompt made ready for scoring against others.
class PreparedText {
  public:
    virtual ~PreparedText() = default;
};

/// The second score: how well two prompts agree, 0..1, dearer and sharper than the Hamming
/// distance that made the shortlist. Immutable: any thread may score.
class PairScorer {
  public:
    virtual ~PairScorer() = default;

    virtual std::unique_ptr<PreparedText> prepare(std::string_view text) const = 0;
    /// Both sides come from this scorer's prepare().
    virtual float score(const PreparedText& a, const PreparedText& b) const = 0;
    /// Score from which a pair counts as the same question, at the balanced setting.
    virtual float balanced() const = 0;
};

} // namespace bsc
