#include "app/cli/commands.h"
#include "app/cli/database_option.h"
#include "engine/replay/library_rows.h"
#include "engine/replay/workload_json.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fstream>
#include <iostream>

namespace bsc::cli {
namespace {

struct Options {
    std::filesystem::path database, output;
    std::string name, new_name;
};

WorkloadInfo find(const WorkloadLibrary& library, const std::string& name) {
    auto info = library.find(name);
    if (!info)
        leave(Exit::failure, info.error());
    return std::move(*info);
}

std::string created(const WorkloadInfo& info) {
    const std::chrono::system_clock::time_point time{std::chrono::microseconds(info.created_us)};
    return fmt::format("{:%Y-%m-%d %H:%M}Z",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

void list(const Options& options) {
    const auto all = open_workloads(options.database)->list();
    if (!all)
        leave(Exit::database, all.error());
    if (all->empty()) {
        fmt::print("No workloads yet; 'bsc import FILE' adds one.\n");
        return;
    }
    fmt::print("{:>4}  {:>9}  {:>9}  {:<9}  {:<17}  {}\n", "id", "requests", "labelled", "kind",
               "created", "name");
    for (const WorkloadInfo& info : *all)
        fmt::print("{:>4}  {:>9}  {:>9}  {:<9}  {:<17}  {}\n", info.id, info.requests,
                   info.labelled, name_of(info.kind), created(info), info.name);
}

void show(const Options& options) {
    const WorkloadInfo info = find(*open_workloads(options.database), options.name);
    fmt::print("name      {}\nid        {}\nkind      {}\ncreated   {}\nnote      {}\n"
               "requests  {}\nlabelled  {}\ntimed     {}\nspan      {:.1f} s\n",
               info.name, info.id, name_of(info.kind), created(info), info.note, info.requests,
               info.labelled, info.timed, info.span_seconds);
}

void write_rows(WorkloadRows& rows, std::ostream& into) {
    for (;;) {
        const auto row = rows.next();
        if (!row)
            leave(Exit::database, row.error());
        if (!*row)
            return;
        into << workload_line(**row) << '\n';
    }
}

void export_rows(const Options& options) {
    const auto library = open_workloads(options.database);
    auto rows = library->rows(find(*library, options.name).id);
    if (!rows)
        leave(Exit::database, rows.error());
    LibraryRows source(std::move(*rows));
    if (options.output.empty()) {
        write_rows(source, std::cout);
        return;
    }
    std::ofstream file(options.output, std::ios::binary | std::ios::trunc);
    if (file)
        write_rows(source, file);
    if (!file.flush())
        throw CommandFailed{
            Exit::failure,
            fmt::format("Cannot write '{}': {}.", options.output.string(), std::strerror(errno))};
}

void rename(const Options& options) {
    const auto library = open_workloads(options.database);
    finish(library->rename(find(*library, options.name).id, options.new_name));
}

void remove(const Options& options) {
    const auto library = open_workloads(options.database);
    finish(library->remove(find(*library, options.name).id));
    finish(library->purge());
}

} // namespace

void add_workloads(CLI::App& app) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("workloads", "The library of workloads");
    command->require_subcommand(0, 1);
    command->fallthrough();
    command->add_option("--db", options->database,
                        "Database file (default: the one of bsc serve); may be in use");
    const auto add = [&](const char* name, const char* help, void (*run)(const Options&)) {
        CLI::App* verb = command->add_subcommand(name, help);
        verb->callback([options, run] { run(*options); });
        return verb;
    };
    const auto add_named = [&](const char* name, const char* help, void (*run)(const Options&)) {
        CLI::App* verb = add(name, help, run);
        verb->add_option("workload", options->name, "Its name or id")->required();
        return verb;
    };
    add("list", "All workloads, newest first; also without a verb", list);
    add_named("show", "All that is known of one", show);
    add_named("export", "Its requests as JSON Lines, which replay and import read", export_rows)
        ->add_option("--output", options->output, "File to write (default: standard output)");
    add_named("rename", "Gives it another name", rename)
        ->add_option("name", options->new_name, "The new name")
        ->required();
    add_named("remove", "Takes it away for good, and with it what was removed in the workbench",
              remove);
    command->callback([options, command] {
        if (command->get_subcommands().empty())
            list(*options);
    });
}

} // namespace bsc::cli
