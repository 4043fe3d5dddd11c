#include "engine/cache/quantized_vector.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bsc {

QuantizedVector quantize(std::span<const float> embedding) {
    float largest = 0;
    for (float value : embedding)
        largest = std::max(largest, std::abs(value));
    const float scale = largest / 127;
    if (scale == 0)
        return {};
    QuantizedVector result{std::vector<std::int8_t>(embedding.size()), scale};
    for (std::size_t i = 0; i < embedding.size(); ++i) {
        const float steps = embedding[i] / scale; // at most 127, give or take a rounding error
        result.values[i] = static_cast<std::int8_t>(steps + (steps < 0 ? -0.5f : 0.5f));
    }
    return result;
}

std::vector<float> dequantize(const QuantizedVector& vector) {
    std::vector<float> result(vector.values.size());
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = vector.scale * static_cast<float>(vector.values[i]);
    return result;
}

float cosine(std::span<const float> query, const QuantizedVector& kept,
             std::span<const float> mean) {
    float dot = 0, query_square = 0, kept_square = 0;
    for (std::size_t i = 0; i < query.size(); ++i) {
        const float m = mean.empty() ? 0.0f : mean[i];
        const float q = query[i] - m;
        const float k = kept.scale * static_cast<float>(kept.values[i]) - m;
        dot += q * k;
        query_square += q * q;
        kept_square += k * k;
    }
    const float norms = std::sqrt(query_square * kept_square);
    return norms > 0 ? dot / norms : 0.0f;
}

Digest digest_of(std::span<const float> embedding) {
    static_assert(std::endian::native == std::endian::little,
                  "the digest is of little-endian values");
    return sha256(std::as_bytes(embedding));
}

} // namespace bsc
