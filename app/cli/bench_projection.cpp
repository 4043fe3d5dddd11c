#include "app/cli/bench.h"
#include "engine/experiment/projection.h"

#include <memory>

namespace bsc::cli {

void add_bench_projection(CLI::App& bench) {
    CLI::App* command = bench.add_subcommand(
        "projection", "Time from an embedding to its code, one at a time and many at once");
    auto settings = std::make_shared<ProjectionExperiment>();
    auto output = std::make_shared<BenchOutput>(*command);
    output->add_save(*command);
    command->add_option("--dims", settings->dims, "Floats an embedding, e.g. 384,768")
        ->delimiter(',')
        ->capture_default_str()
        ->check(from_one);
    command->add_option("--bits", settings->bits, "Bits a code, e.g. 128,256")
        ->delimiter(',')
        ->capture_default_str()
        ->check(from_one);
    command->add_option("--batch", settings->batch, "Embeddings at once")
        ->capture_default_str()
        ->check(from_one);
    const CLI::Option* repeats =
        command->add_option("--repeats", settings->repeats, "Timed embeddings, one at a time")
            ->capture_default_str()
            ->check(from_one);
    const CLI::Option* batch_repeats =
        command->add_option("--batch-repeats", settings->batch_repeats, "Timed batches")
            ->capture_default_str()
            ->check(from_one);
    command->add_option("--seed", settings->seed, "Seed of matrix and embeddings")
        ->capture_default_str()
        ->check(from_zero);
    const CLI::Option* quick = add_quick_flag(*command);
    command->callback([=] {
        if (*quick) {
            set_unless_given(*repeats, settings->repeats, 200);
            set_unless_given(*batch_repeats, settings->batch_repeats, 3);
        }
        output->check();
        output->write_and_keep(value_or_leave(run_projection(*settings, output->progress())));
    });
}

} // namespace bsc::cli
