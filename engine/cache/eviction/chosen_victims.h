#pragma once

#include "engine/cache/eviction/policy.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <utility>

namespace bsc {

/// Victims that left a policy's queues but not yet the cache. A policy that is asked again before
/// they are gone names them first: asking twice gives the same answer.
class ChosenVictims {
  public:
    /// The first n, completed by `choose() -> std::optional<Victim>`, which returns nothing when
    /// nobody is left.
    template <class Choose>
    std::vector<Victim> first(std::size_t n, EvictionDeadline deadline, Choose&& choose) {
        while (list_.size() < n && std::chrono::steady_clock::now() < deadline) {
            std::optional<Victim> victim = choose();
            if (!victim)
                break;
            list_.push_back(std::move(*victim));
        }
        return {list_.begin(), list_.begin() + std::min(n, list_.size())};
    }

    /// False when it was none of them.
    bool erase(EntryId id) {
        const auto it = std::ranges::find(list_, id, &Victim::id); // mostly the first
        if (it == list_.end())
            return false;
        list_.erase(it);
        return true;
    }

    std::size_t size() const { return list_.size(); }

  private:
    std::deque<Victim> list_;
};

} // namespace bsc
