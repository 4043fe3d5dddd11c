#pragma once

#include "app/workbench/options.h"
#include "engine/proxy/proxy.h"
#include "ui/models/encoder_info.h"
#include "ui/models/settings.h"

#include <memory>
#include <string>

namespace bsc::ui {

/// The engine behind the window, built from the command line and the settings.
struct EngineParts {
    EncoderInfo encoder;
    std::string host;
    std::filesystem::path database; ///< empty: nothing is kept on disk
    std::string storeTrouble;       ///< why the database could not be used; empty when it is
    std::unique_ptr<CacheService> service;
    std::unique_ptr<EventQueue> events;
    std::unique_ptr<Proxy> proxy;

    /// A database that does not open is no error: entries live in memory and `storeTrouble` tells.
    static Result<EngineParts> build(const Options& options, const Settings& settings);
};

} // namespace bsc::ui
