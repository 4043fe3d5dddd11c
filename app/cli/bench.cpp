#include "app/cli/bench.h"

namespace bsc::cli {

void add_bench(CLI::App& app) {
    CLI::App* bench = app.add_subcommand(
        "bench", "Measures the engine on this machine and prints tables, or writes JSON");
    bench->require_subcommand(1);
    add_bench_projection(*bench);
    add_bench_memory(*bench);
    add_bench_hamming(*bench);
    add_bench_eviction(*bench);
    add_bench_all(*bench);
    add_bench_criteria(*bench);
}

} // namespace bsc::cli
