#include "tests/proxy/apis.h"

#include "engine/proxy/json/json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace bsc::test {

namespace {

constexpr std::array apis = {
    Api{"/v1/chat/completions", R"({"model":"m-1","messages":[{"role":"user","content":")",
        R"("}])",
        R"({"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m-1","choices":[)"
        R"({"index":0,"message":{"role":"assistant","content":")",
        R"("},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5}})",
        "/choices/0/message/content", R"("finish_reason":"stop")", R"("finish_reason":"length")"},
    Api{"/v1/responses", R"({"model":"m-1","input":")", R"(")",
        R"({"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"m-1",)"
        R"("output":[{"id":"msg_1","type":"message","status":"done","role":"assistant","content":)"
        R"([{"type":"output_text","annotations":[],"text":")",
        R"("}]}],"usage":{"input_tokens":10,"output_tokens":5}})", "/output/0/content/0/text",
        R"("status":"completed")", R"("status":"incomplete")"},
    Api{"/v1/messages", R"({"model":"m-1","max_tokens":99,"messages":[{"role":"user","content":")",
        R"("}])",
        R"({"id":"msg_1","type":"message","role":"assistant","model":"m-1","content":[)"
        R"({"type":"text","text":")",
        R"("}],"stop_reason":"end_turn","stop_sequence":null,)"
        R"("usage":{"input_tokens":10,"output_tokens":5}})",
        "/content/0/text", R"("stop_reason":"end_turn")", R"("stop_reason":"max_tokens")"},
    Api{"/api/chat", R"({"model":"m-1","stream":false,"messages":[{"role":"user","content":")",
        R"("}])", R"({"model":"m-1","created_at":"t","message":{"role":"assistant","content":")",
        R"("},"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":5})",
        "/message/content", R"("done_reason":"stop")", R"("done_reason":"length")"},
    Api{"/api/generate", R"({"model":"m-1","stream":false,"prompt":")", R"(")",
        R"({"model":"m-1","created_at":"t","response":")",
        R"(","done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":5})", "/response",
        R"("done_reason":"stop")", R"("done_reason":"length")"},
    Api{"/v1/completions", R"({"model":"m-1","prompt":")", R"(")",
        R"({"id":"cmpl-1","object":"text_completion","created":1,"model":"m-1","choices":[)"
        R"({"index":0,"text":")",
        R"(","finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5}})",
        "/choices/0/text", R"("finish_reason":"stop")", R"("finish_reason":"length")"},
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

} // namespace

std::string Api::request(std::string_view prompt, std::string_view more_fields) const {
    return std::string(before_prompt) + std::string(prompt) + after_prompt +
           std::string(more_fields) + "}";
}

std::string Api::streaming(std::string_view prompt) const {
    const std::string plain = request(prompt);
    return plain.find(R"("stream":false)") == std::string::npos
               ? request(prompt, R"(,"stream":true)")
               : replaced(plain, R"("stream":false,)", "");
}

std::string Api::answer(std::string_view text) const {
    return std::string(before_text) + std::string(text) + after_text;
}

std::string Api::answer_cut_by_a_limit(std::string_view text) const {
    return replaced(answer(text), good_end, bad_end);
}

std::string Api::stream(std::string_view answer) const {
    const auto object = parse_object(answer);
    EXPECT_TRUE(object);
    return object ? route().endpoint->to_stream(*object, {}) : std::string();
}

std::string Api::text_of(const Message& message) const {
    json::object answer;
    if (message.header("content-type").starts_with("application/json")) {
        answer = parse_object(message.body).value_or(json::object());
    } else {
        const auto merger = route().endpoint->merger();
        merger->add(message.body);
        if (merger->state() == StreamMerger::State::finished)
            answer = merger->answer();
    }
    json::error_code error;
    const json::value root = answer;
    const json::value* text = root.find_pointer(text_pointer, error);
    return text && text->is_string() ? std::string(text->get_string()) : std::string();
}

std::span<const Api> streaming_apis() { return apis; }
std::span<const Api> chat_apis() { return std::span(apis).first(apis.size() - 1); }

const Api& api_of(const Message& request) {
    const auto api = std::ranges::find_if(apis, [&](const Api& one) {
        return request.first_line.starts_with("POST " + std::string(one.path) + " ");
    });
    EXPECT_NE(api, apis.end()) << request.first_line;
    return api == apis.end() ? apis.front() : *api;
}

std::string upstream_response(const Message& request, const std::string& answer) {
    const Api& api = api_of(request);
    const Route& route = api.route();
    const auto asked = route.endpoint->parse_request(request.body, {});
    if (!asked || !asked->stream)
        return http_response(answer);
    return http_response(route.endpoint->to_stream(*parse_object(answer), *asked),
                         media_type_of(route.stream));
}

} // namespace bsc::test
