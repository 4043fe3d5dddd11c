#include "engine/code/projection_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/code/projection_kernel.cpp"
#include <hwy/foreach_target.h> // compiles this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bsc::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, column_multiple>;

HWY_INLINE void project_one(const float* matrix, std::size_t dim, std::size_t columns,
                            const float* embedding, float* out) {
    const Floats d;
    const std::size_t lanes = hn::Lanes(d);
    std::size_t column = 0;
    for (; column + 4 * lanes <= columns; column += 4 * lanes) {
        auto sum0 = hn::Zero(d), sum1 = sum0, sum2 = sum0, sum3 = sum0;
        const float* row = matrix + column;
        for (std::size_t i = 0; i < dim; ++i, row += columns) {
            const auto x = hn::Set(d, embedding[i]);
            sum0 = hn::Add(sum0, hn::Mul(x, hn::Load(d, row)));
            sum1 = hn::Add(sum1, hn::Mul(x, hn::Load(d, row + lanes)));
            sum2 = hn::Add(sum2, hn::Mul(x, hn::Load(d, row + 2 * lanes)));
            sum3 = hn::Add(sum3, hn::Mul(x, hn::Load(d, row + 3 * lanes)));
        }
        hn::StoreU(sum0, d, out + column);
        hn::StoreU(sum1, d, out + column + lanes);
        hn::StoreU(sum2, d, out + column + 2 * lanes);
        hn::StoreU(sum3, d, out + column + 3 * lanes);
    }
    for (; column < columns; column += lanes) {
        auto sum = hn::Zero(d);
        for (std::size_t i = 0; i < dim; ++i)
            sum = hn::Add(
                sum, hn::Mul(hn::Set(d, embedding[i]), hn::Load(d, matrix + i * columns + column)));
        hn::StoreU(sum, d, out + column);
    }
}

/// Reads the matrix once for four embeddings.
HWY_INLINE void project_four(const float* matrix, std::size_t dim, std::size_t columns,
                             const float* embeddings, float* out) {
    const Floats d;
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t column = 0; column < columns; column += lanes) {
        auto sum0 = hn::Zero(d), sum1 = sum0, sum2 = sum0, sum3 = sum0;
        for (std::size_t i = 0; i < dim; ++i) {
            const auto weight = hn::Load(d, matrix + i * columns + column);
            const float* x = embeddings + i;
            sum0 = hn::Add(sum0, hn::Mul(hn::Set(d, x[0]), weight));
            sum1 = hn::Add(sum1, hn::Mul(hn::Set(d, x[dim]), weight));
            sum2 = hn::Add(sum2, hn::Mul(hn::Set(d, x[2 * dim]), weight));
            sum3 = hn::Add(sum3, hn::Mul(hn::Set(d, x[3 * dim]), weight));
        }
        hn::StoreU(sum0, d, out + column);
        hn::StoreU(sum1, d, out + columns + column);
        hn::StoreU(sum2, d, out + 2 * columns + column);
        hn::StoreU(sum3, d, out + 3 * columns + column);
    }
}

void project(const float* matrix, std::size_t dim, std::size_t columns, const float* embeddings,
             std::size_t rows, float* out) {
    std::size_t r = 0;
    for (; r + 4 <= rows; r += 4)
        project_four(matrix, dim, columns, embeddings + r * dim, out + r * columns);
    for (; r < rows; ++r)
        project_one(matrix, dim, columns, embeddings + r * dim, out + r * columns);
}

} // namespace bsc::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bsc {

HWY_EXPORT(project);

void project_rows(const float* matrix, std::size_t dim, std::size_t columns,
                  const float* embeddings, std::size_t rows, float* out) {
    HWY_DYNAMIC_DISPATCH(project)(matrix, dim, columns, embeddings, rows, out);
}

} // namespace bsc
#endif
