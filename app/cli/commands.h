#pragma once

#include "engine/base/result.h"

#include <CLI/CLI.hpp>

#include <filesystem>

namespace bsc::cli {

/// Exit codes, as `bsc --help` lists them. 0 is success; CLI11 uses codes from 100 up for usage.
enum class Exit : int { failure = 1, usage = 2, port_busy = 3, database = 4, encoder = 5 };

/// Thrown by a command's callback to leave with a message on stderr and an exit code.
struct CommandFailed {
    Exit code;
    std::string text;
};

/// Throws CommandFailed when there is an error; invalid arguments leave with Exit::usage.
void finish(const Result<void>& result);
[[noreturn]] void leave(Exit code, const Error& error);

void add_serve(CLI::App& app);
void add_encode(CLI::App& app);
void add_embed(CLI::App& app);
void add_replay(CLI::App& app);
void add_import(CLI::App& app);
void add_workloads(CLI::App& app);
/// The verb generate of `bsc workloads`; `database` must live until it has run.
void add_workloads_generate(CLI::App& workloads, const std::filesystem::path& database);
void add_runs(CLI::App& app);
void add_inspect(CLI::App& app);
void add_labels(CLI::App& app);
void add_stress(CLI::App& app);
void add_savings(CLI::App& app);
void add_bench(CLI::App& app);
void add_report(CLI::App& app);

} // namespace bsc::cli
