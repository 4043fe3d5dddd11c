#pragma once

#include "engine/base/result.h"
#include "engine/cache/binary_cache.h"
#include "engine/embed/embedder.h"
#include "engine/store/store.h"

#include <cstddef>
#include <string>

namespace bsc {

/// What a cache found in its store when it started.
struct RestoredCache {
    std::size_t entries = 0;
    std::size_t pinned_without_room = 0; ///< they stay in the store: a larger cache finds them
    bool reencoded = false;              ///< the stored entries were another encoder's
    std::string notice; ///< why eviction has to learn anew; empty: nothing was lost
};

/// Fills an empty cache from its store and takes out of the store what has expired or found no
/// room. Entries of another encoder are encoded anew, which may take minutes, or refused.
/// Errors: mismatch (refused), wrong_format (the store is damaged), and the store's.
Result<RestoredCache> restore_cache(BinaryCache& cache, Store& store, const Embedder& embedder,
                                    bool refuse_other_encoder);

} // namespace bsc
