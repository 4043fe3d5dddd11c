#pragma once

#include "engine/base/result.h"
#include "engine/experiment/eviction.h"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace bsc {

/// What a capacity in per cent is a share of: the trace's distinct classes, or, where these are so
/// wide that an unbounded cache makes far more insertions, the insertions. Errors: of simulate().
Result<std::uint64_t> capacity_whole(const CodeTrace& trace, unsigned radius,
                                     const std::function<bool()>& cancelled = {});

/// At least 1.
std::size_t entries_of(const EvictionCapacity& capacity, std::uint64_t whole);

} // namespace bsc
