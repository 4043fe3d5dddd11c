#include "engine/replay/import/chat_request.h"
#include "engine/replay/import/json_access.h"
#include "engine/replay/import/json_rows.h"

namespace bsc {
namespace {

namespace json = boost::json;

/// A body by itself, or inside {"body": ..} or {"json": ..}.
json::object body_in(const json::value* value) {
    json::object outer = object_in(value);
    const json::value* inner = first_of(outer, {"body", "json"});
    return inner ? object_in(inner) : outer;
}

} // namespace

std::optional<ImportedRow> helicone_row(const json::object& log) {
    const json::object request =
        body_in(first_of(log, {"request_body", "request", "providerRequest"}));
    if (request.empty())
        return tl::unexpected(std::string("no request body: export with --include-body"));
    if (text_at(log, {"request_path"}).ends_with("/embeddings"))
        return std::nullopt;
    return row_of_chat(request).map([&](WorkloadRow row) {
        add_usage(row, body_in(first_of(log, {"response_body", "response", "providerResponse"})));
        if (const auto tokens = count_at(log, {"prompt_tokens", "request_tokens"}))
            row.input_tokens = tokens;
        if (const auto tokens = count_at(log, {"completion_tokens", "response_tokens"}))
            row.output_tokens = tokens;
        if (row.model.empty())
            row.model = text_at(log, {"model", "request_model", "response_model"});
        row.arrival = time_at(log, {"request_created_at", "created_at"});
        return row;
    });
}

} // namespace bsc
