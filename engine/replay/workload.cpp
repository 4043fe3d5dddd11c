#include "engine/replay/workload.h"

#include <array>
#include <boost/json.hpp>
#include <string_view>
#include <system_error>
#include <zlib.h>

namespace bsc {
namespace {

namespace json = boost::json;

/// The text at `key`; nothing when absent or null; an error text when it is something else.
tl::expected<std::optional<std::string>, std::string> optional_text(const json::object& row,
                                                                    std::string_view key) {
    const json::value* value = row.if_contains(key);
    if (!value || value->is_null()) {
        return std::nullopt;
    }
    if (!value->is_string()) {
        return tl::unexpected(std::string(1, '"').append(key).append("\" is not a text"));
    }
    return std::string(value->get_string());
}

/// The count at `key`; 0 when absent or null.
tl::expected<std::uint64_t, std::string> optional_count(const json::object& row,
                                                        std::string_view key) {
    const json::value* value = row.if_contains(key);
    if (!value || value->is_null()) {
        return 0;
    }
    boost::system::error_code wrong;
    const auto count = value->to_number<std::uint64_t>(wrong);
    if (wrong) {
        return tl::unexpected(std::string(1, '"').append(key).append("\" is not a count"));
    }
    return count;
}

tl::expected<WorkloadRow, std::string> row_of(std::string_view line) {
    boost::system::error_code wrong;
    const json::value parsed = json::parse(line, wrong);
    if (wrong) {
        return tl::unexpected("not JSON (" + wrong.message() + ")");
    }
    const json::object* object = parsed.if_object();
    if (!object) {
        return tl::unexpected(std::string("not a JSON object"));
    }
    WorkloadRow row;
    auto prompt = optional_text(*object, "prompt");
    auto meaning_class = optional_text(*object, "class");
    auto source = optional_text(*object, "source");
    auto partition = optional_text(*object, "partition");
    auto model = optional_text(*object, "model");
    for (const auto* part : {&prompt, &meaning_class, &source, &partition, &model}) {
        if (!*part) {
            return tl::unexpected(part->error());
        }
    }
    if (!*prompt) {
        return tl::unexpected(std::string("no \"prompt\""));
    }
    row.prompt = std::move(**prompt);
    row.meaning_class = std::move(*meaning_class);
    row.source = std::move(*source).value_or("");
    row.partition = std::move(*partition).value_or("");
    row.model = std::move(*model).value_or("");
    const auto input_tokens = optional_count(*object, "input_tokens");
    const auto output_tokens = optional_count(*object, "output_tokens");
    for (const auto* part : {&input_tokens, &output_tokens}) {
        if (!*part) {
            return tl::unexpected(part->error());
        }
    }
    row.input_tokens = *input_tokens;
    row.output_tokens = *output_tokens;
    if (const json::value* arrival = object->if_contains("t"); arrival && !arrival->is_null()) {
        if (!arrival->is_number()) {
            return tl::unexpected(std::string("\"t\" is not a number"));
        }
        row.arrival = arrival->to_number<double>();
    }
    return row;
}

struct CloseGz {
    void operator()(gzFile_s* file) const { gzclose(file); }
};

} // namespace

struct WorkloadReader::Impl {
    std::filesystem::path path;
    std::unique_ptr<gzFile_s, CloseGz> file;
    std::string line;
    std::size_t line_number = 0;

    tl::unexpected<Error> wrong(ErrorCode code, const std::string& what) const {
        return fail(code,
                    path.string() + ", line " + std::to_string(line_number) + ": " + what + ".");
    }

    /// Reads one line without its end; false at the end of the file.
    Result<bool> read_line() {
        std::array<char, 64 * 1024> part;
        line.clear();
        ++line_number;
        while (gzgets(file.get(), part.data(), static_cast<int>(part.size()))) {
            line += part.data();
            if (line.ends_with('\n')) {
                line.pop_back();
                return true;
            }
            if (line.size() > max_line_bytes) {
                return wrong(ErrorCode::wrong_format, "longer than 16 MiB");
            }
        }
        int code = Z_OK;
        gzerror(file.get(), &code);
        if (code != Z_OK && code != Z_STREAM_END) {
            return code == Z_ERRNO ? wrong(ErrorCode::io, "could not be read")
                                   : wrong(ErrorCode::wrong_format,
                                           "the compressed file is damaged or cut short");
        }
        return !line.empty();
    }
};

Result<WorkloadReader> WorkloadReader::open(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return fail(ErrorCode::not_found, "There is no workload file " + file.string() + ".");
    }
    auto impl = std::make_unique<Impl>();
    impl->path = file;
    impl->file.reset(gzopen(file.c_str(), "rb"));
    if (!impl->file) {
        return fail(ErrorCode::io, "The workload file " + file.string() + " cannot be opened.");
    }
    return WorkloadReader(std::move(impl));
}

WorkloadReader::WorkloadReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WorkloadReader::~WorkloadReader() = default;
WorkloadReader::WorkloadReader(WorkloadReader&&) noexcept = default;
WorkloadReader& WorkloadReader::operator=(WorkloadReader&&) noexcept = default;

std::size_t WorkloadReader::line() const { return impl_->line_number; }

Result<std::optional<WorkloadRow>> WorkloadReader::next() {
    while (true) {
        const auto more = impl_->read_line();
        if (!more) {
            return tl::unexpected(more.error());
        }
        if (!*more) {
            return std::nullopt;
        }
        if (impl_->line.find_first_not_of(" \t\r") == std::string::npos) {
            continue;
        }
        auto row = row_of(impl_->line);
        if (!row) {
            return impl_->wrong(ErrorCode::wrong_format, row.error());
        }
        return std::optional(std::move(*row));
    }
}

} // namespace bsc
