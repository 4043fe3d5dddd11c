#include "app/cli/bench.h"
#include "app/cli/database_option.h"
#include "app/cli/purge.h"
#include "app/cli/run_table.h"
#include "app/cli/utc_minute.h"
#include "engine/experiment/experiment.h"

#include <fmt/format.h>

namespace bsc::cli {
namespace {

struct RunsOptions {
    std::filesystem::path database;
    std::uint64_t run = 0;
};

std::vector<RunInfo> value(Result<std::vector<RunInfo>> runs) {
    if (!runs)
        leave(Exit::database, runs.error());
    return std::move(*runs);
}

void list(const RunsOptions& options) {
    const auto all = value(open_runs(options.database)->list());
    if (all.empty())
        fmt::print("No runs yet; 'bsc replay WORKLOAD --save' or 'bsc bench all WORKLOAD' keeps "
                   "one.\n");
    else
        print_runs(all);
}

void list_removed(const RunsOptions& options) {
    const auto all = value(open_runs(options.database)->removed());
    if (all.empty())
        fmt::print("No removed run waits to be restored or purged.\n");
    else
        print_runs(all);
}

void show(const RunsOptions& options) {
    const auto run = open_runs(options.database)->info(options.run);
    if (!run)
        leave(Exit::failure, run.error());
    const auto machine = machine_from_json(run->machine);
    fmt::print("run       {}\nkind      {}\nname      {}\nworkload  {}\nstarted   {}\n"
               "state     {}\ndone      {} of {}\nmachine   {}\n",
               run->id, run->kind, run->name, run->workload, utc_minute(run->started_us),
               state_of(*run), run->done, run->parts, machine ? text_of(*machine) : "not known");
}

void remove(const RunsOptions& options) {
    finish(open_runs(options.database)->remove(options.run));
}

void restore(const RunsOptions& options) {
    const auto run = open_runs(options.database)->restore(options.run);
    if (!run)
        leave(Exit::failure, run.error());
    fmt::print("run {}: {} of {} done\n", run->id, run->done, run->parts);
}

void purge(const RunsOptions& options) { purge_library(*open_runs(options.database), "run"); }

} // namespace

void add_runs(CLI::App& app) {
    auto options = std::make_shared<RunsOptions>();
    CLI::App* command =
        app.add_subcommand("runs", "The kept runs: replays, benchmarks and the rest");
    command->require_subcommand(0, 1);
    command->fallthrough();
    command->add_option("--db", options->database,
                        "Database file (default: the one of bsc serve); may be in use");
    const auto add = [&](const char* name, const char* help, void (*run)(const RunsOptions&)) {
        CLI::App* verb = command->add_subcommand(name, help);
        verb->callback([options, run] { run(*options); });
        return verb;
    };
    const auto add_numbered = [&](const char* name, const char* help,
                                  void (*run)(const RunsOptions&)) {
        add(name, help, run)
            ->add_option("run", options->run, "Its number")
            ->required()
            ->check(from_one);
    };
    add("list", "All kept runs, newest first; also without a verb", list);
    add_numbered("show", "What is known of one; 'bsc report' tells its results", show);
    add_numbered("remove", "Takes it away; restore brings it back until a purge", remove);
    add_numbered("restore", "Brings a removed one back", restore);
    add("removed", "What restore brings back", list_removed);
    add("purge", "Deletes for good what was removed, here or in the workbench", purge);
    command->callback([options, command] {
        if (command->get_subcommands().empty())
            list(*options);
    });
}

} // namespace bsc::cli
