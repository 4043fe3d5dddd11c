#include "engine/proxy/dialects/openai_chat.h"
#include "engine/proxy/dialects/openai_usage.h"
#include "engine/proxy/dialects/request_fields.h"

namespace bsc {

namespace {

/// Functions and custom tools are answered by the caller; every other kind runs at the provider.
void read_chat_tools(const RawJson& root, RequestTraits& traits) {
    if (const RawJson* tools = root.find("tools"); tools && tools->has_content()) {
        traits.tools = true;
        for (const RawJson& tool : tools->children) {
            const std::string_view type = text_of(tool, "type");
            traits.server_tools |= !type.empty() && type != "function" && type != "custom";
        }
    }
    if (const RawJson* functions = root.find("functions"))
        traits.tools |= functions->has_content();
    if (const RawJson* search = root.find("web_search_options"))
        traits.server_tools |= search->has_content();
    traits.server_tools |= text_of(root, "model").find("-search-") != std::string_view::npos;
}

bool is_one(const RawJson& number) { return number_of(&number) == 1.0; }

void read_options(const RawJson& root, ApiRequest& request) {
    RequestTraits& traits = request.traits;
    if (const RawJson* n = root.find("n"))
        traits.many_answers = n->has_content() && !is_one(*n);
    for (std::string_view name : {"logprobs", "top_logprobs"})
        if (const RawJson* wanted = root.find(name))
            traits.probabilities |= wanted->is_true() || wanted->is_number();
    if (const RawJson* modalities = root.find("modalities"); modalities && modalities->is_array())
        for (const RawJson& modality : modalities->children)
            traits.media |= modality.text != "text";
    request.wants_usage = wants_usage(root, request.stream);
}

bool is_media(const RawJson& part) {
    const std::string_view type = text_of(part, "type");
    return type != "text" && type != "refusal";
}

void read_messages(RawJson& messages, ApiRequest& request) {
    request.traits.messages = messages.children.size();
    for (RawJson& message : messages.children)
        if (RawJson* content = message.find("content"); content && content->is_array()) {
            drop_cache_markers(content);
            for (const RawJson& part : content->children)
                request.traits.media |= is_media(part);
        }

    RawJson& last = messages.children.back();
    const std::string_view role = text_of(last, "role");
    request.traits.tool_result = role == "tool" || role == "function";
    request.traits.user_last = role == "user";
    RawJson* content = last.find("content");
    if (!request.traits.user_last || !content)
        return;
    if (content->is_string()) {
        take_prompt(*content, request);
    } else if (content->is_array()) {
        for (RawJson& part : content->children)
            if (RawJson* text = part.find("text"); text && text->is_string())
                take_prompt(*text, request);
    }
}

} // namespace

Result<ApiRequest> OpenAiChat::parse_request(std::string_view body, const KeyFields& fields) const {
    auto root = parse_body(body);
    if (!root)
        return tl::unexpected(root.error());
    const auto messages = needed_list(*root, "messages");
    if (!messages)
        return tl::unexpected(messages.error());
    ApiRequest request = read_common(*root);
    read_chat_tools(*root, request.traits);
    read_options(*root, request);
    read_messages(**messages, request);

    drop_members(*root, {"stream", "stream_options", "store", "prompt_cache_key",
                         "prompt_cache_options", "prompt_cache_retention", "cache_control"});
    drop_cache_markers(root->find("tools"));
    drop_end_user(*root, fields);
    finish_request(*root, request);
    return request;
}

std::optional<std::string> OpenAiChat::asking_for_usage(std::string_view body,
                                                        const ApiRequest& request) const {
    return with_usage_option(body, request);
}

bool OpenAiChat::is_usage_only(std::string_view data) const { return is_usage_chunk(data); }

} // namespace bsc
