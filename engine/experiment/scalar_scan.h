#pragma once

#include "engine/index/code_index.h"

#include <vector>

namespace bsc {

/// What an index must beat: a plain loop over packed codes, one POPCNT a word. Ids are positions.
class ScalarScan {
  public:
    /// All codes are `bits` wide.
    ScalarScan(unsigned bits, const std::vector<Code>& codes);

    std::optional<Match> nearest(const Code& code, unsigned radius) const;

  private:
    std::size_t words_;
    std::vector<std::uint64_t> packed_;
};

} // namespace bsc
