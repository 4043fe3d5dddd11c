#pragma once

#include "engine/base/result.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace bsc {

/// The points of a what-if on several threads, the next point to whoever is free. `point(i)` makes
/// point i and is called on those threads; the first error, or `cancelled`, ends them all.
/// `progress(done, total)` is never called twice at a time.
template <class Point>
Result<std::vector<Point>>
sweep_points(std::size_t total, unsigned jobs,
             const std::function<Result<Point>(std::size_t)>& point,
             const std::function<void(std::size_t done, std::size_t total)>& progress,
             const std::function<bool()>& cancelled) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex; // guards what follows
    std::vector<Point> points(total);
    std::size_t done = 0;
    std::optional<Error> error;

    const auto work = [&] {
        for (std::size_t i; (i = next.fetch_add(1)) < total;) {
            Result<Point> made = point(i);
            const std::lock_guard lock(mutex);
            if (made && cancelled && cancelled())
                made = fail(ErrorCode::unavailable, "The what-if was cancelled.");
            if (!made) {
                error = made.error();
                next = total;
                return;
            }
            points[i] = std::move(*made);
            if (progress)
                progress(++done, total);
        }
    };
    {
        std::vector<std::jthread> workers;
        for (unsigned i = 0; i < jobs; ++i)
            workers.emplace_back(work);
    }
    if (error)
        return tl::unexpected(*error);
    return points;
}

} // namespace bsc
