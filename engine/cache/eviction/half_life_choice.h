#pragma once

#include "engine/cache/eviction/lrfu.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace bsc {

/// Chooses among the half-lives by what each would have earned. An LRFU cache with a perfect memory
/// holds the C best scores, so a request of something whose score is among the C best *is* a hit of
/// that half-life: four counters stand for four shadow caches.
///
/// Threads: count() and best() from any thread, lossy; the rest is the writer's.
class HalfLifeChoice {
  public:
    static constexpr unsigned first_choice = 2;

    HalfLifeChoice();

    /// Something with these scores was requested.
    void count(const Scores& scores) {
        for (std::size_t k = 0; k < half_life_count; ++k)
            if (scores[k] >= least_kept_[k].load(std::memory_order_relaxed))
                hits_[k].store(hits_[k].load(std::memory_order_relaxed) + 1,
                               std::memory_order_relaxed);
    }

    unsigned best() const { return best_.load(std::memory_order_relaxed); }

    /// Ends a period: former periods count `fading` times what they did.
    void decide(double fading);
    /// The score from which half-life k keeps an entry.
    void set_least_kept(std::size_t k, float score);
    /// All scores were lowered by so much.
    void lower(const Scores& by);

    /// What was learned, for the store and for a partition that gets a choice of its own.
    struct Learned {
        std::array<double, half_life_count> earned{};
        unsigned best = first_choice;
    };
    Learned learned() const { return {earned_, best()}; }
    void take(const Learned& learned);
    /// Also what counts within the period.
    void take(const HalfLifeChoice& other);

  private:
    std::array<std::atomic<std::uint32_t>, half_life_count> hits_{};
    std::array<std::atomic<float>, half_life_count> least_kept_;
    std::atomic<unsigned> best_{first_choice};
    std::array<double, half_life_count> earned_{};
};

} // namespace bsc
