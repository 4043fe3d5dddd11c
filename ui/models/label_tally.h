#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

namespace bsc::ui {

/// The last word on each labelled hit, counted. Of more than `memory` hits the oldest words become
/// final: they stay counted but can no longer be changed.
class LabelTally {
  public:
    explicit LabelTally(std::size_t memory = 200'000) : memory_(memory) {}

    /// Returns what was said of this flow before.
    std::optional<bool> set(std::uint64_t flowId, bool right);

    /// The word no longer holds. Returns what it was.
    std::optional<bool> takeBack(std::uint64_t flowId);

    std::uint64_t labels() const { return labels_; }
    std::uint64_t wrong() const { return wrong_; }

  private:
    std::size_t memory_;
    std::unordered_map<std::uint64_t, bool> words_;
    std::deque<std::uint64_t> order_;
    std::uint64_t labels_ = 0, wrong_ = 0;
};

} // namespace bsc::ui
