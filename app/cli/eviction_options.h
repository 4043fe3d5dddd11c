#pragma once

#include "engine/cache/binary_cache.h"

#include <CLI/CLI.hpp>

namespace bsc::cli {

/// The options --capacity, --policy, --eviction-batch, --lambda, --clusters, --ghosts and
/// --cost-weight, the same for every command that fills a cache. BinaryCache checks their ranges.
/// `cache` must live until the command has run.
void add_eviction_options(CLI::App& command, CacheConfig& cache);
/// The same without --capacity and --policy.
void add_policy_settings(CLI::App& command, CacheConfig& cache);

} // namespace bsc::cli
