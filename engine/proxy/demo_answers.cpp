#include "engine/proxy/demo_answers.h"

#include "engine/proxy/demo_text.h"

#include <algorithm>
#include <array>

namespace bsc {

namespace {

struct Tokens {
    std::uint64_t input, output;
};

json::value openai_usage(const Tokens& tokens) {
    return {{"prompt_tokens", tokens.input},
            {"completion_tokens", tokens.output},
            {"total_tokens", tokens.input + tokens.output}};
}

json::object chat(std::string_view text, const Tokens& tokens) {
    return {
        {"id", nullptr},
        {"object", "chat.completion"},
        {"created", nullptr},
        {"model", nullptr},
        {"choices",
         json::array{{{"index", 0},
                      {"message", {{"role", "assistant"}, {"content", text}, {"refusal", nullptr}}},
                      {"logprobs", nullptr},
                      {"finish_reason", "stop"}}}},
        {"usage", openai_usage(tokens)},
        {"system_fingerprint", "demo"}};
}

json::object completion(std::string_view text, const Tokens& tokens) {
    return {{"id", nullptr},
            {"object", "text_completion"},
            {"created", nullptr},
            {"model", nullptr},
            {"choices",
             json::array{
                 {{"index", 0}, {"text", text}, {"logprobs", nullptr}, {"finish_reason", "stop"}}}},
            {"usage", openai_usage(tokens)}};
}

json::object response(std::string_view text, const Tokens& tokens) {
    const json::value part{{"type", "output_text"},
                           {"text", text},
                           {"annotations", json::array()},
                           {"logprobs", json::array()}};
    IdSource ids; // renew() leaves a response's ids as they are
    return {{"id", ids.make("resp_")},
            {"object", "response"},
            {"created_at", unix_seconds()},
            {"status", "completed"},
            {"error", nullptr},
            {"incomplete_details", nullptr},
            {"model", nullptr},
            {"output", json::array{{{"id", ids.make("msg_")},
                                    {"type", "message"},
                                    {"status", "completed"},
                                    {"role", "assistant"},
                                    {"content", json::array{part}}}}},
            {"parallel_tool_calls", true},
            {"tool_choice", "auto"},
            {"tools", json::array()},
            {"usage",
             {{"input_tokens", tokens.input},
              {"input_tokens_details", {{"cached_tokens", 0}}},
              {"output_tokens", tokens.output},
              {"output_tokens_details", {{"reasoning_tokens", 0}}},
              {"total_tokens", tokens.input + tokens.output}}}};
}

json::object message(std::string_view text, const Tokens& tokens) {
    return {{"id", nullptr},
            {"type", "message"},
            {"role", "assistant"},
            {"model", nullptr},
            {"content", json::array{{{"type", "text"}, {"text", text}}}},
            {"stop_reason", "end_turn"},
            {"stop_sequence", nullptr},
            {"usage", {{"input_tokens", tokens.input}, {"output_tokens", tokens.output}}}};
}

json::object ollama(const Tokens& tokens, json::object told) {
    json::object answer{{"model", nullptr}, {"created_at", nullptr}};
    answer.insert(told.begin(), told.end());
    answer["done"] = true;
    answer["done_reason"] = "stop";
    answer["prompt_eval_count"] = tokens.input;
    answer["eval_count"] = tokens.output;
    return answer;
}

json::object ollama_chat(std::string_view text, const Tokens& tokens) {
    return ollama(tokens, {{"message", {{"role", "assistant"}, {"content", text}}}});
}

json::object ollama_generate(std::string_view text, const Tokens& tokens) {
    return ollama(tokens, {{"response", text}});
}

struct Teller {
    std::string_view path;
    json::object (*tell)(std::string_view text, const Tokens& tokens);
};
constexpr std::array tellers = {
    Teller{"/v1/chat/completions", chat}, Teller{"/v1/completions", completion},
    Teller{"/v1/responses", response},    Teller{"/v1/messages", message},
    Teller{"/api/chat", ollama_chat},     Teller{"/api/generate", ollama_generate}};

} // namespace

json::object demo_answer_at(const Route& route, const ApiRequest& request, std::string_view text) {
    const auto teller = std::ranges::find(tellers, route.path, &Teller::path);
    if (teller == tellers.end())
        return {};
    constexpr std::uint64_t framing_tokens = 8;
    const Tokens tokens{.input = estimated_tokens(request.prompt) + framing_tokens,
                        .output = estimated_tokens(text)};
    json::object answer = teller->tell(text, tokens);
    answer["model"] = request.model;
    return answer;
}

} // namespace bsc
