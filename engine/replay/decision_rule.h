#pragma once

#include "engine/index/code_index.h"

#include <optional>

namespace bsc {

/// Decides, in place of a fixed radius, whether the nearest entry answers. Not for sharing between
/// threads.
class DecisionRule {
  public:
    virtual ~DecisionRule() = default;

    /// Bits within which the nearest entry is looked for at all.
    virtual unsigned reach() const = 0;
    virtual bool answers(const Match& nearest) = 0;
    /// `nearest` did not answer, the upstream did; `right` says whether the entry's answer would
    /// have been right, as far as anybody knows. True: the request's own answer is stored.
    virtual bool learn(const Match& nearest, std::optional<bool> right) = 0;
    virtual void forget(EntryId entry) = 0; ///< it was evicted
};

} // namespace bsc
