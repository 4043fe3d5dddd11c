#include "app/cli/replay_saved.h"

#include "app/cli/database_option.h"

#include <boost/json.hpp>
#include <chrono>
#include <fmt/format.h>

namespace bsc::cli {
namespace {

namespace json = boost::json;

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// All that decides about the figures.
std::string settings_json(const ReplayCommand& command, std::uint64_t requests) {
    const ReplayLists& lists = command.lists;
    const CacheConfig& cache = command.replay.cache;
    const EmbedderSettings& encoder = command.encoder;
    return json::serialize(
        json::value{{"workload", command.workload},
                    {"saved_workload", !command.database.empty()},
                    {"requests", requests},
                    {"max_requests", command.replay.max_requests},
                    {"policies", json::value_from(lists.policies)},
                    {"capacities", json::value_from(lists.capacities)},
                    {"encoders", json::value_from(lists.encoders)},
                    {"thresholds", json::value_from(lists.thresholds)},
                    {"radii", json::value_from(lists.radii)},
                    {"bits", json::value_from(lists.bits)},
                    {"adaptive", json::value_from(lists.adaptive)},
                    {"inserts", json::value_from(lists.inserts)},
                    {"eviction_batch", cache.eviction_batch},
                    {"content_gate", command.replay.content_gate},
                    {"lambda", cache.policy_settings.lambda},
                    {"clusters", cache.policy_settings.clusters},
                    {"ghosts", cache.policy_settings.ghosts_per_entry},
                    {"cost_weight", cache.policy_settings.cost_weight},
                    {"model_dir", encoder.model_folder.string()},
                    {"embed_url", encoder.remote.url},
                    {"embed_model", encoder.remote.model},
                    {"embed_key_env", encoder.remote.api_key_variable},
                    {"embed_api", encoder.remote.api == RemoteApi::ollama ? "ollama" : "openai"}});
}

/// Throws what Boost.JSON throws.
void read_settings(const std::string& text, ReplayCommand& command) {
    const json::value settings = json::parse(text);
    const auto read = [&]<class T>(std::string_view key, T& into) {
        into = json::value_to<T>(settings.at(key));
    };
    read("workload", command.workload);
    bool saved_workload = false;
    read("saved_workload", saved_workload);
    command.database = saved_workload ? command.database : std::filesystem::path();
    read("max_requests", command.replay.max_requests);
    ReplayLists& lists = command.lists;
    read("policies", lists.policies);
    read("capacities", lists.capacities);
    read("encoders", lists.encoders);
    read("thresholds", lists.thresholds);
    read("radii", lists.radii);
    read("bits", lists.bits);
    read("adaptive", lists.adaptive);
    read("inserts", lists.inserts);
    CacheConfig& cache = command.replay.cache;
    read("eviction_batch", cache.eviction_batch);
    read("lambda", cache.policy_settings.lambda);
    read("clusters", cache.policy_settings.clusters);
    read("ghosts", cache.policy_settings.ghosts_per_entry);
    read("cost_weight", cache.policy_settings.cost_weight);
    // The workbench also replays live and with a warm-up; the rest would not be like what is done.
    const json::object& all = settings.as_object();
    const auto* gate = all.if_contains("content_gate"); // earlier runs have none
    command.replay.content_gate = gate && gate->as_bool();
    if (const auto* speed = all.if_contains("speed"); speed && *speed != "engine")
        throw std::runtime_error("it was replayed live; go on with it in the workbench");
    if (const auto* warm_up = all.if_contains("warm_up"); warm_up && *warm_up != 0)
        throw std::runtime_error("it has a warm-up; go on with it in the workbench");
    std::string text_value;
    read("model_dir", text_value);
    command.encoder.model_folder = text_value;
    read("embed_url", command.encoder.remote.url);
    read("embed_model", command.encoder.remote.model);
    read("embed_key_env", command.encoder.remote.api_key_variable);
    read("embed_api", text_value);
    command.encoder.remote.api = text_value == "ollama" ? RemoteApi::ollama : RemoteApi::openai;
}

RunInfo run_of(const RunLibrary& library, std::uint64_t id) {
    auto run = library.info(id);
    if (!run)
        leave(Exit::failure, run.error());
    if (run->kind != "replay")
        throw CommandFailed{Exit::usage, fmt::format("Run {} is a {}, no replay.", id, run->kind)};
    return std::move(*run);
}

[[noreturn]] void changed(std::uint64_t id) {
    throw CommandFailed{
        Exit::failure,
        fmt::format("The workload of run {} is not what it was; replay it anew.", id)};
}

} // namespace

SavedReplay SavedReplay::start(const ReplayCommand& command, const std::string& workload,
                               const std::vector<MatrixCell>& plan, std::uint64_t requests) {
    SavedReplay saved(open_runs(command.database));
    RunInfo run;
    run.kind = "replay";
    run.name = workload;
    run.workload = workload;
    run.started_us = now_us();
    run.machine = to_json(this_machine());
    run.settings = settings_json(command, requests);
    std::vector<std::string> keys;
    for (const MatrixCell& cell : plan)
        keys.push_back(cell.key());
    const auto id = saved.library_->start(run, keys);
    if (!id)
        leave(Exit::database, id.error());
    saved.claim(*id);
    return saved;
}

ReplayCommand SavedReplay::command_of(const ReplayCommand& command) {
    const auto library = open_runs(command.database);
    const RunInfo run = run_of(*library, *command.resume);
    if (const auto free = library->claim(run.id); !free) // told before the workload is encoded
        leave(Exit::failure, free.error());
    ReplayCommand then = command;
    if (then.database.empty())
        then.database = usual_database();
    try {
        read_settings(run.settings, then);
    } catch (const std::exception& wrong) {
        throw CommandFailed{Exit::failure,
                            fmt::format("Run {} cannot go on: {}.", run.id, wrong.what())};
    }
    return then;
}

SavedReplay SavedReplay::go_on(const ReplayCommand& command, std::vector<CellRow>& rows,
                               std::uint64_t requests) {
    SavedReplay saved(open_runs(command.database));
    saved.claim(*command.resume);
    const json::value settings = json::parse(run_of(*saved.library_, saved.id_).settings);
    const auto parts = saved.library_->parts(saved.id_);
    if (!parts)
        leave(Exit::database, parts.error());
    if (parts->size() != rows.size() ||
        settings.at("requests").to_number<std::uint64_t>() != requests)
        changed(saved.id_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const RunPart& part = (*parts)[i];
        if (part.key != rows[i].cell.key())
            changed(saved.id_);
        if (part.state != name_of(CellState::done))
            continue;
        auto figures = cell_figures_from_json(part.result);
        if (!figures)
            leave(Exit::database, figures.error());
        rows[i].figures = std::move(*figures);
    }
    return saved;
}

void SavedReplay::claim(std::uint64_t id) {
    auto claimed = library_->claim(id);
    if (!claimed)
        leave(Exit::failure, claimed.error());
    id_ = id;
    claim_.emplace(std::move(*claimed));
}

void SavedReplay::note(const MatrixCell& cell, const CellUpdate& update) {
    RunPart part{cell.key(), std::string(name_of(update.state)), {}, update.error};
    if (update.result)
        part.result = to_json(figures_of(*update.result));
    if (auto put = library_->put(id_, part); !put && !error_)
        error_ = put.error();
}

void SavedReplay::finish(bool all_done) {
    if (error_)
        leave(Exit::database, *error_);
    if (!all_done)
        return;
    if (auto finished = library_->finish(id_, now_us()); !finished)
        leave(Exit::database, finished.error());
}

} // namespace bsc::cli
