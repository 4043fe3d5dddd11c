#pragma once

#include "engine/cache/binary_cache.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bsc {

/// One cached entry as it was at a moment: what a map of the cache is made of.
struct MapEntry {
    EntryId id = 0;
    Code code;
    std::uint64_t hits = 0;
    std::int64_t created_us = 0; ///< Unix epoch
    bool pinned = false;
    std::string prompt;
};

/// The entries that have a code, in ascending id. Any thread.
std::vector<MapEntry> map_entries_of(const BinaryCache& cache);

} // namespace bsc
