#include "engine/replay/export_workload.h"

#include "engine/replay/library_rows.h"
#include "engine/replay/progress_interval.h"
#include "engine/replay/workload_json.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <unistd.h>

namespace bsc {
namespace {

namespace fs = std::filesystem;

/// A file beside its final place, gone unless it is kept.
class Draft {
  public:
    explicit Draft(fs::path place)
        : place_(std::move(place)), draft_(place_.string() + ".part" + std::to_string(getpid())),
          stream_(draft_, std::ios::binary | std::ios::trunc) {}
    ~Draft() {
        std::error_code ignored;
        fs::remove(draft_, ignored);
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    std::ofstream& stream() { return stream_; }
    Result<void> keep() {
        stream_.close();
        std::error_code wrong;
        if (stream_)
            fs::rename(draft_, place_, wrong);
        return !stream_ || wrong ? cannot_write() : Result<void>{};
    }
    Result<void> cannot_write() const {
        return fail(ErrorCode::io,
                    "Cannot write '" + place_.string() + "': " + std::strerror(errno) + ".");
    }

  private:
    const fs::path place_, draft_;
    std::ofstream stream_;
};

} // namespace

Result<void> export_workload(const WorkloadLibrary& library, std::uint64_t id, const fs::path& file,
                             const std::function<bool(std::uint64_t rows)>& progress) {
    auto saved = library.rows(id);
    if (!saved)
        return tl::unexpected(saved.error());
    LibraryRows rows(std::move(*saved));
    Draft draft(file);
    for (std::uint64_t written = 0; draft.stream(); ++written) {
        if (progress && written % rows_a_report == 0 && !progress(written))
            return fail(ErrorCode::unavailable, "The export was cancelled; nothing is written.");
        const auto row = rows.next();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            return draft.keep();
        draft.stream() << workload_line(**row) << '\n';
    }
    return draft.cannot_write();
}

} // namespace bsc
