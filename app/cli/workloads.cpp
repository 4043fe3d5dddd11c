#include "app/cli/commands.h"
#include "app/cli/database_option.h"
#include "app/cli/purge.h"
#include "app/cli/utc_minute.h"
#include "engine/replay/export_workload.h"
#include "engine/replay/library_rows.h"
#include "engine/replay/sample_workload.h"
#include "engine/replay/workload_json.h"

#include <algorithm>
#include <fmt/format.h>
#include <iostream>

namespace bsc::cli {
namespace {

struct WorkloadsOptions {
    std::filesystem::path database, output;
    std::string name, new_name;
};

WorkloadInfo find(const WorkloadLibrary& library, const std::string& name) {
    auto info = library.find(name);
    if (!info)
        leave(Exit::failure, info.error());
    return std::move(*info);
}

void print_table(const std::vector<WorkloadInfo>& workloads) {
    fmt::print("{:>4}  {:>9}  {:>9}  {:<9}  {:<17}  {}\n", "id", "requests", "labelled", "kind",
               "created", "name");
    for (const WorkloadInfo& info : workloads)
        fmt::print("{:>4}  {:>9}  {:>9}  {:<9}  {:<17}  {}\n", info.id, info.requests,
                   info.labelled, name_of(info.kind), utc_minute(info.created_us), info.name);
}

void list(const WorkloadsOptions& options) {
    const auto all = open_workloads(options.database)->list();
    if (!all)
        leave(Exit::database, all.error());
    if (all->empty()) {
        fmt::print(
            "No workloads yet; 'bsc import FILE', 'bsc workloads add-sample' or 'bsc workloads "
            "generate' adds one.\n");
        return;
    }
    print_table(*all);
}

void list_removed(const WorkloadsOptions& options) {
    const auto all = open_workloads(options.database)->removed();
    if (!all)
        leave(Exit::database, all.error());
    if (all->empty())
        fmt::print("No removed workload waits to be restored or purged.\n");
    else
        print_table(*all);
}

void show(const WorkloadsOptions& options) {
    const WorkloadInfo info = find(*open_workloads(options.database), options.name);
    fmt::print("name      {}\nid        {}\nkind      {}\ncreated   {}\nnote      {}\n"
               "requests  {}\nlabelled  {}\ntimed     {}\nspan      {:.1f} s\n",
               info.name, info.id, name_of(info.kind), utc_minute(info.created_us), info.note,
               info.requests, info.labelled, info.timed, info.span_seconds);
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

void export_rows(const WorkloadsOptions& options) {
    const auto library = open_workloads(options.database);
    const std::uint64_t id = find(*library, options.name).id;
    if (!options.output.empty()) {
        finish(export_workload(*library, id, options.output));
        return;
    }
    auto rows = library->rows(id);
    if (!rows)
        leave(Exit::database, rows.error());
    LibraryRows source(std::move(*rows));
    write_rows(source, std::cout);
}

void rename(const WorkloadsOptions& options) {
    const auto library = open_workloads(options.database);
    finish(library->rename(find(*library, options.name).id, options.new_name));
}

void remove(const WorkloadsOptions& options) {
    const auto library = open_workloads(options.database);
    finish(library->remove(find(*library, options.name).id));
}

void restore(const WorkloadsOptions& options) {
    const auto library = open_workloads(options.database);
    const auto removed = library->removed();
    if (!removed)
        leave(Exit::database, removed.error());
    const auto named = std::ranges::find_if(*removed, [&](const WorkloadInfo& info) {
        return info.name == options.name || std::to_string(info.id) == options.name;
    });
    if (named == removed->end())
        throw CommandFailed{Exit::failure,
                            fmt::format("No removed workload is named \"{}\".", options.name)};
    const auto restored = library->restore(named->id);
    if (!restored)
        leave(Exit::database, restored.error());
    fmt::print("{}: {} requests\n", restored->name, restored->requests);
}

void purge(const WorkloadsOptions& options) {
    purge_library(*open_workloads(options.database), "workload");
}

void duplicate(const WorkloadsOptions& options) {
    const auto library = open_workloads(options.database);
    const WorkloadInfo info = find(*library, options.name);
    auto name = options.new_name.empty() ? library->free_name(info.name + " copy")
                                         : Result<std::string>(options.new_name);
    if (!name)
        leave(Exit::database, name.error());
    const auto copy = library->duplicate(info.id, std::move(*name));
    if (!copy)
        finish(tl::unexpected(copy.error()));
    fmt::print("{}: {} requests\n", copy->name, copy->requests);
}

void add_sample(const WorkloadsOptions& options) {
    const auto library = open_workloads(options.database);
    const auto sample = add_sample_workload(*library);
    if (!sample)
        leave(Exit::database, sample.error());
    fmt::print("{}: {} requests, {} with a class\n", sample->name, sample->requests,
               sample->labelled);
}

} // namespace

void add_workloads(CLI::App& app) {
    auto options = std::make_shared<WorkloadsOptions>();
    CLI::App* command = app.add_subcommand("workloads", "The library of workloads");
    command->require_subcommand(0, 1);
    command->fallthrough();
    command->add_option("--db", options->database,
                        "Database file (default: the one of bsc serve); may be in use");
    const auto add = [&](const char* name, const char* help, void (*run)(const WorkloadsOptions&)) {
        CLI::App* verb = command->add_subcommand(name, help);
        verb->callback([options, run] { run(*options); });
        return verb;
    };
    const auto add_named = [&](const char* name, const char* help,
                               void (*run)(const WorkloadsOptions&)) {
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
    add_named("duplicate", "Makes a copy", duplicate)
        ->add_option("name", options->new_name, "The copy's name");
    add_named("remove", "Takes it away; restore brings it back until a purge", remove);
    add_named("restore", "Brings a removed one back", restore);
    add("removed", "What restore brings back", list_removed);
    add("purge", "Deletes for good what was removed, here or in the workbench", purge);
    add("add-sample", "Adds the sample: an hour of a fictional shop's assistant", add_sample);
    add_workloads_generate(*command, options->database);
    command->callback([options, command] {
        if (command->get_subcommands().empty())
            list(*options);
    });
}

} // namespace bsc::cli
