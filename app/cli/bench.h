#pragma once

#include "app/cli/commands.h"
#include "engine/experiment/experiment_run.h"

#include <cstdint>
#include <filesystem>
#include <type_traits>
#include <utility>

namespace bsc::cli {

/// What numbers an option takes. CLI11 2.1's own PositiveNumber tells the user the largest double.
inline constexpr std::int64_t largest_count = 1'000'000'000;
inline const CLI::Range from_one{std::int64_t{1}, largest_count};
inline const CLI::Range from_zero{std::int64_t{0}, largest_count};

/// What `bsc bench` commands and `bsc replay` do with their results: the tables to standard output
/// and, with --json FILE, everything to a file. Must live until the command has run.
class BenchOutput {
  public:
    /// Adds --json.
    explicit BenchOutput(CLI::App& command);
    BenchOutput(const BenchOutput&) = delete;
    BenchOutput& operator=(const BenchOutput&) = delete;

    /// Leaves now when the file cannot be written, not after minutes of measuring.
    void check() const;
    /// Shows the progress on standard error when that is a terminal; never stops the run.
    ExperimentProgress progress() const;
    void write(const ExperimentResult& result) const;
    /// write(), and with --save a run in the library.
    void write_and_keep(const ExperimentResult& result) const;
    void add_save(CLI::App& command); ///< --save and --db
    bool to_file() const { return !json_.empty(); }

  private:
    std::filesystem::path json_, database_;
    bool save_ = false;
};

/// The flag --quick: fewer and smaller measurements, to see that all works.
CLI::Option* add_quick_flag(CLI::App& command);

template <class Value>
void set_unless_given(const CLI::Option& option, Value& value, std::type_identity_t<Value> other) {
    if (option.count() == 0)
        value = std::move(other);
}

/// What the experiment returned, or CommandFailed.
ExperimentResult value_or_leave(Result<ExperimentResult> result);

/// One function a command below `bsc bench`.
void add_bench_projection(CLI::App& bench);
void add_bench_memory(CLI::App& bench);
void add_bench_hamming(CLI::App& bench);
void add_bench_eviction(CLI::App& bench);
void add_bench_all(CLI::App& bench);
void add_bench_criteria(CLI::App& bench);

} // namespace bsc::cli
