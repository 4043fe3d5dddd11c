#include "engine/replay/clusters/neighbours.h"

#include "engine/index/code_index.h"

#include <algorithm>

namespace bsc {
namespace {

constexpr std::size_t rows_per_look = 256;

} // namespace

Result<NeighbourTable> nearest_neighbours(std::span<const Code> codes, std::size_t k,
                                          const std::function<bool(double)>& progress) {
    NeighbourTable table;
    if (codes.size() < 2 || k == 0)
        return table;
    table.k = std::min(k, codes.size() - 1);
    const unsigned bits = codes.front().bits();
    auto index = make_index(bits, codes.size());
    if (!index)
        return tl::unexpected(index.error());
    for (std::size_t row = 0; row < codes.size(); ++row)
        if (auto added = (*index)->add(row, codes[row]); !added)
            return tl::unexpected(added.error());
    table.all.reserve(codes.size() * table.k);
    for (std::size_t row = 0; row < codes.size(); ++row) {
        if (row % rows_per_look == 0 &&
            !progress(static_cast<double>(row) / static_cast<double>(codes.size())))
            return NeighbourTable{};
        // One more, as the code itself is found too, unless there are many like it.
        std::size_t found = 0;
        for (const Match& match : (*index)->k_nearest(codes[row], table.k + 1, bits)) {
            if (match.id == row || found == table.k)
                continue;
            table.all.push_back(
                {static_cast<std::uint32_t>(match.id), static_cast<std::uint16_t>(match.distance)});
            ++found;
        }
    }
    return table;
}

} // namespace bsc
