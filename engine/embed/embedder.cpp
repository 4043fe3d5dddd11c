#include "engine/embed/embedder.h"

#include <iterator>

namespace bsc {

std::string EmbedderIdentity::text() const {
    return name + "/" + version + "/" + std::to_string(dim) + "/" + settings;
}

Result<std::vector<float>>
Embedder::embed_batch(std::span<const std::string> texts,
                      std::chrono::steady_clock::time_point deadline) const {
    std::vector<float> rows;
    for (const std::string& text : texts) {
        auto row = embed(text, deadline);
        if (!row) {
            return row;
        }
        rows.insert(rows.end(), row->begin(), row->end());
    }
    return rows;
}

bool Embedder::reads_all_of(std::string_view) const { return true; }

std::shared_ptr<const PairScorer> Embedder::pair_scorer(const WordSet&) const { return nullptr; }

} // namespace bsc
