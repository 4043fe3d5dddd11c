#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

enum class WorkloadKind { recorded, imported, synthetic, sample };
std::string_view name_of(WorkloadKind kind); ///< "recorded", ...

/// One saved workload, without its rows.
struct WorkloadInfo {
    std::uint64_t id = 0;
    std::string name; ///< unique among those that are not deleted
    WorkloadKind kind = WorkloadKind::imported;
    std::string note; ///< where it comes from, what was left out, settings of a generator
    std::int64_t created_us = 0; ///< Unix epoch
    std::uint64_t requests = 0;
    std::uint64_t labelled = 0; ///< requests with a class
    std::uint64_t timed = 0;    ///< requests with a time of arrival
    double span_seconds = 0;    ///< first to last arrival
};

/// One request of a saved workload.
struct WorkloadRowRecord {
    std::optional<double> arrival; ///< seconds since the start
    std::string prompt;
    std::optional<std::string> meaning_class;
    std::string source, partition, model;
    std::uint64_t input_tokens = 0, output_tokens = 0;
};

/// Workloads saved in the one SQLite file, beside what the Store keeps there, through connections
/// of its own; the Store may be open on the same file, here or in another process.
///
/// Threads: every call may come from any thread; a Writer or Rows belongs to one thread at a time
/// each keeps the library's connections open as long as it lives.
class WorkloadLibrary {
  public:
    /// Opens or creates the file. Errors: wrong_format, busy, io.
    static Result<std::unique_ptr<WorkloadLibrary>> open(const std::filesystem::path& file);
    /// Nothing reaches the disk.
    static Result<std::unique_ptr<WorkloadLibrary>> open_in_memory();
    ~WorkloadLibrary();

    /// All that are not deleted, newest first.
    Result<std::vector<WorkloadInfo>> list() const;
    /// Errors: not_found.
    Result<WorkloadInfo> info(std::uint64_t id) const;
    /// By name, or by id written in digits. Errors: not_found, listing the names there are.
    Result<WorkloadInfo> find(std::string_view name) const;

    /// Fills a new workload. Rows reach the file in batches, but nobody sees the workload before
    /// commit(); without it everything is taken away again (after a crash by a later purge()).
    class Writer {
      public:
        ~Writer();
        Writer(Writer&&) noexcept;
        Result<void> add(WorkloadRowRecord row);
        Result<WorkloadInfo> commit();
        std::uint64_t rows() const;

      private:
        friend class WorkloadLibrary;
        struct Impl;
        explicit Writer(std::unique_ptr<Impl> impl);
        std::unique_ptr<Impl> impl_;
    };
    /// Errors: invalid_argument (empty name, or one that is taken), io.
    Result<Writer> create(std::string name, WorkloadKind kind, std::string note);
    /// `wanted`, or with a number behind it when that is taken.
    Result<std::string> free_name(std::string wanted) const;

    /// Reads a workload from `first` on in its own order, one page in memory.
    class Rows {
      public:
        ~Rows();
        Rows(Rows&&) noexcept;
        /// The next row; nothing at the end. Errors: io.
        Result<std::optional<WorkloadRowRecord>> next();

      private:
        friend class WorkloadLibrary;
        struct Impl;
        explicit Rows(std::unique_ptr<Impl> impl);
        std::unique_ptr<Impl> impl_;
    };
    Result<Rows> rows(std::uint64_t id, std::uint64_t first = 0) const;
    /// Up to `count` rows from `first` on: a page of a table.
    Result<std::vector<WorkloadRowRecord>> page(std::uint64_t id, std::uint64_t first,
                                                std::size_t count) const;

    /// Errors: not_found, invalid_argument (empty, taken).
    Result<void> rename(std::uint64_t id, std::string name);
    /// Hides it; restore() brings it back until the next purge(), under another name when its own
    /// was taken meanwhile. Errors: not_found.
    Result<void> remove(std::uint64_t id);
    Result<void> restore(std::uint64_t id);
    /// Takes away what was removed, and what a crash left half written more than an hour ago.
    Result<void> purge();

  private:
    struct Impl;
    explicit WorkloadLibrary(std::unique_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

} // namespace bsc
