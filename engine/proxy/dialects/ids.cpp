#include "engine/proxy/dialects/ids.h"

#include <chrono>

namespace bsc {

std::string IdSource::make(std::string_view prefix, std::size_t letters) {
    static constexpr std::string_view alphabet =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr std::size_t letters_a_draw = 10; // 62^10 < 2^64
    std::string id(prefix);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < letters; ++i) {
        if (i % letters_a_draw == 0)
            bits = random_();
        id += alphabet[bits % alphabet.size()];
        bits /= alphabet.size();
    }
    return id;
}

std::int64_t unix_seconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace bsc
