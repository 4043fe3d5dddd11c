#include "engine/replay/workload.h"

#include "engine/replay/workload_json.h"
#include "engine/replay/workload_lines.h"

namespace bsc {

static_assert(WorkloadReader::max_line_bytes == WorkloadLines::max_line_bytes);

struct WorkloadReader::Impl {
    WorkloadLines lines;
};

Result<WorkloadReader> WorkloadReader::open(const std::filesystem::path& file) {
    return WorkloadLines::open(file).map([](WorkloadLines&& lines) {
        return WorkloadReader(std::unique_ptr<Impl>(new Impl{std::move(lines)}));
    });
}

WorkloadReader::WorkloadReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WorkloadReader::~WorkloadReader() = default;
WorkloadReader::WorkloadReader(WorkloadReader&&) noexcept = default;
WorkloadReader& WorkloadReader::operator=(WorkloadReader&&) noexcept = default;

std::size_t WorkloadReader::line() const { return impl_->lines.number(); }

Result<std::optional<WorkloadRow>> WorkloadReader::next() {
    while (true) {
        const auto more = impl_->lines.next();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            return std::nullopt;
        const std::string& text = impl_->lines.text();
        if (text.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        auto row = json_object_in(text).and_then(workload_row_of);
        if (!row)
            return impl_->lines.wrong(ErrorCode::wrong_format, row.error());
        return std::optional(std::move(*row));
    }
}

} // namespace bsc
