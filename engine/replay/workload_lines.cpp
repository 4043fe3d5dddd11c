#include "engine/replay/workload_lines.h"

#include <array>
#include <system_error>
#include <zlib.h>

namespace bsc {
namespace {

struct CloseGz {
    void operator()(gzFile_s* file) const { gzclose(file); }
};

} // namespace

struct WorkloadLines::Impl {
    std::filesystem::path path;
    std::unique_ptr<gzFile_s, CloseGz> file;
    std::uintmax_t bytes = 0;
    std::string line;
    std::size_t number = 0;
};

Result<WorkloadLines> WorkloadLines::open(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
        return fail(ErrorCode::not_found, "There is no workload file " + file.string() + ".");
    auto impl = std::make_unique<Impl>();
    impl->path = file;
    impl->bytes = std::filesystem::file_size(file, ignored);
    impl->file.reset(gzopen(file.c_str(), "rb"));
    if (!impl->file)
        return fail(ErrorCode::io, "The workload file " + file.string() + " cannot be opened.");
    return WorkloadLines(std::move(impl));
}

WorkloadLines::WorkloadLines(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WorkloadLines::~WorkloadLines() = default;
WorkloadLines::WorkloadLines(WorkloadLines&&) noexcept = default;
WorkloadLines& WorkloadLines::operator=(WorkloadLines&&) noexcept = default;

const std::string& WorkloadLines::text() const { return impl_->line; }
std::size_t WorkloadLines::number() const { return impl_->number; }

double WorkloadLines::share() const {
    const z_off_t offset = gzoffset(impl_->file.get());
    return impl_->bytes == 0 || offset < 0
               ? 0
               : static_cast<double>(offset) / static_cast<double>(impl_->bytes);
}

tl::unexpected<Error> WorkloadLines::wrong(ErrorCode code, const std::string& what) const {
    return fail(code, impl_->path.string() + ", line " + std::to_string(impl_->number) + ": " +
                          what + ".");
}

Result<bool> WorkloadLines::next() {
    std::array<char, 64 * 1024> part;
    std::string& line = impl_->line;
    line.clear();
    ++impl_->number;
    while (gzgets(impl_->file.get(), part.data(), static_cast<int>(part.size()))) {
        line += part.data();
        if (line.ends_with('\n')) {
            line.pop_back();
            return true;
        }
        if (line.size() > max_line_bytes)
            return wrong(ErrorCode::wrong_format, "longer than 16 MiB");
    }
    int code = Z_OK;
    gzerror(impl_->file.get(), &code);
    if (code != Z_OK && code != Z_STREAM_END)
        return code == Z_ERRNO
                   ? wrong(ErrorCode::io, "could not be read")
                   : wrong(ErrorCode::wrong_format, "the compressed file is damaged or cut short");
    return !line.empty();
}

} // namespace bsc
