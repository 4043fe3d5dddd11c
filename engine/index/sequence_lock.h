#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <shared_mutex>

namespace bsc {

/// Lets readers look at data while one writer changes it in place. The sequence number is odd
/// during a change; a reader whose look overlapped a change looks again, and after a few tries
/// keeps the writer out for one look. Readers that meet no change write nothing shared.
///
/// What readers read must be atomic (relaxed) or checked as block_scan.cpp explains.
class SequenceLock {
  public:
    /// Held by the writer around one change.
    class Change {
      public:
        explicit Change(SequenceLock& lock) : lock_(lock), exclusive_(lock.mutex_) {
            lock_.sequence_.store(lock_.current() + 1, std::memory_order_relaxed);
            fence(std::memory_order_release);
        }
        ~Change() { lock_.sequence_.store(lock_.current() + 1, std::memory_order_release); }
        Change(const Change&) = delete;
        Change& operator=(const Change&) = delete;

      private:
        SequenceLock& lock_;
        std::unique_lock<std::shared_mutex> exclusive_;
    };

    /// Calls `look` until a call overlapped no change. It must be ready to start anew.
    template <class Look>
    void read(Look&& look) const {
        for (int attempt = 0; attempt < optimistic_looks; ++attempt) {
            const std::uint64_t before = sequence_.load(std::memory_order_acquire);
            if (before % 2 != 0)
                continue;
            look();
            fence(std::memory_order_acquire);
            if (current() == before)
                return;
        }
        // The system's lock lets waiting readers in before the next writer: this ends.
        const std::shared_lock shared(mutex_);
        look();
    }

  private:
    static constexpr int optimistic_looks = 3;

    std::uint64_t current() const { return sequence_.load(std::memory_order_relaxed); }

    // ThreadSanitizer does not model fences and GCC says so. None of its findings depends on these:
    // the data between them is atomic or not instrumented.
#pragma GCC diagnostic push
#ifdef __SANITIZE_THREAD__
#pragma GCC diagnostic ignored "-Wtsan"
#endif
    static void fence(std::memory_order order) { std::atomic_thread_fence(order); }
#pragma GCC diagnostic pop

    std::atomic<std::uint64_t> sequence_{0};
    mutable std::shared_mutex mutex_;
};

} // namespace bsc
