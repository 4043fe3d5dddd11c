#include "app/cli/bench_eviction_options.h"

#include <charconv>

namespace bsc::cli {

WorkloadArgument parse_workload(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || !text.ends_with(".npy"))
        return {text, {}};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

Result<EvictionCapacity> parse_capacity(std::string_view text) {
    EvictionCapacity capacity;
    const auto read = [&](std::string_view digits, auto& value) {
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc{} && end == digits.data() + digits.size();
    };
    const bool percent = text.ends_with('%');
    const bool understood = percent ? read(text.substr(0, text.size() - 1), capacity.percent)
                                    : read(text, capacity.entries);
    if (!understood || (percent && !(capacity.percent > 0 && capacity.percent <= 100)) ||
        (!percent && capacity.entries == 0))
        return fail(ErrorCode::invalid_argument,
                    "A capacity is a share like 5% (over 0 to 100) or a number of entries like "
                    "1000 (at least 1), not '" +
                        std::string(text) + "'.");
    return capacity;
}

} // namespace bsc::cli
