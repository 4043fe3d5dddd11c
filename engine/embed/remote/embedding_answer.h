#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace bsc {

/// Vectors as a server sent them: `rows` of `dim` floats, row major, finite.
struct EmbeddingRows {
    std::size_t rows = 0, dim = 0;
    std::vector<float> values;
};

/// Reads {"data": [{"index": i, "embedding": [floats] or base64 of little-endian float32}]}, in the
/// order of index. Errors: wrong_format.
Result<EmbeddingRows> read_openai_answer(std::string_view json, std::size_t expected_rows);

/// Reads {"embeddings": [[floats], ...]}. Errors: wrong_format.
Result<EmbeddingRows> read_ollama_answer(std::string_view json, std::size_t expected_rows);

} // namespace bsc
