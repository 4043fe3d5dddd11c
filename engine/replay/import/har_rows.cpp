#include "engine/replay/import/chat_request.h"
#include "engine/replay/import/json_access.h"
#include "engine/replay/import/json_rows.h"

#include <algorithm>
#include <array>

namespace bsc {
namespace {

namespace json = boost::json;

bool is_chat(const std::string& method, const std::string& url) {
    constexpr std::array<std::string_view, 3> paths{"/chat/completions", "/v1/messages",
                                                    "/v1/responses"};
    const std::string path = url.substr(0, url.find_first_of("?#"));
    return method == "POST" && std::ranges::any_of(paths, [&](std::string_view known) {
               return path.ends_with(known);
           });
}

} // namespace

std::optional<ImportedRow> har_row(const json::object& entry) {
    const json::object request = object_in(entry.if_contains("request"));
    if (!is_chat(text_at(request, {"method"}), text_at(request, {"url"})))
        return std::nullopt;
    const json::object posted = object_in(request.if_contains("postData"));
    const json::object body = object_in(posted.if_contains("text"));
    if (body.empty())
        return tl::unexpected(std::string("the request has no JSON body"));
    return row_of_chat(body).map([&](WorkloadRow row) {
        const json::object response = object_in(entry.if_contains("response"));
        const json::object content = object_in(response.if_contains("content"));
        add_usage(row, object_in(content.if_contains("text")));
        row.arrival = time_at(entry, {"startedDateTime"});
        return row;
    });
}

} // namespace bsc
