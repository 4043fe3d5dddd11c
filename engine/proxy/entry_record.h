#pragma once

#include "engine/cache/entry.h"
#include "engine/store/records.h"

#include <span>

namespace bsc {

/// Names a mean vector in a row, so that a code is only taken back beside the mean it was made
/// around; 0 for none.
std::uint64_t name_of_mean(std::span<const float> mean);

EntryRecord to_record(const CacheEntry& entry, std::uint64_t mean);

/// The entry without a code when the row's was made around another mean than `mean` or is not
/// `bits` wide; the cache then makes it from the vector.
void from_record(EntryRecord&& record, std::uint64_t mean, unsigned bits, CacheEntry& entry);

} // namespace bsc
