#pragma once

#include <cstddef>

namespace bsc {

/// The entries at which the success criteria are measured.
constexpr std::size_t memory_entries = 100'000, look_up_entries = 100'000, evict_entries = 10'000;

} // namespace bsc
