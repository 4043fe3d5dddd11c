#pragma once

#include "engine/replay/workload.h"
#include "engine/store/workload_library.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// Files that hold requests. All may be gzip.
enum class ImportFormat {
    workload, ///< JSON Lines as WorkloadReader reads them
    csv,      ///< RFC 4180 with a header line; ',', ';' or tab, whichever the header has most of
    openai,   ///< JSON Lines of {"body": request} (batch) or requests and chats themselves
    litellm,  ///< standard logging payloads or spend logs, JSON Lines or one JSON array
    helicone, ///< exports with bodies, JSON Lines or one JSON array
    har,      ///< of a browser or a debugging proxy; entries that are no chat are left out
};
std::string_view name_of(ImportFormat format); ///< "workload", "csv", ...
std::optional<ImportFormat> import_format_of(std::string_view name);

/// What a column can hold: "prompt", "time", "class", "model", "partition", "source",
/// "input_tokens" and "output_tokens", with the name of the column that does.
using ColumnMapping = std::map<std::string, std::string, std::less<>>;

struct ImportOptions {
    std::optional<ImportFormat> format{}; ///< none: sniffed
    /// Of csv; what is not named here is found by the usual names of columns, and no column holds
    /// what is given an empty name.
    ColumnMapping columns{};
};

struct BadRow {
    std::size_t line = 0; ///< where the row begins
    std::string why;
};

struct ImportPreview {
    static constexpr std::size_t max_rows = 20;

    ImportFormat format = ImportFormat::workload;
    std::vector<std::string> columns; ///< that the file has; csv only
    ColumnMapping mapping;            ///< as used; csv only
    std::vector<WorkloadRow> rows;    ///< the first good ones
    std::vector<BadRow> bad_rows;     ///< met on the way there
};

struct ImportReport {
    static constexpr std::size_t max_bad_rows = 100;

    WorkloadInfo workload;
    std::uint64_t bad = 0;        ///< rows left out
    std::vector<BadRow> bad_rows; ///< the first of them
    /// Rows with an earlier time than the row before; the order of the file is kept.
    std::uint64_t back_in_time = 0;
};

/// The format, from the beginning of the file. Errors: not_found, io, wrong_format (no format
/// fits).
Result<ImportFormat> sniff(const std::filesystem::path& file);

/// The names in the header line of a CSV file. Errors: not_found, io, wrong_format.
Result<std::vector<std::string>> csv_columns(const std::filesystem::path& file);

/// Errors: of sniff(); invalid_argument (no such column, no column of prompts); wrong_format (the
/// file as a whole cannot be read).
Result<ImportPreview> preview_import(const std::filesystem::path& file,
                                     const ImportOptions& options);

/// Called about every 1000 rows with the good rows and the share of the file read so far.
using ImportProgress = std::function<void(std::uint64_t rows, double share)>;

/// Reads the file into a new workload of the library, one row in memory. Times become seconds since
/// the first row that has one. Rows that make no sense are counted and left out; after an error,
/// when cancelled and when no row is good nothing is imported at all.
///
/// Runs in the calling thread. Errors: of preview_import() and WorkloadLibrary::create();
/// wrong_format (no good row), unavailable (cancelled).
Result<ImportReport> import_workload(const std::filesystem::path& file,
                                     const ImportOptions& options, WorkloadLibrary& library,
                                     const std::string& name, const ImportProgress& progress = {},
                                     const std::function<bool()>& cancelled = {});

} // namespace bsc
