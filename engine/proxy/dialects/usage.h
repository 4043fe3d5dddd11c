#pragma once

#include <cstdint>

namespace bsc {

/// Tokens of one answer, told apart by price.
struct Usage {
    std::uint64_t input = 0; ///< read at full price
    std::uint64_t output = 0;
    std::uint64_t cache_read = 0;  ///< input the provider took from its own prompt cache
    std::uint64_t cache_write = 0; ///< input the provider put into it

    std::uint64_t all_input() const { return input + cache_read + cache_write; }
};

} // namespace bsc
