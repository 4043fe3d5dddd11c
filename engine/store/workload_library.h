#pragma once

#include "engine/base/result.h"
#include "engine/store/file_room.h"

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
    std::uint64_t bytes = 0;    ///< of the texts
    bool baseline = false;      ///< the one others are held against
};

/// What the rows of a workload have in common; counting them reads them all.
struct WorkloadFigures {
    std::uint64_t prompts = 0, models = 0, sources = 0, partitions = 0; ///< distinct
    /// Requests in even steps of the span, first to last arrival; of rows without times in even
    /// steps of their order.
    std::vector<std::uint64_t> traffic;
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
    /// To look only, also at a file of a newer program or one that another process holds; every
    /// change is refused. Errors: wrong_format (not ours, too damaged to read), io.
    static Result<std::unique_ptr<WorkloadLibrary>>
    open_read_only(const std::filesystem::path& file);
    ~WorkloadLibrary();
    bool read_only() const;

    /// All that are not deleted, newest first.
    Result<std::vector<WorkloadInfo>> list() const;
    /// Those that restore() brings back, newest first.
    Result<std::vector<WorkloadInfo>> removed() const;
    /// Errors: not_found.
    Result<WorkloadInfo> info(std::uint64_t id) const;
    /// By name, or by id written in digits. Errors: not_found, listing the names there are.
    Result<WorkloadInfo> find(std::string_view name) const;

    /// Fills a new workload. Rows reach the file in batches, but nobody sees the workload before
    /// commit(); without it everything is taken away again (after a crash by a later sweep()).
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
    /// A workload that grows by append() and is there from the beginning: whatever was appended
    /// stays, however the program ends. Errors: as create().
    Result<WorkloadInfo> start_recording(std::string name, std::string note);
    /// All rows or none, durable when it returns. Errors: not_found, io.
    Result<WorkloadInfo> append(std::uint64_t id, const std::vector<WorkloadRowRecord>& rows);
    /// A workload with the same rows. `cancelled` is asked every few thousand rows. Errors:
    /// not_found, invalid_argument (the name), unavailable (cancelled; nothing is left), io.
    Result<WorkloadInfo> duplicate(std::uint64_t id, std::string name,
                                   const std::function<bool()>& cancelled = {});
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

    /// Reads every row: seconds for a million. Errors: not_found, io.
    Result<WorkloadFigures> figures(std::uint64_t id, std::size_t traffic_steps) const;

    /// Errors: not_found, invalid_argument (empty, taken).
    Result<void> rename(std::uint64_t id, std::string name);
    /// At most one is; nothing: none. Errors: not_found.
    Result<void> set_baseline(std::optional<std::uint64_t> id);
    /// Hides it; restore() brings it back until it is erased. Errors: not_found.
    Result<void> remove(std::uint64_t id);
    /// Under another name when its own was taken meanwhile. Errors: not_found.
    Result<WorkloadInfo> restore(std::uint64_t id);
    /// Deletes one of removed() for good: seconds for a million rows. Errors: not_found, io.
    Result<void> erase(std::uint64_t id);
    /// Deletes all of removed() for good, and sweeps.
    Result<void> purge();
    /// Takes away what a crash left half written more than an hour ago, or half erased; nothing
    /// that list() or removed() tells of.
    Result<void> sweep();
    /// What erase(), purge() and sweep() freed goes from the file, see give_room_back(). Errors:
    /// io.
    Result<FileRoom> give_room_back(std::uint64_t most_rewritten);

  private:
    struct Impl;
    explicit WorkloadLibrary(std::unique_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

} // namespace bsc
