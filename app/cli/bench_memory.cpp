#include "app/cli/bench.h"
#include "engine/experiment/memory.h"
#include "engine/experiment/memory_probe.h"

#include <iostream>
#include <memory>

namespace bsc::cli {
namespace {

/// What run_memory() starts this program again for; not for people.
void add_memory_probe(CLI::App& bench) {
    CLI::App* command = bench.add_subcommand("memory-probe")->group("");
    auto text = std::make_shared<std::string>();
    command->add_option("load", *text)->required();
    command->callback([text] {
        const auto load = parse_memory_load(*text);
        if (!load)
            leave(Exit::usage, load.error());
        const auto memory = measure(*load);
        if (!memory)
            leave(Exit::failure, memory.error());
        std::cout << to_text(*memory) << '\n';
    });
}

} // namespace

void add_bench_memory(CLI::App& bench) {
    CLI::App* command = bench.add_subcommand(
        "memory", "What the matrix and the cache's entries weigh, part by part");
    auto settings = std::make_shared<MemoryExperiment>();
    auto output = std::make_shared<BenchOutput>(*command);
    output->add_save(*command);
    command->add_option("--dims", settings->dims, "Dimensions of the matrices, e.g. 384,768")
        ->delimiter(',')
        ->capture_default_str()
        ->check(from_one);
    command->add_option("--bits", settings->bits, "Widths of the matrices, e.g. 128,256")
        ->delimiter(',')
        ->capture_default_str()
        ->check(from_one);
    const CLI::Option* entries =
        command->add_option("--entries", settings->entries, "Entries in the caches, e.g. 10000")
            ->delimiter(',')
            ->capture_default_str()
            ->check(from_one);
    command->add_option("--cache-dim", settings->cache_dim, "Floats an embedding, in the caches")
        ->capture_default_str()
        ->check(from_one);
    command->add_option("--cache-bits", settings->cache_bits, "Bits a code, in the caches")
        ->capture_default_str()
        ->check(from_one);
    command->add_option("--prompt-bytes", settings->prompt_bytes, "Length of a prompt")
        ->capture_default_str()
        ->check(from_zero);
    command->add_option("--answer-bytes", settings->answer_bytes, "Length of an answer")
        ->capture_default_str()
        ->check(from_zero);
    command->add_option("--policy", settings->policy, "Eviction policy")->capture_default_str();
    const CLI::Option* quick = add_quick_flag(*command);
    command->callback([=] {
        if (*quick)
            set_unless_given(*entries, settings->entries, {5'000});
        output->check();
        output->write_and_keep(value_or_leave(run_memory(*settings, output->progress())));
    });
    add_memory_probe(bench);
}

} // namespace bsc::cli
