#pragma once

#include "engine/base/digest.h"
#include "engine/cache/entry.h"

#include <span>
#include <vector>

namespace bsc {

/// The nearest byte vector: scale is the largest magnitude / 127. All zero (a text without content)
/// gives an empty one.
QuantizedVector quantize(std::span<const float> embedding);

/// scale * byte for each dimension.
std::vector<float> dequantize(const QuantizedVector& vector);

/// Cosine between a query's embedding and a kept vector after `mean` (empty: none) is taken from
/// both, -1..1; 0 when either vanishes. Sizes are equal.
float cosine(std::span<const float> query, const QuantizedVector& kept,
             std::span<const float> mean);

/// SHA-256 of the little-endian float32 values.
Digest digest_of(std::span<const float> embedding);

} // namespace bsc
