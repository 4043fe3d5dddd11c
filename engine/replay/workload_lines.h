#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace bsc {

/// The lines of a text file, plain or gzip, one in memory. Not for sharing between threads.
class WorkloadLines {
  public:
    static constexpr std::size_t max_line_bytes = std::size_t{16} << 20;

    /// Errors: not_found, io.
    static Result<WorkloadLines> open(const std::filesystem::path& file);
    ~WorkloadLines();
    WorkloadLines(WorkloadLines&&) noexcept;
    WorkloadLines& operator=(WorkloadLines&&) noexcept;

    /// Reads the next line, without its end; false at the end of the file. Errors, naming file and
    /// line: wrong_format (line too long, damaged gzip), io.
    Result<bool> next();
    const std::string& text() const;
    /// Lines read so far.
    std::size_t number() const;
    /// How far the file is read, 0..1.
    double share() const;

    /// An error that names the file and the line.
    tl::unexpected<Error> wrong(ErrorCode code, const std::string& what) const;

  private:
    struct Impl;
    explicit WorkloadLines(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc
