#include "engine/cache/mean_sampler.h"

#include "engine/cache/quantized_vector.h"

#include <cmath>

namespace bsc {

float norm_of(std::span<const float> vector) {
    double square = 0;
    for (float value : vector)
        square += static_cast<double>(value) * value;
    return static_cast<float>(std::sqrt(square));
}

MeanSampler::MeanSampler(std::size_t wanted, std::size_t dim) : wanted_(wanted), sum_(dim) {
    if (wanted == 0)
        stop();
}

void MeanSampler::add(std::span<const float> embedding) {
    if (ready() || stopped() || embedding.size() != sum_.size())
        return;
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || ready())
        return;
    const float norm = norm_of(embedding);
    if (norm == 0 || !std::isfinite(norm) || !seen_.insert(digest_of(embedding)).second)
        return;
    for (std::size_t i = 0; i < sum_.size(); ++i)
        sum_[i] += embedding[i] / norm;
    if (seen_.size() == wanted_)
        ready_.store(true, std::memory_order_release);
}

std::vector<float> MeanSampler::mean() const {
    const std::lock_guard lock(mutex_);
    std::vector<float> result(sum_.size());
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = static_cast<float>(sum_[i] / static_cast<double>(wanted_));
    return result;
}

} // namespace bsc
