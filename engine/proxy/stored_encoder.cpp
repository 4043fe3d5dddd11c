#include "engine/proxy/stored_encoder.h"

#include "engine/cache/quantized_vector.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace bsc {
namespace {

/// Embeds the prompts of `entries` (at most a few hundred) and puts the vectors in their place.
Result<void> embed_anew(std::span<EntryRecord*> entries, const Embedder& embedder, unsigned dim) {
    constexpr std::chrono::minutes patience{1};
    std::vector<std::string> prompts;
    for (const EntryRecord* entry : entries)
        prompts.push_back(entry->prompt);
    auto rows = embedder.embed_batch(prompts, std::chrono::steady_clock::now() + patience);
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->size() != prompts.size() * dim)
        return fail(ErrorCode::mismatch,
                    "the embedder gave vectors of another length than " + std::to_string(dim));
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::span<const float> row(rows->data() + i * dim, dim);
        QuantizedVector vector = quantize(row);
        entries[i]->vector = std::move(vector.values);
        entries[i]->vector_scale = vector.scale;
        entries[i]->embedding_sha256 = digest_of(row);
    }
    return {};
}

} // namespace

EncoderRecord encoder_record(const Embedder& embedder, const Projection& projection) {
    EmbedderIdentity identity = embedder.identity();
    if (identity.dim == 0)
        identity.dim = projection.dim();
    return {
        .embedder = identity.text(),
        .dim = projection.dim(),
        .bits = projection.bits(),
        .seed = projection.seed(),
        .matrix_sha256 = to_hex(projection.matrix_sha256()),
    };
}

unsigned embedding_dim_of(const Embedder& embedder, const std::optional<EncoderRecord>& stored,
                          std::chrono::steady_clock::time_point deadline, unsigned otherwise) {
    if (const unsigned known = embedder.identity().dim)
        return known;
    if (const auto probe = embedder.embed("How long are your vectors?", deadline))
        return static_cast<unsigned>(probe->size());
    return stored ? stored->dim : otherwise;
}

Result<void> change_encoder(Store& store, const EncoderRecord& stored, const EncoderRecord& wanted,
                            const Embedder& embedder) {
    std::vector<EntryRecord> entries;
    auto loaded =
        store.load_entries([&](EntryRecord&& entry) { entries.push_back(std::move(entry)); });
    if (!loaded)
        return loaded;
    // An entry without a vector was kept out of the semantic tier, and stays out.
    std::vector<EntryRecord*> with_vector;
    for (EntryRecord& entry : entries) {
        entry.code.clear();
        if (!entry.vector.empty())
            with_vector.push_back(&entry);
    }
    const bool same_vectors = stored.embedder == wanted.embedder && stored.dim == wanted.dim;
    if (same_vectors) {
        auto mean = store.mean_vector();
        if (auto replaced = store.replace_encoder(wanted, entries); !replaced)
            return replaced;
        store.put_mean_vector(std::move(mean));
        return {};
    }
    constexpr std::size_t at_once = 256;
    for (std::size_t i = 0; i < with_vector.size(); i += at_once) {
        const std::size_t n = std::min(at_once, with_vector.size() - i);
        if (auto done = embed_anew(std::span(with_vector).subspan(i, n), embedder, wanted.dim);
            !done)
            return done;
    }
    return store.replace_encoder(wanted, entries);
}

} // namespace bsc
