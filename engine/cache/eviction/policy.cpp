#include "engine/cache/eviction/policy.h"

#include "engine/cache/eviction/arc.h"
#include "engine/cache/eviction/cluster.h"
#include "engine/cache/eviction/fifo.h"
#include "engine/cache/eviction/lfu.h"
#include "engine/cache/eviction/lru.h"
#include "engine/cache/eviction/mmr.h"
#include "engine/cache/eviction/s3_fifo.h"
#include "engine/cache/eviction/sage.h"
#include "engine/cache/eviction/sieve.h"
#include "engine/cache/eviction/w_tinylfu.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <utility>

namespace bsc {
namespace {

using Maker = std::unique_ptr<EvictionPolicy> (*)(PolicyConfig);
struct Known {
    std::string_view name;
    Maker make;
};

template <class Policy>
constexpr Known known() {
    return {Policy::policy_name, [](PolicyConfig config) -> std::unique_ptr<EvictionPolicy> {
                return std::make_unique<Policy>(std::move(config));
            }};
}

constexpr std::array known_policies{
    known<LruPolicy>(),    known<FifoPolicy>(),     known<LfuPolicy>(), known<SievePolicy>(),
    known<S3FifoPolicy>(), known<WTinyLfuPolicy>(), known<MmrPolicy>(), known<ClusterPolicy>(),
    known<ArcPolicy>(),    known<SagePolicy>(),
};

constexpr auto names = [] {
    std::array<std::string_view, known_policies.size()> list;
    for (std::size_t i = 0; i < list.size(); ++i)
        list[i] = known_policies[i].name;
    return list;
}();

Result<void> in_range(std::string_view field, double value, double low, double high) {
    if (value >= low && value <= high)
        return {};
    return fail(ErrorCode::invalid_argument,
                fmt::format("{} must be {} to {}, not {}", field, low, high, value));
}

} // namespace

Result<void> check_policy_settings(const PolicySettings& settings) {
    return in_range("lambda", settings.lambda, 0, 1)
        .and_then([&] { return in_range("clusters", settings.clusters, 1, 256); })
        .and_then([&] { return in_range("ghosts per entry", settings.ghosts_per_entry, 0, 16); })
        .and_then([&] { return in_range("cost weight", settings.cost_weight, 0, 1); });
}

std::span<const std::string_view> policy_names() { return names; }

Result<std::unique_ptr<EvictionPolicy>> make_policy(std::string_view name, PolicyConfig config) {
    if (auto ok = check_policy_settings(config.settings); !ok)
        return tl::unexpected(ok.error());
    for (const Known& known : known_policies)
        if (known.name == name)
            return known.make(std::move(config));
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("unknown eviction policy \"{}\"; known are: {}", name, fmt::join(names, ", ")));
}

} // namespace bsc
