#include "app/cli/bench.h"
#include "app/cli/database_option.h"
#include "app/cli/run_table.h"
#include "engine/experiment/benchmark.h"
#include "engine/experiment/report_html.h"
#include "engine/experiment/report_tables.h"
#include "engine/store/run_library.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <memory>

namespace bsc::cli {
namespace {

struct ReportOptions {
    std::uint64_t run = 0; ///< 0: list the runs
    std::filesystem::path database, file;
    std::string format = "text", cell;
};

void list_runs(const RunLibrary& library) {
    const auto runs = library.list();
    if (!runs)
        leave(Exit::database, runs.error());
    if (runs->empty())
        fmt::print("No run is kept yet: 'bsc bench all WORKLOAD' makes one.\n");
    else
        print_runs(*runs);
}

std::optional<std::size_t> chosen(const BenchmarkReport& report, const std::string& key) {
    if (key.empty())
        return std::nullopt;
    const auto found =
        std::ranges::find(report.cells, key, [](const ReportCell& one) { return one.cell.key(); });
    if (found == report.cells.end())
        throw CommandFailed{Exit::usage, fmt::format("Run {} has no cell '{}'; --format json lists "
                                                     "its matrix.",
                                                     report.run.id, key)};
    return static_cast<std::size_t>(found - report.cells.begin());
}

std::string text_in(const std::string& format, const BenchmarkReport& report,
                    std::optional<std::size_t> cell) {
    if (format == "html")
        return report_html(report, {}, cell);
    const ExperimentResult tables = report_tables(report, cell);
    return format == "json" ? to_json(tables) : to_text(tables);
}

void write(const std::string& text, const std::filesystem::path& file) {
    if (file.empty()) {
        std::cout << text;
        return;
    }
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    if (!(stream << text).flush())
        throw CommandFailed{Exit::failure, fmt::format("Cannot write '{}': {}.", file.string(),
                                                       std::strerror(errno))};
}

void run(const ReportOptions& options) {
    const std::filesystem::path database =
        options.database.empty() ? usual_database() : options.database;
    std::error_code ignored;
    // Opening would make the file.
    if (!std::filesystem::exists(database, ignored))
        throw CommandFailed{Exit::database,
                            fmt::format("There is no database '{}': 'bsc bench all WORKLOAD' makes "
                                        "one with a run in it.",
                                        database.string())};
    const auto library = open_runs(database);
    if (options.run == 0) {
        list_runs(*library);
        return;
    }
    const auto report = load_report(*library, options.run);
    if (!report)
        leave(report.error().code == ErrorCode::invalid_argument ? Exit::usage : Exit::failure,
              report.error());
    write(text_in(options.format, *report, chosen(*report, options.cell)), options.file);
}

} // namespace

void add_report(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "report", "A kept benchmark or replay with its success criteria; without --run a list");
    auto options = std::make_shared<ReportOptions>();
    CLI::Option* run_option =
        command->add_option("--run", options->run, "Number of the run")->check(from_one);
    command
        ->add_option("--format", options->format,
                     "text, json or html (one file; bsc-workbench --export-report draws the "
                     "charts, too)")
        ->check(CLI::IsMember({"text", "json", "html"}))
        ->needs(run_option)
        ->capture_default_str();
    command->add_option("--out", options->file, "File to write instead of standard output")
        ->needs(run_option);
    command
        ->add_option("--cell", options->cell,
                     "Judge this cell of the matrix, named by its key, not the default settings")
        ->needs(run_option);
    command->add_option("--db", options->database,
                        "Database with the runs (default: the one of bsc serve)");
    command->callback([options] { run(*options); });
}

} // namespace bsc::cli
