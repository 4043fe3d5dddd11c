#include "engine/proxy/dialects/openai_embeddings.h"

#include "engine/proxy/dialects/embedding_input.h"
#include "engine/proxy/dialects/openai_usage.h"
#include "engine/proxy/dialects/request_fields.h"
#include "engine/proxy/dialects/vector_text.h"

#include <algorithm>

namespace bsc {

namespace {

/// Calls `change` with each element's embedding; false when one has none or `change` returns false.
template <class Change>
bool for_each_embedding(json::object& answer, Change change) {
    json::value* data = answer.if_contains("data");
    if (!data || !data->is_array() || data->get_array().empty())
        return false;
    return std::ranges::all_of(data->get_array(), [&](json::value& element) {
        json::object* object = element.if_object();
        json::value* embedding = object ? object->if_contains("embedding") : nullptr;
        return embedding && change(*embedding);
    });
}

} // namespace

Result<ApiRequest> OpenAiEmbeddings::parse_request(std::string_view body,
                                                   const KeyFields& fields) const {
    auto root = parse_body(body);
    if (!root)
        return tl::unexpected(root.error());
    ApiRequest request = read_common(*root);
    request.stream = false;
    request.wants_usage = false; // a stored answer is as complete as it came
    if (RawJson* form = root->find("encoding_format")) {
        request.wants_base64 = form->text == "base64";
        if (request.wants_base64 || form->text == "float" || form->kind == RawJson::Kind::null)
            form->mark = RawJson::Mark::drop;
        else
            request.state = "vectors as " + form->text;
    }
    drop_end_user(*root, fields);
    take_input(*root, request);
    return request;
}

std::string OpenAiEmbeddings::why_not_stored(const json::object& answer) const {
    if (has_value(answer, "error"))
        return "the answer is an error";
    json::object copy = answer;
    return for_each_embedding(copy, to_base64) ? "" : "the answer has no vectors";
}

std::optional<Usage> OpenAiEmbeddings::usage_of(const json::object& answer) const {
    return openai_usage_of(answer);
}

std::string OpenAiEmbeddings::to_stored(const json::object& answer, std::string) const {
    json::object packed = answer;
    for_each_embedding(packed, to_base64);
    return json::serialize(packed);
}

void OpenAiEmbeddings::renew(json::object& answer, const ApiRequest& request, IdSource&) const {
    if (request.wants_base64)
        return;
    for_each_embedding(answer, [](json::value& embedding) {
        to_numbers(embedding);
        return true;
    });
}

} // namespace bsc
