#include "app/cli/bench.h"
#include "app/cli/commands.h"
#include "app/cli/database_option.h"
#include "engine/replay/generate/text_workload.h"

#include <fmt/format.h>
#include <memory>

namespace bsc::cli {
namespace {

struct GenerateOptions {
    TextWorkloadSettings settings;
    std::string name;
};

void generate(const GenerateOptions& options, const std::filesystem::path& database) {
    const auto library = open_workloads(database);
    auto name = options.name.empty() ? library->free_name("support desk")
                                     : Result<std::string>(options.name);
    if (!name)
        leave(Exit::database, name.error());
    const auto made = generate_workload(options.settings, *library, *name);
    if (!made)
        finish(tl::unexpected(made.error()));
    fmt::print("{}: {}\n", made->name, made->note);
}

} // namespace

void add_workloads_generate(CLI::App& workloads, const std::filesystem::path& database) {
    auto options = std::make_shared<GenerateOptions>();
    TextWorkloadSettings& settings = options->settings;
    CLI::App* verb = workloads.add_subcommand(
        "generate", "Composes one of questions to a fictional support desk");
    verb->add_option("--name", options->name, "Its name (default: support desk)");
    const auto add = [verb](const char* name, auto& value, const char* help) {
        verb->add_option(name, value, help)->capture_default_str();
    };
    add("--requests", settings.requests, "How many");
    add("--classes", settings.classes, "Meanings that are asked for again and again");
    add("--zipf", settings.zipf, "Exponent of popularity over rank");
    add("--drift", settings.drift, "Chance per request that one class takes another's rank");
    add("--one-offs", settings.one_offs, "Share of requests that never come again");
    add("--paraphrases", settings.paraphrase_spread,
        "0: a meaning is always said in the same words; 1: in all ways there are");
    add("--per-minute", settings.per_minute, "Requests a minute, fewer by night");
    add("--seed", settings.seed, "The same settings and seed give the same workload");
    verb->callback([options, &database] { generate(*options, database); });
}

} // namespace bsc::cli
