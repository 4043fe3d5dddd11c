#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <utility>

namespace bsc {

/// A shared pointer that one thread may replace while others copy it. The guard is held for the
/// copy or the swap of one pointer and never for any work. (libstdc++ 12's
/// std::atomic<std::shared_ptr> does the same, but hides its guard from ThreadSanitizer.)
template <class T>
class AtomicPtr {
  public:
    AtomicPtr() = default;
    explicit AtomicPtr(std::shared_ptr<T> value) : value_(std::move(value)) {}

    std::shared_ptr<T> load() const {
        lock();
        std::shared_ptr<T> copy = value_;
        unlock();
        return copy;
    }

    /// The former object, if this was its last owner, dies outside the guard.
    void store(std::shared_ptr<T> value) {
        lock();
        value_.swap(value);
        unlock();
    }

  private:
    void lock() const {
        while (held_.test_and_set(std::memory_order_acquire))
            std::this_thread::yield();
    }
    void unlock() const { held_.clear(std::memory_order_release); }

    mutable std::atomic_flag held_;
    std::shared_ptr<T> value_;
};

} // namespace bsc
