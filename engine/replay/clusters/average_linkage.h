#pragma once

#include "engine/code/code.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace bsc {

/// Group of each code by average linkage (Sokal, Michener 1958, "UPGMA"): the two groups whose
/// members are nearest to each other on average become one, as long as they are so within `reach`
/// bits. A group is named by its first row; a code near to no other is a group by itself.
///
/// It needs no more than a few codes a group to see it, but time in the cube of their number (20 ms
/// for 400) and memory in its square. Codes of one width. `go_on` as k_medoids(). Any thread.
std::vector<std::uint32_t> average_linkage(std::span<const Code> codes, double reach,
                                           const std::function<bool()>& go_on);

} // namespace bsc
