#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

namespace bsc::ui {

/// Sums over equal stretches of wall-clock time, in bounded memory. Slot is a value with
/// `void merge(const Slot&)`. Times are microseconds since the Unix epoch; slots start at multiples
/// of their width.
template <class Slot>
class Timeline {
  public:
    /// What happens when `capacity` slots are full: `slide` moves the oldest into before(), `widen`
    /// doubles the width of all.
    enum class Growth { slide, widen };

    Timeline(std::int64_t widthUs, std::size_t capacity, Growth growth)
        : widthUs_(widthUs), capacity_(capacity), growth_(growth) {}

    std::int64_t widthUs() const { return widthUs_; }
    std::int64_t startUs() const { return startUs_; }
    std::int64_t endUs() const { return startUs_ + widthUs_ * static_cast<std::int64_t>(size()); }
    std::size_t size() const { return slots_.size(); }
    bool empty() const { return slots_.empty(); }
    const Slot& operator[](std::size_t i) const { return slots_[i]; }
    std::int64_t slotStartUs(std::size_t i) const {
        return startUs_ + widthUs_ * static_cast<std::int64_t>(i);
    }
    const Slot& before() const { return before_; }

    /// First slot that ends after this time, or size().
    std::size_t indexFrom(std::int64_t timeUs) const {
        if (timeUs <= startUs_)
            return 0;
        const auto i = static_cast<std::size_t>((timeUs - startUs_) / widthUs_);
        return i < size() ? i : size();
    }

    /// The slot of this time, made if need be; for a time before the first slot, what stands for
    /// it.
    Slot& at(std::int64_t timeUs) {
        if (empty())
            startUs_ = aligned(timeUs);
        if (timeUs < startUs_ && !reachBack(timeUs))
            return growth_ == Growth::slide ? before_ : slots_.front();
        reach(timeUs);
        return slots_[static_cast<std::size_t>((timeUs - startUs_) / widthUs_)];
    }

  private:
    std::int64_t aligned(std::int64_t timeUs) const { return timeUs - timeUs % widthUs_; }

    /// Requests that end out of order may begin the line anew; false when there is no room.
    bool reachBack(std::int64_t timeUs) {
        const auto missing = static_cast<std::size_t>((startUs_ - aligned(timeUs)) / widthUs_);
        if (missing + size() > capacity_)
            return false;
        slots_.insert(slots_.begin(), missing, Slot{});
        startUs_ = aligned(timeUs);
        return true;
    }

    void reach(std::int64_t timeUs) {
        if (growth_ == Growth::widen)
            while (timeUs >= startUs_ + widthUs_ * static_cast<std::int64_t>(capacity_))
                widen();
        // After a long silence nothing of the old slots stays: start again at the new time.
        if (timeUs >= endUs() + widthUs_ * static_cast<std::int64_t>(capacity_)) {
            for (const Slot& slot : slots_)
                before_.merge(slot);
            slots_.clear();
            startUs_ = aligned(timeUs);
        }
        while (timeUs >= endUs() || empty()) {
            slots_.emplace_back();
            if (slots_.size() > capacity_) {
                before_.merge(slots_.front());
                slots_.pop_front();
                startUs_ += widthUs_;
            }
        }
    }

    void widen() {
        const std::size_t odd = static_cast<std::size_t>(startUs_ / widthUs_ % 2);
        widthUs_ *= 2;
        startUs_ = aligned(startUs_);
        std::deque<Slot> wide((slots_.size() + odd + 1) / 2);
        for (std::size_t i = 0; i < slots_.size(); ++i)
            wide[(i + odd) / 2].merge(slots_[i]);
        slots_ = std::move(wide);
    }

    std::int64_t widthUs_, startUs_ = 0;
    std::size_t capacity_;
    Growth growth_;
    std::deque<Slot> slots_;
    Slot before_{};
};

} // namespace bsc::ui
