#include "app/cli/replay.h"
#include "app/cli/bench_eviction_options.h"
#include "app/cli/database_option.h"
#include "app/cli/encoder_options.h"
#include "app/cli/eviction_options.h"
#include "app/cli/second_score_option.h"
#include "engine/embed/factory.h"

#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <thread>

namespace bsc::cli {
namespace {

constexpr const char* footer =
    "One combination goes through a real cache. Several values of --policy, --capacity, "
    "--threshold, --radius, --bits, --encoder or\n--adaptive are replayed in every combination "
    "by the cache's rules alone, over codes encoded once: the same decisions, faster;\n--radius, "
    "--adaptive, --json, --save, --jobs and capacities like 5% (of the workload's distinct "
    "classes) ask for that, too.\n\n"
    "--promise P: the loosest radius whose wrong-hit rate is at most P % with 95 % confidence. Its "
    "labels are the workload's classes:\neach request's nearest earlier request is right when "
    "both are of one class; repeats of a text and requests without a class\nare no labels. Radii "
    "are tested from strict to loose with an exact one-sided binomial bound.\n\n"
    "--what-if with --content-gate or --second-score goes through real caches: every threshold "
    "from 0.75 on, or with a second score\nevery minimum of it from 0.60 on.\n\n"
    "--adaptive E: one threshold an entry, learned while it runs, so that at most a share E of the "
    "requests is answered wrong\n(vCache, arXiv 2502.03771). A request without a class teaches "
    "it nothing.";

bool is_plain_count(const std::string& text) {
    return !text.empty() && text.size() < 18 &&
           text.find_first_not_of("0123456789") == std::string::npos && text != "0";
}

/// What only the simulated matrix can do, or nothing.
bool asks_for_matrix(const ReplayCommand& command) {
    const ReplayLists& lists = command.lists;
    const auto several = [](const auto&... list) { return ((list.size() > 1) || ...); };
    return several(lists.policies, lists.capacities, lists.encoders, lists.thresholds,
                   lists.bits) ||
           !lists.radii.empty() || !lists.adaptive.empty() || command.save || command.jobs != 0 ||
           (!lists.capacities.empty() && !is_plain_count(lists.capacities.front()));
}

/// The second score and the boilerplate mean need texts and vectors.
void refuse_what_needs_a_cache(const CLI::App& app) {
    for (const char* name : {"--second-score", "--second-minimum", "--centre-after"})
        if (app.count(name) > 0)
            throw CommandFailed{Exit::usage,
                                fmt::format("{} goes with a single combination only.", name)};
}

/// A proxy of its own for one combination.
void run_live(const ReplayCommand& command, const CLI::App& app, const BenchOutput& output) {
    if (asks_for_matrix(command) || command.what_if || command.promise || command.resume ||
        app.count("--second-minimum") > 0)
        throw CommandFailed{Exit::usage, "--live replays a single combination, by its own rules: "
                                         "without lists, --what-if, --promise, --resume, --save "
                                         "and --second-minimum."};
    output.check();
    replay_live(command, output);
}

bool needs_a_cache(const CLI::App& app) {
    return app.count("--second-score") + app.count("--content-gate") > 0;
}

void run(ReplayCommand& command, const CLI::App& app, const BenchOutput& output) {
    if (command.workload.empty() && !command.resume)
        throw CommandFailed{Exit::usage, "Name the workload to replay."};
    if (command.live) {
        run_live(command, app, output);
        return;
    }
    const bool analysis = command.what_if || command.promise;
    if (!analysis && !command.resume && !asks_for_matrix(command) && !output.to_file()) {
        replay_single(command);
        return;
    }
    if (command.what_if && !command.promise && needs_a_cache(app)) {
        output.check();
        if (command.jobs == 0)
            command.jobs = std::max(1u, std::thread::hardware_concurrency());
        replay_decisions(command, output);
        return;
    }
    refuse_what_needs_a_cache(app);
    if (analysis && app.count("--content-gate") > 0)
        throw CommandFailed{Exit::usage, "--promise is about the radius alone: leave out "
                                         "--content-gate."};
    output.check();
    if (command.jobs == 0)
        command.jobs = std::max(1u, std::thread::hardware_concurrency());
    analysis ? replay_what_if(command, output) : replay_matrix(command, output);
}

void add_lists(CLI::App& app, ReplayCommand& command) {
    ReplayLists& lists = command.lists;
    app.add_option("--encoder", lists.encoders,
                   "auto (hybrid when a model folder is found, else lexical), lexical, hybrid or "
                   "remote")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check([](const std::string& name) {
            return embedder_kind_of(name)
                       ? std::string()
                       : "use auto, lexical, hybrid or remote, not '" + name + "'";
        })
        ->default_str("auto");
    app.add_option("--threshold", lists.thresholds,
                   "Similarities from which an entry answers, 0 to 1 (default: the encoder's "
                   "balanced one)")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--radius", lists.radii, "The same in bits")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--bits", lists.bits, "Bits a code")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->default_str(fmt::to_string(command.replay.cache.bits));
    app.add_option("--capacity", lists.capacities,
                   "Entries at most, or a share of the distinct classes like 5%")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check([](const std::string& text) {
            const auto capacity = parse_capacity(text);
            return capacity ? std::string() : capacity.error().text;
        })
        ->default_str(fmt::to_string(command.replay.cache.max_entries));
    app.add_option("--policy", lists.policies,
                   fmt::format("Eviction policies: {}", fmt::join(policy_names(), ", ")))
        ->delimiter(',')
        ->allow_extra_args(false)
        ->default_str(command.replay.cache.policy);
    app.add_option("--adaptive", lists.adaptive,
                   "Beside the fixed threshold an adaptive one with this share of errors, like "
                   "0.02")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--insert", lists.inserts,
                   "What an adaptive replay stores: every-miss, or wrong: only when the nearest "
                   "entry was wrong")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::IsMember({"every-miss", "wrong"}))
        ->default_str("every-miss");
}

void add_live(CLI::App& app, ReplayCommand& command) {
    const auto live = [&command]() -> LiveCommand& {
        return command.live ? *command.live : command.live.emplace();
    };
    CLI::Option* flag = app.add_flag_callback(
        "--live", [live] { live(); },
        "Through a proxy of its own over HTTP, with the demo upstream, beside the same replay "
        "through the engine");
    app.add_option_function<std::string>(
           "--speed",
           [live](const std::string& text) {
               live().speed = text == "max" ? 0 : std::strtod(text.c_str(), nullptr);
           },
           "Times as fast as the workload's own times, like 1, 10 or 100, or max")
        ->default_str("max")
        ->check([](const std::string& text) {
            double speed = 0;
            const auto [end, wrong] =
                std::from_chars(text.data(), text.data() + text.size(), speed);
            const bool number = wrong == std::errc{} && end == text.data() + text.size();
            return text == "max" || (number && speed > 0)
                       ? std::string()
                       : "a speed is over 0, or max, not '" + text + "'";
        })
        ->needs(flag);
    app.add_option_function<unsigned>(
           "--connections", [live](unsigned count) { live().connections = count; },
           "Requests under way at once; with more than one their order may change")
        ->default_str("1")
        ->check(CLI::Range(1, 4096))
        ->needs(flag);
}

void add_single(CLI::App& app, ReplayOptions& replay) {
    add_second_score_option(app, replay.second);
    app.add_option("--second-minimum", replay.second_minimum,
                   "Second score from which an entry answers (default: the scorer's own)");
    app.add_option("--centre-after", replay.cache.centre_after,
                   "Prompts seen before the boilerplate mean is taken; 0: never")
        ->capture_default_str();
    app.add_flag("--content-gate", replay.content_gate,
                 "Refuse pairs whose numbers, quotes, identifiers or negation differ");
}

} // namespace

void add_replay(CLI::App& app) {
    auto command = std::make_shared<ReplayCommand>();
    CLI::App* replay = app.add_subcommand(
        "replay", "Sends a workload through fresh caches and reports hit and wrong-hit rates");
    replay->add_option("workload", command->workload,
                       "JSON Lines, plain or gzip: {\"prompt\": text, \"class\": meaning or null, "
                       "\"t\": seconds or null}; with --db also the name of a saved workload");
    replay->add_option("--db", command->database,
                       "Database with saved workloads, and for --save (default there: the one of "
                       "bsc serve)");
    add_lists(*replay, *command);
    add_encoder_sources(*replay, command->encoder);
    add_policy_settings(*replay, command->replay.cache);
    add_single(*replay, command->replay);
    add_live(*replay, *command);
    replay->add_option("--prices", command->prices,
                       "Prices that go before the shipped ones, for the money of --what-if");
    replay->add_option("--max-requests", command->replay.max_requests,
                       "Stop after so many; 0: all");
    replay->add_option("--jobs", command->jobs, "Threads; 0: one a processor")->default_val(0);
    auto output = std::make_shared<BenchOutput>(*replay);
    CLI::Option* what_if =
        replay->add_flag("--what-if", command->what_if,
                         "Every radius, for one policy and capacity: what it would "
                         "have hit, and how wrong");
    replay
        ->add_option("--promise", command->promise,
                     "The loosest radius with at most so many per cent wrong: 1, 2 or 5; see "
                     "below")
        ->check(CLI::IsMember({1, 2, 5}));
    CLI::Option* save = replay->add_flag("--save", command->save,
                                         "Keep the run in the database, each replay as it is done");
    save->excludes(what_if);
    replay
        ->add_option("--resume", command->resume,
                     "Go on with a saved run that was cut short, by its number")
        ->excludes(what_if);
    replay->footer(footer);
    replay->callback([command, replay, output] { run(*command, *replay, *output); });
}

} // namespace bsc::cli
