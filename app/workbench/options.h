#pragma once

#include "engine/cache/binary_cache.h"
#include "engine/embed/settings.h"
#include "ui/models/theme.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace bsc::ui {

struct Options {
    bool demo = false;
    bool replaySample = false;
    std::string record; ///< name of the workload that records live traffic; empty: none
    std::optional<std::string> host; ///< --listen; the proxy is turned on at once
    std::optional<std::uint16_t> port;
    std::filesystem::path database; ///< empty: the usual place, or memory with the demo
    EmbedderSettings encoder;
    std::optional<float> threshold;
    std::size_t capacity = CacheConfig{}.max_entries;
    std::optional<Theme::Mode> theme;
    std::filesystem::path screenshots;  ///< empty: none
    std::filesystem::path exportReport; ///< of `run`, without a window; empty: none
    std::uint64_t run = 0;
    std::optional<std::chrono::seconds> exitAfter;
};

/// Reads the command line, removing what it knows; what is left (such as -platform) is Qt's. With
/// --help, --version or a wrong option it writes the text and returns the exit code in `leave`.
Options readOptions(int& argc, char** argv, std::optional<int>& leave);

} // namespace bsc::ui
