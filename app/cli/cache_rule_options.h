#pragma once

#include "engine/proxy/proxy.h"

#include <CLI/CLI.hpp>

namespace bsc::cli {

/// Options on what the cache may answer and what tells two requests apart.
void add_cache_rule_options(CLI::App& command, ProxyConfig& config);

} // namespace bsc::cli
