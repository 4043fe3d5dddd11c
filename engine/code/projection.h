#pragma once

#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/code/code.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace bsc {

inline constexpr std::uint64_t default_projection_seed = 42;

/// Gaussian random projection to sign codes (Charikar 2002, "Similarity estimation techniques from
/// rounding algorithms"). The matrix W is, bit for bit, NumPy's
/// `default_rng(seed).standard_normal((dim, bits), dtype=float32)`, row major, and bit j of a code
/// is (e.W)[j] >= 0.
///
/// Immutable after creation: any thread may encode.
class Projection {
  public:
    /// dim 1..65536 (floats an embedding), bits 1..1024. Errors: invalid_argument.
    static Result<std::shared_ptr<const Projection>> create(unsigned dim, unsigned bits,
                                                            std::uint64_t seed);
    ~Projection();

    unsigned dim() const;
    unsigned bits() const;
    std::uint64_t seed() const;
    /// SHA-256 of W as row-major little-endian float32.
    const Digest& matrix_sha256() const;
    std::size_t memory_bytes() const;

    /// Errors: invalid_argument when `embedding` has not dim() values or one is not finite.
    Result<Code> encode(std::span<const float> embedding) const;
    /// `embeddings` holds n rows of dim() floats, row major; n codes come back. Errors as encode.
    Result<std::vector<Code>> encode_batch(std::span<const float> embeddings) const;

  private:
    struct Impl;
    explicit Projection(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

} // namespace bsc
