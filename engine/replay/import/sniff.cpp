#include "engine/replay/import/import.h"
#include "engine/replay/import/json_elements.h"
#include "engine/replay/workload_json.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace bsc {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 6> names{"workload", "csv",      "openai",
                                                "litellm",  "helicone", "har"};
constexpr int sniffed_lines = 100;

bool has_any(const json::object& object, std::initializer_list<std::string_view> keys) {
    return std::ranges::any_of(keys, [&](std::string_view key) { return object.contains(key); });
}

std::optional<ImportFormat> format_of(const json::object& object) {
    if (has_any(object, {"log"}))
        return ImportFormat::har;
    if (has_any(object, {"request_body", "request_created_at", "providerRequest"}) ||
        (has_any(object, {"request"}) && has_any(object, {"response", "request_id"})))
        return ImportFormat::helicone;
    if (has_any(object, {"startTime", "call_type", "litellm_call_id", "proxy_server_request"}))
        return ImportFormat::litellm;
    if (has_any(object, {"body", "messages", "input"}))
        return ImportFormat::openai;
    if (has_any(object, {"prompt"}))
        return has_any(object, {"max_tokens", "temperature"}) ? ImportFormat::openai
                                                              : ImportFormat::workload;
    return std::nullopt;
}

std::optional<ImportFormat> format_of_text(std::string_view text) {
    const auto object = json_object_in(text);
    return object ? format_of(*object) : std::nullopt;
}

/// An indented HAR has its list of entries in its first lines.
bool begins_har(std::string_view text) {
    return text.find("\"log\"") != std::string_view::npos &&
           (text.find("\"entries\"") != std::string_view::npos ||
            text.find("\"creator\"") != std::string_view::npos);
}

std::optional<ImportFormat> format_in(WorkloadLines& lines) {
    std::string beginning;
    for (int line = 0; line < sniffed_lines; ++line) {
        const auto more = lines.next();
        if (!more || !*more)
            break;
        const std::string& text = lines.text();
        const std::size_t begin = text.find_first_not_of(" \t\r");
        if (begin == std::string::npos)
            continue;
        if (beginning.empty() && text[begin] == '[') {
            const auto element =
                JsonElements(lines, 0, "", JsonElements::Begun::in_this_line).next();
            return element && *element ? format_of_text((*element)->text) : std::nullopt;
        }
        if (beginning.empty() && text[begin] != '{')
            return text.find_first_of(",;\t") != std::string::npos || text.size() < 100
                       ? std::optional(ImportFormat::csv)
                       : std::nullopt;
        if (const auto format = format_of_text(text))
            return format;
        beginning += text;
    }
    return begins_har(beginning) ? std::optional(ImportFormat::har) : std::nullopt;
}

} // namespace

std::string_view name_of(ImportFormat format) { return names[static_cast<std::size_t>(format)]; }

std::optional<ImportFormat> import_format_of(std::string_view name) {
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<ImportFormat>(found - names.begin()));
}

Result<ImportFormat> sniff(const std::filesystem::path& file) {
    auto lines = WorkloadLines::open(file);
    if (!lines)
        return tl::unexpected(lines.error());
    if (const auto format = format_in(*lines))
        return *format;
    return fail(ErrorCode::wrong_format,
                "The beginning of " + file.string() +
                    " does not tell its format; name it: workload, csv, openai, litellm, helicone "
                    "or har.");
}

} // namespace bsc
