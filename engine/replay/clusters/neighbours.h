#pragma once

#include "engine/base/result.h"
#include "engine/code/code.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace bsc {

struct Neighbour {
    std::uint32_t row;
    std::uint16_t distance; ///< bits
};

/// The nearest codes of every code, itself left out, nearest first: `k` of them a row, fewer when
/// there are not so many codes.
struct NeighbourTable {
    std::size_t k = 0;
    std::vector<Neighbour> all;

    std::span<const Neighbour> of(std::size_t row) const { return {all.data() + row * k, k}; }
    std::size_t rows() const { return k == 0 ? 0 : all.size() / k; }
};

/// Exact, through the index. `progress` is told the share done and stops the search by saying no;
/// the table is then empty. Errors: of the index. Any thread.
Result<NeighbourTable> nearest_neighbours(std::span<const Code> codes, std::size_t k,
                                          const std::function<bool(double)>& progress);

} // namespace bsc
