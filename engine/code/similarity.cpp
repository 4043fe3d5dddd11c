#include "engine/code/similarity.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bsc {

float similarity_of(unsigned distance, unsigned bits) {
    return 1.0F - static_cast<float>(distance) / static_cast<float>(bits);
}

double cosine_of(unsigned distance, unsigned bits) {
    return std::cos(std::numbers::pi * distance / bits);
}

double similarity_of_cosine(double cosine) {
    return 1 - std::acos(std::clamp(cosine, -1.0, 1.0)) / std::numbers::pi;
}

unsigned radius_of(float threshold, unsigned bits) {
    const float floor = std::isnan(threshold) ? 1.0F : std::clamp(threshold, 0.0F, 1.0F);
    // Similarity falls as the distance grows, so bisect between 0, which always qualifies, and
    // bits.
    unsigned low = 0, high = bits;
    while (low < high) {
        const unsigned middle = low + (high - low + 1) / 2;
        if (similarity_of(middle, bits) >= floor)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

} // namespace bsc
