#pragma once

#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/embed/hybrid/safetensors.h"
#include "engine/embed/hybrid/wordpiece.h"

#include <filesystem>
#include <memory>
#include <span>

namespace bsc {

/// A Model2Vec folder in memory: one vector a token. Immutable: any thread may read.
class TokenTable {
  public:
    /// Reads model.safetensors (tensor "embeddings", F32 or F16, [tokens, dim]) and tokenizer.json
    /// (uncased WordPiece). Errors: not_found, io, wrong_format; the text names the file.
    static Result<std::shared_ptr<const TokenTable>> load(const std::filesystem::path& folder);

    unsigned dim() const { return static_cast<unsigned>(matrix_.columns); }
    const WordPiece& tokenizer() const { return tokenizer_; }
    std::span<const float> row(std::uint32_t token) const;
    /// Length of the token's row; rare, telling words have long rows.
    float norm(std::uint32_t token) const { return norms_[token]; }
    float median_norm() const { return median_norm_; }
    /// SHA-256 that covers both files.
    const Digest& digest() const { return digest_; }

  private:
    TokenTable(WordPiece tokenizer, Matrix matrix, Digest digest);

    WordPiece tokenizer_;
    Matrix matrix_;
    std::vector<float> norms_;
    float median_norm_ = 1;
    Digest digest_;
};

} // namespace bsc
