#pragma once

#include "app/workbench/options.h"
#include "engine/proxy/proxy.h"
#include "engine/store/run_library.h"
#include "engine/store/workload_library.h"
#include "ui/models/encoder_info.h"
#include "ui/models/settings.h"

#include <memory>
#include <string>

namespace bsc::ui {

/// The database of the command line, or the usual one; empty: nothing is kept on disk.
std::filesystem::path databaseFor(const Options& options);

/// The engine behind the window, built from the command line and the settings.
struct EngineParts {
    EncoderInfo encoder;
    std::string host;
    std::filesystem::path database; ///< empty: nothing is kept on disk
    std::string storeTrouble;       ///< why the database could not be used; empty when it is
    std::string libraryTrouble;     ///< why workloads cannot be kept; empty when they can
    std::string modelTrouble;       ///< why the settings' model folder could not; empty when it is
    std::string pricesTrouble;      ///< why the settings' price table could not; empty when it is
    std::string localToken;         ///< that programs must send; empty when they need not
    std::unique_ptr<CacheService> service;
    // In the same file, or in memory; null: they cannot be opened.
    std::shared_ptr<WorkloadLibrary> workloads;
    std::shared_ptr<RunLibrary> runs;
    std::unique_ptr<EventQueue> events;
    std::unique_ptr<Proxy> proxy;

    /// What the settings name and is not there any more is no error: the window must open for it to
    /// be set right. Entries live in memory then, the encoder is lexical, the prices the shipped.
    static Result<EngineParts> build(const Options& options, const Settings& settings);
};

} // namespace bsc::ui
