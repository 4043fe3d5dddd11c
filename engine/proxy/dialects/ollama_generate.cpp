#include "engine/proxy/dialects/ollama_generate.h"

#include "engine/proxy/dialects/delta.h"
#include "engine/proxy/dialects/ollama_common.h"
#include "engine/proxy/dialects/ollama_stream.h"
#include "engine/proxy/dialects/request_fields.h"

namespace bsc {

Result<ApiRequest> OllamaGenerate::parse_request(std::string_view body, const KeyFields&) const {
    auto root = parse_body(body);
    if (!root)
        return tl::unexpected(root.error());
    ApiRequest request = read_ollama(*root);
    read_images(*root, request.traits);
    for (std::string_view name : {"suffix", "template", "context"})
        if (const RawJson* value = root->find(name))
            request.traits.raw_text |=
                value->is_string() ? !value->text.empty() : value->has_content();
    request.traits.raw_text |= is_set(*root, "raw");
    if (RawJson* prompt = root->find("prompt");
        prompt && prompt->is_string() && !prompt->text.empty())
        take_prompt(*prompt, request);
    else if (!request.traits.media)
        request.state = loads_a_model;
    finish_request(*root, request);
    return request;
}

std::string OllamaGenerate::why_not_stored(const json::object& answer) const {
    if (std::string obstacle = why_not_ended(answer); !obstacle.empty())
        return obstacle;
    return string_member(answer, "response").empty() ? "the answer is empty" : "";
}

std::optional<Usage> OllamaGenerate::usage_of(const json::object& answer) const {
    return ollama_usage_of(answer);
}

void OllamaGenerate::renew(json::object& answer, const ApiRequest&, IdSource&) const {
    answer["created_at"] = ollama_time();
}

std::unique_ptr<StreamMerger> OllamaGenerate::merger() const {
    return std::make_unique<OllamaMerger>(std::vector<std::string_view>{"response", "thinking"});
}

std::string OllamaGenerate::to_stream(const json::object& answer, const ApiRequest&) const {
    LineWriter out(answer);
    for (std::string_view piece : pieces_of(string_member(answer, "thinking")))
        out.part({{"response", ""}, {"thinking", piece}});
    for (std::string_view piece : pieces_of(string_member(answer, "response")))
        out.part({{"response", piece}});
    out.last({"response", "thinking"}, {{"response", ""}});
    return out.take();
}

} // namespace bsc
