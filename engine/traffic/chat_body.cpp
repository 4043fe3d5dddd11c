#include "engine/traffic/chat_body.h"

#include "engine/base/digest.h"

#include <algorithm>
#include <boost/json.hpp>

namespace bsc {
namespace {

/// Whether the text can stand in a header.
bool is_plain(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

} // namespace

LoadRequest chat_request_of(const WorkloadRow& row, std::uint64_t id, const char* client) {
    namespace json = boost::json;
    LoadRequest request;
    request.id = id;
    request.body = json::serialize(
        json::value{{"model", "gpt-4o-mini"},
                    {"messages", json::array{{{"role", "user"}, {"content", row.prompt}}}}});
    request.headers.push_back(std::string("User-Agent: ") + client);
    if (!row.partition.empty())
        request.headers.push_back("x-bsc-namespace: " + to_hex(sha256(row.partition)));
    if (row.meaning_class && !row.meaning_class->empty() && is_plain(*row.meaning_class))
        request.headers.push_back("x-bsc-class: " + *row.meaning_class);
    return request;
}

} // namespace bsc
