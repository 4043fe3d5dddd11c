#pragma once

#include "app/cli/commands.h"
#include "engine/experiment/experiment_run.h"

#include <filesystem>

namespace bsc::cli {

/// What every `bsc bench` command does with its result: the tables to standard output and, with
/// --json FILE, everything to a file. Must live until the command has run.
class BenchOutput {
  public:
    /// Adds --json.
    explicit BenchOutput(CLI::App& command);

    /// Leaves now when the file cannot be written, not after minutes of measuring.
    void check() const;
    /// Shows the progress on standard error when that is a terminal; never stops the run.
    ExperimentProgress progress() const;
    void write(const ExperimentResult& result) const;

  private:
    std::filesystem::path json_;
};

/// One function a command below `bsc bench`.
void add_bench_projection(CLI::App& bench);
void add_bench_memory(CLI::App& bench);
void add_bench_hamming(CLI::App& bench);
void add_bench_eviction(CLI::App& bench);

} // namespace bsc::cli
