#pragma once

#include <atomic>

namespace bsc {

/// Stores whole what a reader may be looking at. The writer reads its own stores plainly.
template <class T>
void publish(T& place, T value) {
    std::atomic_ref(place).store(value, std::memory_order_relaxed);
}

/// Reads whole what the writer may be changing. (C++20 has no atomic_ref to const.)
template <class T>
T look_at(const T& place) {
    return __atomic_load_n(&place, __ATOMIC_RELAXED);
}

} // namespace bsc
