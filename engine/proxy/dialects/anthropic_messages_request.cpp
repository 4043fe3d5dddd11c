#include "engine/proxy/dialects/anthropic_messages.h"
#include "engine/proxy/dialects/request_fields.h"

namespace bsc {

namespace {

void read_anthropic_tools(const RawJson& root, RequestTraits& traits) {
    if (const RawJson* tools = root.find("tools"); tools && tools->has_content()) {
        traits.tools = true;
        for (const RawJson& tool : tools->children)
            traits.server_tools |=
                starts_with_any(text_of(tool, "type"), {"web_search", "web_fetch", "code_execution",
                                                        "tool_search", "mcp"});
    }
    for (std::string_view name : {"mcp_servers", "container"})
        if (const RawJson* wanted = root.find(name))
            traits.server_tools |= wanted->has_content();
}

bool is_media(const RawJson& block) {
    const std::string_view type = text_of(block, "type");
    return type == "image" || type == "document" || type == "file" || type == "audio" ||
           type == "container_upload";
}

void drop_markers_in_message(RawJson& message) {
    RawJson* content = message.find("content");
    drop_cache_markers(content);
    if (content && content->is_array())
        for (RawJson& block : content->children)
            drop_cache_markers(block.find("content"));
}

void read_last_turn(RawJson& last, ApiRequest& request) {
    request.traits.user_last = text_of(last, "role") == "user";
    RawJson* content = last.find("content");
    if (!request.traits.user_last || !content)
        return;
    if (content->is_string()) {
        take_prompt(*content, request);
        return;
    }
    for (RawJson& block : content->children) {
        const std::string_view type = text_of(block, "type");
        request.traits.tool_result |= type == "tool_result";
        if (RawJson* text = block.find("text"); type == "text" && text && text->is_string())
            take_prompt(*text, request);
    }
}

void read_messages(RawJson& messages, ApiRequest& request) {
    request.traits.messages = messages.children.size();
    for (RawJson& message : messages.children) {
        drop_markers_in_message(message);
        if (const RawJson* content = message.find("content"); content && content->is_array())
            for (const RawJson& block : content->children)
                request.traits.media |= is_media(block);
    }
    read_last_turn(messages.children.back(), request);
}

} // namespace

Result<ApiRequest> AnthropicMessages::parse_request(std::string_view body,
                                                    const KeyFields& fields) const {
    auto root = parse_body(body);
    if (!root)
        return tl::unexpected(root.error());
    const auto messages = needed_list(*root, "messages");
    if (!messages)
        return tl::unexpected(messages.error());
    ApiRequest request = read_common(*root);
    read_anthropic_tools(*root, request.traits);
    read_messages(**messages, request);

    drop_members(*root, {"stream", "cache_control"});
    drop_cache_markers(root->find("system"));
    drop_cache_markers(root->find("tools"));
    drop_end_user(*root, fields);
    finish_request(*root, request);
    return request;
}

} // namespace bsc
