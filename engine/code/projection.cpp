#include "engine/code/projection.h"

#include "engine/code/numpy_random.h"
#include "engine/code/pack.h"
#include "engine/code/projection_kernel.h"

#include <algorithm>
#include <cmath>
#include <hwy/aligned_allocator.h>
#include <string>

namespace bsc {
namespace {

constexpr unsigned max_dim = 65536;

/// Rows projected at a time: their results stay in the first-level cache.
constexpr std::size_t batch_rows = 16;

bool all_finite(std::span<const float> values) {
    return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

std::size_t padded(unsigned bits) {
    return (bits + column_multiple - 1) / column_multiple * column_multiple;
}

} // namespace

struct Projection::Impl {
    unsigned dim;
    unsigned bits;
    std::uint64_t seed;
    std::size_t columns; ///< floats a stored row: bits rounded up to whole vectors
    hwy::AlignedFreeUniquePtr<float[]> matrix;
    Digest sha256;

    Result<void> check(std::span<const float> embeddings, std::size_t rows) const;
};

Result<void> Projection::Impl::check(std::span<const float> embeddings, std::size_t rows) const {
    if (embeddings.size() != rows * dim)
        return fail(ErrorCode::invalid_argument,
                    "An embedding must have " + std::to_string(dim) + " values; " +
                        std::to_string(embeddings.size()) + " were given.");
    if (!all_finite(embeddings))
        return fail(ErrorCode::invalid_argument,
                    "The embedding has a value that is not finite (NaN or infinity).");
    return {};
}

Projection::Projection(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Projection::~Projection() = default;

Result<std::shared_ptr<const Projection>> Projection::create(unsigned dim, unsigned bits,
                                                             std::uint64_t seed) {
    if (dim < 1 || dim > max_dim)
        return fail(ErrorCode::invalid_argument, "The embedding dimension must be 1 to " +
                                                     std::to_string(max_dim) + ", not " +
                                                     std::to_string(dim) + ".");
    if (bits < 1 || bits > max_code_bits)
        return fail(ErrorCode::invalid_argument, "The code width must be 1 to " +
                                                     std::to_string(max_code_bits) + " bits, not " +
                                                     std::to_string(bits) + ".");

    const std::size_t columns = padded(bits);
    auto matrix = hwy::AllocateAligned<float>(dim * columns);
    const std::span<float> dense(matrix.get(), std::size_t{dim} * bits);
    NumpyRandom(seed).standard_normal(dense);
    const Digest digest = sha256(std::as_bytes(dense));

    // Spread the dense rows to their padded places, last row first, so none is overwritten unread.
    for (std::size_t row = dim; row-- > 0;) {
        const float* from = matrix.get() + row * bits;
        float* to = matrix.get() + row * columns;
        std::copy_backward(from, from + bits, to + bits);
        std::fill(to + bits, to + columns, 0.0F);
    }

    auto impl =
        std::make_unique<const Impl>(Impl{dim, bits, seed, columns, std::move(matrix), digest});
    return std::shared_ptr<const Projection>(new Projection(std::move(impl)));
}

unsigned Projection::dim() const { return impl_->dim; }
unsigned Projection::bits() const { return impl_->bits; }
std::uint64_t Projection::seed() const { return impl_->seed; }
const Digest& Projection::matrix_sha256() const { return impl_->sha256; }

std::size_t Projection::memory_bytes() const {
    return sizeof(Projection) + sizeof(Impl) + impl_->dim * impl_->columns * sizeof(float);
}

Result<Code> Projection::encode(std::span<const float> embedding) const {
    if (auto ok = impl_->check(embedding, 1); !ok)
        return tl::unexpected(ok.error());
    std::array<float, max_code_bits> sums;
    project_rows(impl_->matrix.get(), impl_->dim, impl_->columns, embedding.data(), 1, sums.data());
    return pack_signs(std::span(sums).first(impl_->bits));
}

Result<std::vector<Code>> Projection::encode_batch(std::span<const float> embeddings) const {
    const std::size_t rows = embeddings.size() / impl_->dim;
    if (auto ok = impl_->check(embeddings, rows); !ok)
        return tl::unexpected(ok.error());
    std::vector<Code> codes;
    codes.reserve(rows);
    std::vector<float> sums(batch_rows * impl_->columns);
    for (std::size_t first = 0; first < rows; first += batch_rows) {
        const std::size_t count = std::min(batch_rows, rows - first);
        project_rows(impl_->matrix.get(), impl_->dim, impl_->columns,
                     embeddings.data() + first * impl_->dim, count, sums.data());
        for (std::size_t r = 0; r < count; ++r)
            codes.push_back(*pack_signs(std::span(sums).subspan(r * impl_->columns, impl_->bits)));
    }
    return codes;
}

} // namespace bsc
