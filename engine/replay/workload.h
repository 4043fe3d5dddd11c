#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace bsc {

/// One request of a recorded or composed workload.
struct WorkloadRow {
    std::optional<double> arrival; ///< seconds since the start
    std::string prompt;
    /// Prompts of one class may share an answer; none: nobody has judged this prompt.
    std::optional<std::string> meaning_class;
    std::string source; ///< where the prompt comes from, may be empty
    /// What must be equal besides the prompt before an answer is shared; empty: one partition.
    std::string partition;
    std::string model;               ///< empty: not known
    std::uint64_t input_tokens = 0;  ///< of the recorded answer's usage; 0: not known
    std::uint64_t output_tokens = 0; ///< as above
};

/// Rows in order, from a file, the library or a generator. Not for sharing between threads.
class WorkloadRows {
  public:
    virtual ~WorkloadRows() = default;

    /// The next row; nothing at the end. After an error the object is of no more use.
    virtual Result<std::optional<WorkloadRow>> next() = 0;
};

/// Reads a workload row by row: JSON Lines, plain or gzip, one object
/// {"t": seconds or null, "prompt": text, "class": text or null, "source": text, "partition": text,
/// "model": text, "input_tokens": count, "output_tokens": count} a line, only "prompt" required,
/// unknown keys ignored, blank lines skipped. Holds one line in memory.
class WorkloadReader final : public WorkloadRows {
  public:
    static constexpr std::size_t max_line_bytes = std::size_t{16} << 20;

    /// Errors: not_found, io.
    static Result<WorkloadReader> open(const std::filesystem::path& file);
    ~WorkloadReader() override;
    WorkloadReader(WorkloadReader&&) noexcept;
    WorkloadReader& operator=(WorkloadReader&&) noexcept;

    /// Errors, naming file and line: wrong_format (no such row, line too long, damaged gzip), io.
    Result<std::optional<WorkloadRow>> next() override;

    /// Lines read so far.
    std::size_t line() const;

  private:
    struct Impl;
    explicit WorkloadReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc
