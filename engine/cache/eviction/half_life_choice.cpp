#include "engine/cache/eviction/half_life_choice.h"

#include <limits>

namespace bsc {

HalfLifeChoice::HalfLifeChoice() {
    for (auto& score : least_kept_)
        score.store(-std::numeric_limits<float>::infinity(), std::memory_order_relaxed);
}

void HalfLifeChoice::decide(double fading) {
    unsigned chosen = best();
    for (std::size_t k = 0; k < half_life_count; ++k)
        earned_[k] = earned_[k] * fading + hits_[k].exchange(0, std::memory_order_relaxed);
    for (unsigned k = 0; k < half_life_count; ++k)
        if (earned_[k] > earned_[chosen])
            chosen = k;
    best_.store(chosen, std::memory_order_relaxed);
}

void HalfLifeChoice::set_least_kept(std::size_t k, float score) {
    least_kept_[k].store(score, std::memory_order_relaxed);
}

void HalfLifeChoice::lower(const Scores& by) {
    for (std::size_t k = 0; k < half_life_count; ++k)
        set_least_kept(k, least_kept_[k].load(std::memory_order_relaxed) - by[k]);
}

void HalfLifeChoice::take(const Learned& learned) {
    earned_ = learned.earned;
    best_.store(learned.best, std::memory_order_relaxed);
}

void HalfLifeChoice::take(const HalfLifeChoice& other) {
    take(other.learned());
    for (std::size_t k = 0; k < half_life_count; ++k) {
        hits_[k].store(other.hits_[k].load(std::memory_order_relaxed), std::memory_order_relaxed);
        set_least_kept(k, other.least_kept_[k].load(std::memory_order_relaxed));
    }
}

} // namespace bsc
