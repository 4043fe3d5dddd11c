#include "engine/code/numpy_random.h"

#include "engine/code/seed_sequence.h"

#include <array>
#include <bit>
#include <cmath>
#include <numbers>

namespace bsc {
namespace {

constexpr int layers = 256;
/// Where the tail of the normal density begins, and its inverse.
constexpr double tail_start = 3.6541528853610088;
constexpr float tail_start_f = 3.6541528853610088F;
constexpr float inverse_tail_start_f = 0.27366123732975828F;

/// Layers of equal area under the unnormalised density exp(-x^2/2). A draw is a layer and a 23-bit
/// integer k; its value is k * width, accepted at once when k < inside.
struct Ziggurat {
    std::array<float, layers> width;
    std::array<float, layers> height;
    std::array<std::uint32_t, layers> inside;

    Ziggurat() {
        constexpr double scale = 1 << 23;
        const auto density = [](double x) { return std::exp(-0.5 * x * x); };
        const double base = tail_start * density(tail_start);
        const double area =
            base + std::sqrt(std::numbers::pi / 2) * std::erfc(tail_start / std::numbers::sqrt2);
        width[0] = static_cast<float>(area / density(tail_start) / scale);
        height[0] = 1;
        inside[0] = static_cast<std::uint32_t>(std::lround(base / area * scale));

        double x = tail_start;
        for (int i = layers - 1; i > 0; --i) {
            const double inner = i > 1 ? std::sqrt(-2 * std::log(area / x + density(x))) : 0.0;
            width[i] = static_cast<float>(x / scale);
            height[i] = static_cast<float>(density(x));
            inside[i] = static_cast<std::uint32_t>(std::lround(inner / x * scale));
            x = inner;
        }
    }
};

/// A value beyond tail_start, by Marsaglia's method.
float draw_tail(NumpyRandom& random) {
    for (;;) {
        const float x = -inverse_tail_start_f * std::log1p(-random.next_float());
        const float y = -std::log1p(-random.next_float());
        if (y + y > x * x)
            return tail_start_f + x;
    }
}

} // namespace

NumpyRandom::NumpyRandom(std::uint64_t seed) {
    const auto words = numpy_seed_state(seed);
    const State start = State{words[0]} << 64 | words[1];
    const State stream = State{words[2]} << 64 | words[3];
    increment_ = stream << 1 | 1;
    next_uint64();
    state_ += start;
    next_uint64();
}

std::uint64_t NumpyRandom::next_uint64() {
    constexpr State multiplier = State{2549297995355413924U} << 64 | 4865540595714422341U;
    state_ = state_ * multiplier + increment_;
    const auto high = static_cast<std::uint64_t>(state_ >> 64);
    const auto low = static_cast<std::uint64_t>(state_);
    return std::rotr(high ^ low, static_cast<int>(high >> 58));
}

std::uint32_t NumpyRandom::next_uint32() {
    has_spare_ = !has_spare_;
    if (!has_spare_)
        return spare_;
    const std::uint64_t draw = next_uint64();
    spare_ = static_cast<std::uint32_t>(draw >> 32);
    return static_cast<std::uint32_t>(draw);
}

float NumpyRandom::next_float() { return static_cast<float>(next_uint32() >> 8) * 0x1p-24F; }

void NumpyRandom::standard_normal(std::span<float> values) {
    static const Ziggurat ziggurat;
    for (float& value : values) {
        for (;;) {
            const std::uint32_t draw = next_uint32();
            const std::uint32_t layer = draw & 0xff;
            const bool negative = (draw >> 8) & 1;
            const std::uint32_t k = draw >> 9;
            const float x = static_cast<float>(k) * ziggurat.width[layer];
            value = negative ? -x : x;
            if (k < ziggurat.inside[layer])
                break;
            if (layer == 0) {
                // NumPy takes the tail's sign from k, not from the sign bit.
                const float tail = draw_tail(*this);
                value = (k >> 8) & 1 ? -tail : tail;
                break;
            }
            const float top = ziggurat.height[layer - 1];
            const float bottom = ziggurat.height[layer];
            if ((top - bottom) * next_float() + bottom < std::exp(-0.5 * x * x))
                break;
        }
    }
}

} // namespace bsc
