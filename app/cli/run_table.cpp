#include "app/cli/run_table.h"

#include "app/cli/utc_minute.h"
#include "engine/experiment/experiment.h"

#include <fmt/format.h>

namespace bsc::cli {

std::string_view state_of(const RunInfo& run) {
    return run.being_written ? "running" : run.finished_us ? "finished" : "unfinished";
}

void print_runs(const std::vector<RunInfo>& runs) {
    const std::string here = to_json(this_machine());
    fmt::print("{:>4}  {:<9}  {:>9}  {:<10}  {:<17}  {}\n", "run", "kind", "done", "state",
               "started", "name");
    for (const RunInfo& run : runs)
        fmt::print("{:>4}  {:<9}  {:>9}  {:<10}  {:<17}  {}{}\n", run.id, run.kind,
                   fmt::format("{}/{}", run.done, run.parts), state_of(run),
                   utc_minute(run.started_us), run.name,
                   run.machine == here ? "" : "  (another machine)");
}

} // namespace bsc::cli
