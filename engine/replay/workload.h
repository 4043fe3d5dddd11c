#pragma once

#include "engine/base/result.h"

#include <cstddef>
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
};

/// Reads a workload row by row: JSON Lines, plain or gzip, one object
/// {"t": seconds or null, "prompt": text, "class": text or null, "source": text} a line, only
/// "prompt" required, unknown keys ignored, blank lines skipped. Holds one line in memory. Not for
/// sharing between threads.
class WorkloadReader {
  public:
    static constexpr std::size_t max_line_bytes = std::size_t{16} << 20;

    /// Errors: not_found, io.
    static Result<WorkloadReader> open(const std::filesystem::path& file);
    ~WorkloadReader();
    WorkloadReader(WorkloadReader&&) noexcept;
    WorkloadReader& operator=(WorkloadReader&&) noexcept;

    /// The next row; nothing at the end. Errors, naming file and line: wrong_format (no such row,
    /// line too long, damaged gzip), io. After an error the reader is of no more use.
    Result<std::optional<WorkloadRow>> next();

    /// Lines read so far.
    std::size_t line() const;

  private:
    struct Impl;
    explicit WorkloadReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc
