#include "app/cli/bench.h"
#include "engine/experiment/hamming.h"

#include <memory>

namespace bsc::cli {

void add_bench_hamming(CLI::App& bench) {
    CLI::App* command = bench.add_subcommand(
        "hamming", "Time to find the nearest code, to insert one and to remove one");
    auto settings = std::make_shared<HammingExperiment>();
    auto output = std::make_shared<BenchOutput>(*command);
    output->add_save(*command);
    const CLI::Option* entries =
        command->add_option("--entries", settings->entries, "Stored codes, e.g. 1000,100000")
            ->delimiter(',')
            ->capture_default_str()
            ->check(from_one);
    command->add_option("--bits", settings->bits, "Bits a code")
        ->capture_default_str()
        ->check(from_one);
    command
        ->add_option("--radius", settings->radius,
                     "Bits within which an entry answers (default: similarity 0.85)")
        ->check(from_zero);
    const CLI::Option* repeats =
        command->add_option("--repeats", settings->repeats, "Timed look-ups of each workload")
            ->capture_default_str()
            ->check(from_one);
    command->add_option("--seed", settings->seed, "Seed of the codes")
        ->capture_default_str()
        ->check(from_zero);
    const CLI::Option* quick = add_quick_flag(*command);
    command->callback([=] {
        if (*quick) {
            set_unless_given(*entries, settings->entries, {1'000, 10'000});
            set_unless_given(*repeats, settings->repeats, 200);
        }
        output->check();
        output->write_and_keep(value_or_leave(run_hamming(*settings, output->progress())));
    });
}

} // namespace bsc::cli
