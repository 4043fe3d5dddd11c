#pragma once

#include "engine/replay/portable_random.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bsc {

struct LabelQueueOptions {
    unsigned radius = 38;       ///< bits: where labels tell most
    unsigned near = 4;          ///< pairs at most so many bits from the radius count as near
    unsigned reach = 64;        ///< pairs farther apart are not drawn
    double uniform_share = 0.5; ///< of the draws, over 0 up to 1
    std::uint64_t seed = 0;
};

/// Which pair to ask a person about next: draws with replacement, near pairs mixed with uniform
/// ones.
///
/// Each draw is, whatever came before, a uniform pair with probability `uniform_share` and else a
/// uniform one of the near pairs. A label's weight in a bound is one over its chance, so that the
/// bound holds for all pairs although near ones are asked about more often, and wherever the
/// person stops. A pair may come again: its word counts again, without another question.
class LabelQueue {
  public:
    struct Draw {
        std::size_t pair = 0; ///< number among the distances given
        double chance = 1;    ///< beside that of a uniform draw
    };

    /// `distances` of the pairs there are, bits. The same input gives the same draws.
    LabelQueue(std::span<const unsigned> distances, const LabelQueueOptions& options);

    /// Pairs that can be drawn; with none, next() must not be called.
    std::size_t size() const { return all_.size(); }
    std::size_t near() const { return near_.size(); }
    Draw next();

  private:
    PortableRandom random_;
    std::vector<std::size_t> all_, near_;
    std::vector<bool> is_near_; ///< by pair
    double uniform_share_;      ///< 1 when no pair is near
};

} // namespace bsc
