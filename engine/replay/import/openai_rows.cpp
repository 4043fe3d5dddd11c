#include "engine/replay/import/chat_request.h"
#include "engine/replay/import/json_access.h"
#include "engine/replay/import/json_rows.h"

namespace bsc {

std::optional<ImportedRow> openai_row(const boost::json::object& object) {
    const boost::json::value* body = object.if_contains("body");
    const boost::json::value* url = object.if_contains("url");
    if (url && url->is_string() && url->get_string().ends_with("/embeddings"))
        return std::nullopt;
    return row_of_chat(body ? object_in(body) : object);
}

} // namespace bsc
