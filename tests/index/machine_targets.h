#pragma once

#include <cstdint>
#include <hwy/targets.h>
#include <vector>

namespace bsc::test {

/// This machine's instruction sets, by Highway's numbers, with the portable level first.
inline std::vector<std::int64_t> machine_targets() {
    std::vector<std::int64_t> targets{HWY_SCALAR};
    for (std::int64_t rest = hwy::SupportedTargets(); rest != 0; rest &= rest - 1)
        if ((rest & -rest) != HWY_SCALAR && (rest & -rest) != HWY_EMU128)
            targets.push_back(rest & -rest);
    return targets;
}

} // namespace bsc::test
