#include "app/cli/bench.h"
#include "app/cli/database_option.h"
#include "engine/experiment/benchmark.h"
#include "engine/store/run_library.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <unistd.h>

namespace bsc::cli {
namespace {

std::ofstream open(const std::filesystem::path& file, std::ios::openmode mode) {
    std::ofstream stream(file, mode | std::ios::binary);
    if (!stream)
        throw CommandFailed{Exit::failure, fmt::format("Cannot write '{}': {}.", file.string(),
                                                       std::strerror(errno))};
    return stream;
}

} // namespace

BenchOutput::BenchOutput(CLI::App& command) {
    command.add_option("--json", json_,
                       "Also write machine, build, settings and raw figures to this file");
}

void BenchOutput::check() const {
    if (!json_.empty())
        open(json_, std::ios::app);
}

ExperimentProgress BenchOutput::progress() const {
    if (!isatty(STDERR_FILENO))
        return {};
    return [](double share, std::string_view step) {
        std::cerr << fmt::format("\r\x1b[K{:3.0f} %  {}", 100 * share, step) << std::flush;
        return true;
    };
}

void BenchOutput::write(const ExperimentResult& result) const {
    if (isatty(STDERR_FILENO))
        std::cerr << "\r\x1b[K";
    std::cout << to_text(result);
    if (json_.empty())
        return;
    std::ofstream stream = open(json_, std::ios::trunc);
    if (!(stream << to_json(result)).flush())
        throw CommandFailed{Exit::failure, fmt::format("Cannot write '{}': {}.", json_.string(),
                                                       std::strerror(errno))};
}

void BenchOutput::add_save(CLI::App& command) {
    command.add_flag("--save", save_, "Keep the result as a run, for bsc report and the workbench");
    command.add_option("--db", database_, "Database for --save (default: the one of bsc serve)");
}

void BenchOutput::write_and_keep(const ExperimentResult& result) const {
    write(result);
    if (!save_)
        return;
    const auto run = save_experiment(*open_runs(database_), result);
    if (!run)
        leave(Exit::database, run.error());
    std::cerr << fmt::format("Kept as run {}.\n", *run);
}

CLI::Option* add_quick_flag(CLI::App& command) {
    return command.add_flag("--quick")->description(
        "Fewer and smaller measurements, to see that all works");
}

ExperimentResult value_or_leave(Result<ExperimentResult> result) {
    if (!result)
        finish(tl::unexpected(result.error()));
    return std::move(*result);
}

} // namespace bsc::cli
