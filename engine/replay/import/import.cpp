#include "engine/replay/import/import.h"

#include "engine/replay/import/import_source.h"
#include "engine/replay/library_rows.h"
#include "engine/replay/progress_interval.h"

#include <utility>

namespace bsc {
namespace {

constexpr std::size_t preview_bad_rows = 100;

struct Opened {
    ImportFormat format;
    std::unique_ptr<ImportSource> source;
};

Result<Opened> open_source(const std::filesystem::path& file, const ImportOptions& options) {
    const auto format = options.format ? Result<ImportFormat>(*options.format) : sniff(file);
    if (!format)
        return tl::unexpected(format.error());
    if (*format != ImportFormat::csv && !options.columns.empty())
        return fail(ErrorCode::invalid_argument, "Columns can be named for csv, but this file is " +
                                                     std::string(name_of(*format)) + ".");
    auto lines = WorkloadLines::open(file);
    if (!lines)
        return tl::unexpected(lines.error());
    if (*format != ImportFormat::csv)
        return Opened{*format, open_json(std::move(*lines), *format)};
    auto csv = open_csv(std::move(*lines), options.columns);
    if (!csv)
        return tl::unexpected(csv.error());
    return Opened{*format, std::move(*csv)};
}

/// Makes times relative to the first one.
class Clock {
  public:
    /// `relative`: the format's own times are seconds since the start already.
    explicit Clock(bool relative) : started_(relative) {}

    void set(WorkloadRow& row) {
        if (!row.arrival)
            return;
        if (!started_)
            begin_ = *row.arrival;
        started_ = true;
        *row.arrival -= begin_;
        back_in_time_ += *row.arrival < last_;
        last_ = *row.arrival;
    }
    std::uint64_t back_in_time() const { return back_in_time_; }

  private:
    bool started_;
    double begin_ = 0, last_ = 0;
    std::uint64_t back_in_time_ = 0;
};

} // namespace

Result<ImportPreview> preview_import(const std::filesystem::path& file,
                                     const ImportOptions& options) {
    auto opened = open_source(file, options);
    if (!opened)
        return tl::unexpected(opened.error());
    ImportSource& source = *opened->source;
    ImportPreview preview{opened->format, source.columns(), source.mapping(), {}, {}};
    Clock clock(opened->format == ImportFormat::workload);
    while (preview.rows.size() < ImportPreview::max_rows &&
           preview.bad_rows.size() < preview_bad_rows) {
        auto item = source.next();
        if (!item)
            return tl::unexpected(item.error());
        if (!*item)
            break;
        if (!(*item)->row) {
            preview.bad_rows.push_back({(*item)->line, (*item)->row.error()});
            continue;
        }
        clock.set(*(*item)->row);
        preview.rows.push_back(std::move(*(*item)->row));
    }
    return preview;
}

Result<ImportReport> import_workload(const std::filesystem::path& file,
                                     const ImportOptions& options, WorkloadLibrary& library,
                                     const std::string& name, const ImportProgress& progress,
                                     const std::function<bool()>& cancelled) {
    auto opened = open_source(file, options);
    if (!opened)
        return tl::unexpected(opened.error());
    auto writer = library.create(name, WorkloadKind::imported,
                                 "from " + file.filename().string() + " as " +
                                     std::string(name_of(opened->format)));
    if (!writer)
        return tl::unexpected(writer.error());
    ImportReport report;
    Clock clock(opened->format == ImportFormat::workload);
    for (std::uint64_t read = 0;; ++read) {
        if (cancelled && cancelled())
            return fail(ErrorCode::unavailable, "The import was cancelled; nothing is imported.");
        if (progress && read % rows_a_report == 0)
            progress(writer->rows(), opened->source->share());
        auto item = opened->source->next();
        if (!item)
            return tl::unexpected(item.error());
        if (!*item)
            break;
        ImportedRow& row = (*item)->row;
        if (!row) {
            ++report.bad;
            if (report.bad_rows.size() < ImportReport::max_bad_rows)
                report.bad_rows.push_back({(*item)->line, row.error()});
            continue;
        }
        clock.set(*row);
        if (auto added = writer->add(row_record(std::move(*row))); !added)
            return tl::unexpected(added.error());
    }
    if (writer->rows() == 0)
        return fail(ErrorCode::wrong_format,
                    "No row of " + file.string() + " can be imported as " +
                        std::string(name_of(opened->format)) +
                        (report.bad_rows.empty()
                             ? "."
                             : "; line " + std::to_string(report.bad_rows[0].line) + ": " +
                                   report.bad_rows[0].why + "."));
    auto workload = writer->commit();
    if (!workload)
        return tl::unexpected(workload.error());
    report.workload = std::move(*workload);
    report.back_in_time = clock.back_in_time();
    return report;
}

} // namespace bsc
