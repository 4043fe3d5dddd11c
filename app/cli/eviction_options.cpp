#include "app/cli/eviction_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bsc::cli {

void add_eviction_options(CLI::App& command, CacheConfig& cache) {
    command.add_option("--capacity", cache.max_entries, "Entries at most")->capture_default_str();
    command
        .add_option("--policy", cache.policy,
                    fmt::format("Eviction policy: {}", fmt::join(policy_names(), ", ")))
        ->capture_default_str();
    add_policy_settings(command, cache);
}

void add_policy_settings(CLI::App& command, CacheConfig& cache) {
    command
        .add_option("--eviction-batch", cache.eviction_batch, "Entries evicted at once when full")
        ->capture_default_str();
    PolicySettings& settings = cache.policy_settings;
    command
        .add_option("--lambda", settings.lambda, "mmr: weight of recency against diversity, 0 to 1")
        ->capture_default_str();
    command.add_option("--clusters", settings.clusters, "cluster: number of clusters, 1 to 256")
        ->capture_default_str();
    command
        .add_option("--ghosts", settings.ghosts_per_entry,
                    "sage: evicted codes remembered per entry, 0 to 16")
        ->capture_default_str();
    command
        .add_option("--cost-weight", settings.cost_weight,
                    "sage: how much long answers are preferred, 0 to 1; 0.25 saves more tokens at "
                    "little cost in hits")
        ->capture_default_str();
}

} // namespace bsc::cli
