#include "engine/proxy/dialects/openai_responses.h"

#include "engine/proxy/dialects/request_fields.h"

namespace bsc {

namespace {

/// What the provider keeps and the request only names.
void read_state(const RawJson& root, ApiRequest& request) {
    for (std::string_view name : {"previous_response_id", "conversation", "prompt"})
        if (const RawJson* value = root.find(name); value && value->has_content())
            request.state = "stateful: " + std::string(name);
    if (is_set(root, "background"))
        request.state = "runs in the background";
}

/// Functions and custom tools are answered by the caller; every other kind runs at the provider or
/// acts on the caller's machine.
void read_responses_tools(const RawJson& root, RequestTraits& traits) {
    const RawJson* tools = root.find("tools");
    if (!tools || !tools->has_content())
        return;
    traits.tools = true;
    for (const RawJson& tool : tools->children) {
        const std::string_view type = text_of(tool, "type");
        traits.server_tools |= type != "function" && type != "custom";
    }
}

void read_options(const RawJson& root, RequestTraits& traits) {
    if (const RawJson* top = root.find("top_logprobs"))
        traits.probabilities = top->is_number();
    if (const RawJson* include = root.find("include"))
        for (const RawJson& wanted : include->children)
            traits.probabilities |= wanted.text == "message.output_text.logprobs";
}

bool is_message(const RawJson& item) {
    const std::string_view type = text_of(item, "type");
    return type.empty() || type == "message";
}

bool is_text(const RawJson& part) {
    const std::string_view type = text_of(part, "type");
    return type == "input_text" || type == "output_text" || type == "text" || type == "refusal";
}

void read_items(RawJson& items, ApiRequest& request) {
    RequestTraits& traits = request.traits;
    traits.messages = items.children.size();
    for (const RawJson& item : items.children) {
        if (text_of(item, "type") == "item_reference")
            request.state = "stateful: item_reference";
        if (const RawJson* content = item.find("content");
            content && content->is_array() && is_message(item))
            for (const RawJson& part : content->children)
                traits.media |= !is_text(part);
    }
    RawJson& last = items.children.back();
    traits.tool_result = text_of(last, "type").ends_with("_output");
    traits.user_last = is_message(last) && text_of(last, "role") == "user";
    RawJson* content = last.find("content");
    if (!traits.user_last || !content)
        return;
    if (content->is_string())
        take_prompt(*content, request);
    for (RawJson& part : content->children)
        if (RawJson* text = part.find("text"); text && text->is_string())
            take_prompt(*text, request);
}

} // namespace

Result<ApiRequest> OpenAiResponses::parse_request(std::string_view body,
                                                  const KeyFields& fields) const {
    auto root = parse_body(body);
    if (!root)
        return tl::unexpected(root.error());
    ApiRequest request = read_common(*root);
    request.wants_usage = false; // every answer tells it
    RawJson* input = root->find("input");
    if (input && input->is_string())
        take_prompt(*input, request);
    else if (input && input->is_array() && !input->children.empty())
        read_items(*input, request);
    else
        request.state = "no input";
    read_state(*root, request);
    read_responses_tools(*root, request.traits);
    read_options(*root, request.traits);

    drop_members(*root, {"stream", "stream_options", "prompt_cache_key", "prompt_cache_options",
                         "prompt_cache_retention"});
    drop_end_user(*root, fields);
    finish_request(*root, request);
    return request;
}

} // namespace bsc
