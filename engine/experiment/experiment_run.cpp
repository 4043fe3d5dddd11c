#include "engine/experiment/experiment_run.h"

#include <fmt/chrono.h>

namespace bsc {
namespace {

constexpr std::chrono::milliseconds ask_every{200};

} // namespace

ExperimentRun::ExperimentRun(std::string name, std::size_t steps,
                             const ExperimentProgress& progress)
    : steps_(steps), progress_(progress) {
    result_.name = std::move(name);
    result_.started_utc = fmt::format("{:%FT%TZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(
                                                       std::chrono::system_clock::now())));
    result_.machine = this_machine();
    result_.build = this_build();
}

void ExperimentRun::setting(std::string name, Cell value) {
    result_.settings.emplace_back(std::move(name), std::move(value));
}

bool ExperimentRun::next(std::string_view step) {
    share_ = static_cast<double>(done_++) / static_cast<double>(steps_);
    step_ = step;
    asked_ = std::chrono::steady_clock::now();
    if (!stopped_ && progress_)
        stopped_ = !progress_(share_, step_);
    return !stopped_;
}

bool ExperimentRun::go_on() {
    const auto now = std::chrono::steady_clock::now();
    if (!stopped_ && progress_ && now - asked_ > ask_every) {
        asked_ = now;
        stopped_ = !progress_(share_, step_);
    }
    return !stopped_;
}

ExperimentResult ExperimentRun::finish(std::vector<ResultTable> tables) && {
    if (stopped_)
        for (ResultTable& table : tables)
            table.notes.emplace_back("Stopped before the end: rows are missing.");
    result_.tables = std::move(tables);
    result_.took_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    return std::move(result_);
}

} // namespace bsc
