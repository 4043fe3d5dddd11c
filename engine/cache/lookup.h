#pragma once

#include "engine/cache/binary_cache.h"
#include "engine/cache/generation.h"

namespace bsc {

/// Decides one query against one generation: exact tier, then the nearest entry that may answer,
/// or the best of the shortlist when the query asks for a second score. `threshold` holds where the
/// query has none of its own. Leaves no trace.
Decision look_up(const Generation& generation, const Projection& projection, const Query& query,
                 float threshold, TimePoint now);

} // namespace bsc
