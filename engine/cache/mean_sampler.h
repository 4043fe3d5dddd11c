#pragma once

#include "engine/base/digest.h"

#include <atomic>
#include <cstddef>
#include <mutex>
#include <span>
#include <unordered_set>
#include <vector>

namespace bsc {

/// |mean| of unit embeddings from which prompts are taken to share boilerplate: a common
/// instruction in front of each pulls all of them one way. Measured over nine prompt sets with both
/// encoders: .16 to .61 without, the upper end for a narrow domain; .69 to .96 with an instruction
/// of eight words or more.
inline constexpr float boilerplate_norm = 0.65f;

/// Sums up the first distinct embeddings that pass by, to find what they have in common. Distinct:
/// an embedding is met at its look-up and again at its insertion, and a popular one many times.
///
/// Threads: any. add() never waits: when another thread is adding, it lets its sample go.
class MeanSampler {
  public:
    /// `wanted` embeddings of `dim` floats; 0: never ready, and add() does nothing.
    MeanSampler(std::size_t wanted, std::size_t dim);

    /// Zero vectors are passed over.
    void add(std::span<const float> embedding);
    bool ready() const { return ready_.load(std::memory_order_acquire); }
    /// The mean, dim floats; call when ready().
    std::vector<float> mean() const;
    /// Ends the sampling: a mean vector is known already.
    void stop() { stopped_.store(true, std::memory_order_release); }
    bool stopped() const { return stopped_.load(std::memory_order_acquire); }

  private:
    const std::size_t wanted_;
    std::atomic<bool> ready_{false}, stopped_{false};
    mutable std::mutex mutex_; ///< guards what follows
    std::unordered_set<Digest, DigestHash> seen_;
    std::vector<double> sum_;
};

/// Euclidean length.
float norm_of(std::span<const float> vector);

} // namespace bsc
