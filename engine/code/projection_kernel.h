#pragma once

#include <cstddef>

namespace bsc {

/// Columns of a projection matrix are padded to a multiple of this: one 512-bit vector of floats.
inline constexpr std::size_t column_multiple = 16;

/// out[r][j] = sum over i of embeddings[r][i] * matrix[i][j], row major; `matrix` is dim x columns
/// and 64-byte aligned, `columns` a multiple of column_multiple.
///
/// Every sum adds its products one by one in the order of i, without fused multiply-add. So a
/// result is the same bits for any vector width, alone or in a batch: codes near a sign change do
/// not depend on the machine.
void project_rows(const float* matrix, std::size_t dim, std::size_t columns,
                  const float* embeddings, std::size_t rows, float* out);

} // namespace bsc
