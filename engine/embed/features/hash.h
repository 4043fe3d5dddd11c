#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bsc {

inline constexpr std::uint64_t fnv1a64_start = 0xcbf29ce484222325;

/// FNV-1a (Fowler, Noll, Vo). Pass an earlier value as `state` to go on hashing.
constexpr std::uint64_t fnv1a64(std::string_view bytes, std::uint64_t state = fnv1a64_start) {
    for (const char c : bytes) {
        state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return state;
}

/// SplitMix64 (Steele, Lea, Flood 2014): the output after one step from state x.
constexpr std::uint64_t splitmix64(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

/// For maps from text that are searched by std::string_view.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return fnv1a64(text); }
};

} // namespace bsc
