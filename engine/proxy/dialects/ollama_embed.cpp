#include "engine/proxy/dialects/ollama_embed.h"

#include "engine/proxy/dialects/embedding_input.h"
#include "engine/proxy/dialects/ollama_common.h"
#include "engine/proxy/dialects/request_fields.h"
#include "engine/proxy/dialects/vector_text.h"

#include <algorithm>

namespace bsc {

Result<ApiRequest> OllamaEmbed::parse_request(std::string_view body, const KeyFields&) const {
    auto root = parse_body(body);
    if (!root)
        return tl::unexpected(root.error());
    ApiRequest request = read_ollama(*root);
    request.stream = false;
    if (const RawJson* input = root->find("input"); !input || !input->has_content())
        request.state = loads_a_model;
    take_input(*root, request);
    return request;
}

std::string OllamaEmbed::why_not_stored(const json::object& answer) const {
    if (has_value(answer, "error"))
        return "the answer is an error";
    const json::array* vectors = array_member(answer, "embeddings");
    json::array copy = vectors ? *vectors : json::array();
    return !copy.empty() && std::ranges::all_of(copy, to_base64) ? "" : "the answer has no vectors";
}

std::optional<Usage> OllamaEmbed::usage_of(const json::object& answer) const {
    return ollama_usage_of(answer);
}

std::string OllamaEmbed::to_stored(const json::object& answer, std::string) const {
    json::object packed = answer;
    if (json::value* vectors = packed.if_contains("embeddings"); vectors && vectors->is_array())
        for (json::value& vector : vectors->get_array())
            to_base64(vector);
    return json::serialize(packed);
}

void OllamaEmbed::renew(json::object& answer, const ApiRequest&, IdSource&) const {
    if (json::value* vectors = answer.if_contains("embeddings"); vectors && vectors->is_array())
        for (json::value& vector : vectors->get_array())
            to_numbers(vector);
}

} // namespace bsc
