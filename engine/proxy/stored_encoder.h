#pragma once

#include "engine/base/result.h"
#include "engine/cache/binary_cache.h"
#include "engine/embed/embedder.h"
#include "engine/store/store.h"

namespace bsc {

/// What codes made by this embedder and this cache depend on. `dim` counts for an embedder that
/// does not know its own yet.
EncoderRecord encoder_record(const Embedder& embedder, const Projection& projection);

/// Floats an embedding has: the embedder's word, else that of a server asked now, else of the
/// encoder that filled the store, else `otherwise`.
unsigned embedding_dim_of(const Embedder& embedder, const std::optional<EncoderRecord>& stored,
                          std::chrono::steady_clock::time_point deadline, unsigned otherwise);

/// Makes the store's vectors those of `wanted`: prompts are embedded anew when the embedder is
/// another one; when only the codes differ they are dropped, to be made from the vectors. One
/// transaction. Errors: of the embedder, of the store.
Result<void> change_encoder(Store& store, const EncoderRecord& stored, const EncoderRecord& wanted,
                            const Embedder& embedder);

} // namespace bsc
