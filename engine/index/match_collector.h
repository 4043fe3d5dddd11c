#pragma once

#include "engine/index/code_index.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace bsc {

/// The order of answers: nearer first, among equals the older.
inline bool closer(const Match& a, const Match& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.id < b.id;
}

/// Receives the codes a scan finds within its bound and says how the bound goes on.
class MatchCollector {
  public:
    virtual ~MatchCollector() = default;

    /// Forgets everything: a scan starts.
    virtual void reset() = 0;
    /// Takes a match whose distance is within the bound; returns the largest distance that can
    /// still change the answer. Equal distances can: the lower id wins.
    virtual unsigned offer(Match match) = 0;
};

/// Keeps the nearest match.
class NearestCollector final : public MatchCollector {
  public:
    void reset() override { best_ = none; }

    unsigned offer(Match match) override {
        if (closer(match, best_))
            best_ = match;
        return best_.distance;
    }

    std::optional<Match> result() const {
        return best_ == none ? std::nullopt : std::optional(best_);
    }

  private:
    static constexpr Match none{no_entry, std::numeric_limits<unsigned>::max()};
    Match best_ = none;
};

/// Keeps the k nearest matches in a heap with the worst on top. k >= 1. A match offered again is
/// taken once: one that was pushed out does not come back, one in the heap is found there.
class KNearestCollector final : public MatchCollector {
  public:
    /// What is known about the offers: whether a match may come again.
    enum class Offers { once, repeatedly };

    KNearestCollector(std::size_t k, unsigned radius, Offers offers)
        : k_(k), radius_(radius), offers_(offers) {}

    void reset() override { heap_.clear(); }

    unsigned offer(Match match) override {
        if (offers_ == Offers::repeatedly && std::ranges::find(heap_, match) != heap_.end())
            return bound();
        if (heap_.size() == k_) {
            if (!closer(match, heap_.front()))
                return heap_.front().distance;
            std::ranges::pop_heap(heap_, closer);
            heap_.pop_back();
        }
        heap_.push_back(match);
        std::ranges::push_heap(heap_, closer);
        return bound();
    }

    std::vector<Match> take_sorted() {
        std::ranges::sort_heap(heap_, closer);
        return std::move(heap_);
    }

  private:
    unsigned bound() const { return heap_.size() == k_ ? heap_.front().distance : radius_; }

    std::size_t k_;
    unsigned radius_;
    Offers offers_;
    std::vector<Match> heap_;
};

} // namespace bsc
