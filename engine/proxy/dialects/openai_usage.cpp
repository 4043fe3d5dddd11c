#include "engine/proxy/dialects/openai_usage.h"

#include "engine/proxy/dialects/request_fields.h"

#include <algorithm>

namespace bsc {

std::optional<Usage> openai_usage_of(const json::object& answer) {
    const json::object* numbers = object_member(answer, "usage");
    if (!numbers)
        return std::nullopt;
    Usage usage;
    usage.input = count_member(*numbers, "prompt_tokens");
    usage.output = count_member(*numbers, "completion_tokens");
    if (const json::object* details = object_member(*numbers, "prompt_tokens_details"))
        usage.cache_read = std::min(usage.input, count_member(*details, "cached_tokens"));
    usage.input -= usage.cache_read;
    return usage;
}

bool wants_usage(const RawJson& root, bool stream) {
    const RawJson* options = root.find("stream_options");
    return !stream || (options && is_set(*options, "include_usage"));
}

std::optional<std::string> with_usage_option(std::string_view body, const ApiRequest& request) {
    static constexpr std::string_view options = "\"stream_options\"";
    static constexpr std::string_view white = " \t\r\n";
    // Inside a JSON string these quotes are escaped, so only a name or a whole string matches.
    if (!request.stream || request.wants_usage ||
        body.find("\"include_usage\"") != std::string_view::npos)
        return std::nullopt;
    const std::size_t named = body.find(options);
    std::string text(body);
    if (named == std::string_view::npos) {
        text.insert(body.find('{') + 1, "\"stream_options\":{\"include_usage\":true},");
        return text;
    }
    const std::size_t colon = body.find_first_not_of(white, named + options.size());
    if (colon == std::string_view::npos || body[colon] != ':')
        return std::nullopt;
    const std::size_t open = body.find_first_not_of(white, colon + 1);
    if (open == std::string_view::npos || body[open] != '{')
        return std::nullopt;
    const bool empty = body[body.find_first_not_of(white, open + 1)] == '}';
    text.insert(open + 1, empty ? "\"include_usage\":true" : "\"include_usage\":true,");
    return text;
}

bool is_usage_chunk(std::string_view data) {
    if (data.find("\"usage\"") == std::string_view::npos ||
        data.find("\"choices\"") == std::string_view::npos)
        return false;
    const auto chunk = parse_object(data);
    const json::array* choices = chunk ? array_member(*chunk, "choices") : nullptr;
    return choices && choices->empty() && object_member(*chunk, "usage");
}

} // namespace bsc
