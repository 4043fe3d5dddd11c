// Which requests share answers, and which answers are stored: each rule through a running proxy.
#include "tests/proxy/apis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bsc::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* question = "How do I reset my password?";
constexpr const char* paraphrase = "How can I reset my password?";

Script answer_well(const Message& request) {
    return {{upstream_response(request, api_of(request).answer("It is so."))}};
}

const Api& openai = chat_apis()[0];

/// How far requests share answers that differ by a paraphrase only: "semantic", "exact", or, when
/// not even an equal request does, the reason given.
template <class MakeBody>
std::string sharing(ProxyUnderTest& proxy, const char* path, MakeBody body) {
    const Message first = proxy.ask(path, body(question));
    if (first.header("x-cache") == "BYPASS")
        return "bypass: " + first.header("x-bsc-reason");
    if (proxy.ask(path, body(question)).header("x-cache") != "HIT")
        return "not stored: " + first.header("x-bsc-reason");
    return proxy.ask(path, body(paraphrase)).header("x-cache") == "HIT" ? "semantic" : "exact";
}

class ProxyRules : public testing::Test {
  protected:
    std::string with(const Api& api, std::string_view fields) {
        return sharing(proxy, api.path,
                       [&](std::string_view prompt) { return api.request(prompt, fields); });
    }
    /// The body with the prompt in place of the %.
    std::string of(const char* path, std::string_view pattern) {
        return sharing(proxy, path, [&](std::string_view prompt) {
            std::string body(pattern);
            return body.replace(body.find('%'), 1, prompt);
        });
    }
    ScriptedUpstream upstream{answer_well};
    ProxyUnderTest proxy{upstream.url()};
};

TEST_F(ProxyRules, APlainQuestionIsSharedByMeaning) {
    for (const Api& api : chat_apis())
        EXPECT_EQ(with(api, ""), "semantic") << api.path;
    EXPECT_EQ(with(streaming_apis().back(), ""), "exact") << "text to go on with";
}

TEST_F(ProxyRules, SeveralAnswersBypass) {
    EXPECT_EQ(with(openai, R"(,"n":2)"), "bypass: asks for more than one answer");
    EXPECT_EQ(with(streaming_apis().back(), R"(,"best_of":2)"),
              "bypass: asks for more than one answer");
}

TEST_F(ProxyRules, TokenProbabilitiesAreMatchedExactly) {
    EXPECT_EQ(with(openai, R"(,"logprobs":true,"top_logprobs":2)"), "exact");
    EXPECT_EQ(of("/v1/responses", R"({"model":"m","input":"%","top_logprobs":2})"), "exact");
}

TEST_F(ProxyRules, AHighTemperatureIsMatchedExactlyAndTheValueIsInTheKey) {
    for (const char* cool : {R"(,"temperature":0)", R"(,"temperature":0.3)"})
        EXPECT_EQ(with(openai, cool), "semantic") << cool;
    EXPECT_EQ(with(openai, R"(,"temperature":0.31)"), "exact");
    EXPECT_EQ(of("/api/chat", R"({"model":"m","stream":false,"options":{"temperature":0.9},
                                  "messages":[{"role":"user","content":"%"}]})"),
              "exact");
    const std::size_t before = upstream.count();
    proxy.ask(openai.path, openai.request(question, R"(,"temperature":0.1)"));
    EXPECT_EQ(upstream.count(), before + 1) << "0 and 0.1 do not share";
}

TEST_F(ProxyRules, ToolsAreMatchedExactly) {
    EXPECT_EQ(with(openai, R"(,"tools":[{"type":"function","function":{"name":"f"}}])"), "exact");
    EXPECT_EQ(of("/v1/responses",
                 R"({"model":"m","input":"%","tools":[{"type":"function","name":"f"}]})"),
              "exact");
    EXPECT_EQ(of("/v1/messages", R"({"model":"m","tools":[{"name":"f","input_schema":{}}],
                                     "messages":[{"role":"user","content":"%"}]})"),
              "exact");
    EXPECT_EQ(of("/api/chat", R"({"model":"m","stream":false,"tools":[{"type":"function"}],
                                  "messages":[{"role":"user","content":"%"}]})"),
              "exact");
}

TEST_F(ProxyRules, AToolsResultIsMatchedExactly) {
    EXPECT_EQ(of(openai.path, R"({"model":"m","messages":[
                                  {"role":"tool","tool_call_id":"c","content":"%"}]})"),
              "exact");
    EXPECT_EQ(of("/v1/responses", R"({"model":"m","input":[
                                      {"type":"function_call_output","call_id":"c","output":"%"}]})"),
              "exact");
    EXPECT_EQ(of("/v1/messages",
                 R"({"model":"m","messages":[{"role":"user","content":[
                     {"type":"tool_result","tool_use_id":"t","content":"42"},
                     {"type":"text","text":"%"}]}]})"),
              "exact");
}

TEST_F(ProxyRules, ImagesAreMatchedExactlyByTheirBytes) {
    const auto with_image = [](std::string_view data) {
        return R"({"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"%"},
                   {"type":"image_url","image_url":{"url":"data:)" +
               std::string(data) + R"("}}]}]})";
    };
    EXPECT_EQ(of(openai.path, with_image("one")), "exact");
    EXPECT_EQ(of(openai.path, with_image("two")), "exact");
    EXPECT_EQ(of("/v1/responses", R"({"model":"m","input":[{"role":"user","content":[
                  {"type":"input_text","text":"%"},{"type":"input_image","image_url":"u"}]}]})"),
              "exact");
    EXPECT_EQ(of("/v1/messages", R"({"model":"m","messages":[{"role":"user","content":[
                  {"type":"image","source":{"data":"x"}},{"type":"text","text":"%"}]}]})"),
              "exact");
    EXPECT_EQ(of("/api/generate", R"({"model":"m","stream":false,"prompt":"%","images":["eA=="]})"),
              "exact");
    EXPECT_EQ(upstream.count(), 10u) << "two paraphrases each";
}

TEST_F(ProxyRules, LongConversationsAreMatchedExactly) {
    const std::string turn = R"({"role":"user","content":"a"},{"role":"assistant","content":"b"},)";
    const auto after = [&](int turns) {
        std::string body = R"({"model":"m","messages":[)";
        for (int i = 0; i < turns; ++i)
            body += turn;
        return body + R"({"role":"user","content":"%"}]})";
    };
    for (const char* path : {"/v1/chat/completions", "/v1/messages"}) {
        EXPECT_EQ(of(path, after(1)), "semantic") << path;
        EXPECT_EQ(of(path, after(2)), "exact") << path;
    }
}

TEST_F(ProxyRules, EarlierTurnsAreInTheKey) {
    const auto body = [](std::string_view earlier) {
        return R"({"model":"m","messages":[{"role":"user","content":")" + std::string(earlier) +
               R"("},{"role":"assistant","content":"b"},{"role":"user","content":"How do I reset it?"}]})";
    };
    proxy.ask(openai.path, body("My password is gone."));
    EXPECT_EQ(proxy.ask(openai.path, body("My password is gone.")).header("x-cache"), "HIT");
    EXPECT_EQ(proxy.ask(openai.path, body("My router is gone.")).header("x-cache"), "MISS");
}

TEST_F(ProxyRules, ShortPromptsAreMatchedExactly) {
    const auto reason = [&](std::string_view prompt) {
        return proxy.ask(openai.path, openai.request(prompt)).header("x-bsc-reason");
    };
    EXPECT_EQ(reason("Thanks, bye!"), "exact only: fewer than 3 words");
    EXPECT_EQ(proxy.ask(openai.path, openai.request("Thanks, bye!")).header("x-cache"), "HIT");
    EXPECT_THAT(reason("three words here"), Not(HasSubstr("exact only")));
}

TEST_F(ProxyRules, QuestionsAboutNowAreKeptShortly) {
    constexpr const char* now = "What is the weather like in Kiel today?";
    const Message first = proxy.ask(openai.path, openai.request(now));
    EXPECT_EQ(first.header("x-bsc-reason"), "exact only: asks about now: today");
    const Message again = proxy.ask(openai.path, openai.request(now));
    EXPECT_EQ(again.header("x-cache"), "HIT");
    EXPECT_THAT(again.header("cache-status"), HasSubstr("ttl="));
    EXPECT_EQ(proxy.ask(openai.path, openai.request("What will the weather be in Kiel today?"))
                  .header("x-cache"),
              "MISS");

    ProxyUnderTest strict(upstream.url(),
                          [](ProxyConfig& config) { config.about_now_bypasses = true; });
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(strict.ask(openai.path, openai.request(now)).header("x-bsc-reason"),
                  "asks about now: today");
    EXPECT_EQ(strict.ask(openai.path, openai.request(now)).header("x-cache"), "BYPASS");
}

TEST_F(ProxyRules, ServerToolsBypass) {
    EXPECT_EQ(with(openai, R"(,"web_search_options":{})"), "bypass: server tools");
    EXPECT_EQ(of("/v1/chat/completions", R"({"model":"gpt-4o-search-preview",
                  "messages":[{"role":"user","content":"%"}]})"),
              "bypass: server tools");
    for (const char* tool : {"web_search", "code_interpreter", "mcp", "file_search"})
        EXPECT_EQ(of("/v1/responses", R"({"model":"m","input":"%","tools":[{"type":")" +
                                          std::string(tool) + R"("}]})"),
                  "bypass: server tools")
            << tool;
    for (const char* tool :
         {"web_search_20250305", "code_execution_20250825", "web_fetch_20250910"})
        EXPECT_EQ(of("/v1/messages", R"({"model":"m","tools":[{"type":")" + std::string(tool) +
                                         R"("}],"messages":[{"role":"user","content":"%"}]})"),
                  "bypass: server tools")
            << tool;
    EXPECT_EQ(of("/v1/messages", R"({"model":"m","mcp_servers":[{"url":"u"}],
                                     "messages":[{"role":"user","content":"%"}]})"),
              "bypass: server tools");
}

TEST_F(ProxyRules, WhatTheContentGateRefusesIsToldAsTheReason) {
    ASSERT_TRUE(proxy.proxy().set_threshold(0.6f)); // so that all of these lie within the radius
    const auto reason = [&](std::string_view prompt) {
        const Message answer =
            proxy.ask(openai.path, openai.request(prompt), "x-bsc-cache: read-only\r\n");
        EXPECT_EQ(answer.header("x-cache"), "MISS") << prompt;
        return answer.header("x-bsc-reason");
    };
    proxy.ask(openai.path,
              openai.request("Can I return the blue lamp within 30 days of delivery?"));
    EXPECT_THAT(reason("Can I return the blue lamp within 90 days of delivery?"),
                HasSubstr("content differs"));
    EXPECT_THAT(reason("Can I not return the blue lamp within 30 days of delivery?"),
                HasSubstr("content differs"));
    proxy.ask(openai.path, openai.request("What does the option 'fast-math' of the compiler do?"));
    EXPECT_THAT(reason("What does the option 'fast-send' of the compiler do?"),
                HasSubstr("content differs"));
    proxy.ask(openai.path, openai.request("How do I open https://example.com/a in the viewer?"));
    EXPECT_THAT(reason("How do I open https://example.com/b in the viewer?"),
                HasSubstr("content differs"));
}

TEST_F(ProxyRules, EndUsersAreKeptApartUnlessTheSettingSaysOtherwise) {
    const auto shares = [&](ProxyUnderTest& asked, const char* first, const char* second) {
        asked.ask(openai.path, openai.request(question, first));
        return asked.ask(openai.path, openai.request(question, second)).header("x-cache") == "HIT";
    };
    EXPECT_FALSE(shares(proxy, R"(,"user":"a")", R"(,"user":"b")"));
    EXPECT_FALSE(shares(proxy, R"(,"safety_identifier":"a")", R"(,"safety_identifier":"b")"));
    EXPECT_FALSE(shares(proxy, R"(,"metadata":{"s":"a"})", R"(,"metadata":{"s":"b"})"));
    ProxyUnderTest open(upstream.url(), [](ProxyConfig& config) {
        config.key_fields = {.user = false, .safety_identifier = false, .metadata = false};
    });
    EXPECT_TRUE(shares(open, R"(,"user":"a")", R"(,"user":"b")"));
    EXPECT_TRUE(shares(open, R"(,"safety_identifier":"a")", R"(,"safety_identifier":"b")"));
    EXPECT_TRUE(shares(open, R"(,"metadata":{"s":"a"})", R"(,"metadata":{"s":"b"})"));
}

TEST(ProxyStores, NoAnswerThatIsNotWhole) {
    std::string body;
    ScriptedUpstream upstream([&](const Message& request) {
        const Api& api = api_of(request);
        const auto asked = api.route().endpoint->parse_request(request.body, {});
        return Script{{asked->stream
                           ? http_response(api.stream(body), media_type_of(api.route().stream))
                           : http_response(body)}};
    });
    for (const Api& api : streaming_apis()) {
        ProxyUnderTest proxy(upstream.url());
        for (const bool stream : {false, true}) {
            const auto stored = [&](const std::string& answer) {
                body = answer;
                const std::string request =
                    stream ? api.streaming(question) : api.request(question);
                proxy.ask(api.path, request);
                return proxy.ask(api.path, request).header("x-cache") == "HIT";
            };
            SCOPED_TRACE(std::string(api.path) + (stream ? ", stream" : ""));
            EXPECT_FALSE(stored(api.answer("")));
            EXPECT_FALSE(stored(api.answer_cut_by_a_limit("So it")));
            if (stream)
                continue;
            EXPECT_FALSE(stored(R"({"error":{"message":"in a 200"}})"));
            EXPECT_FALSE(stored("{}"));
            EXPECT_FALSE(stored("not json"));
            EXPECT_FALSE(stored("[]"));
        }
        body = api.answer("It is so.");
        proxy.ask(api.path, api.request(question));
        EXPECT_EQ(proxy.ask(api.path, api.request(question)).header("x-cache"), "HIT") << api.path;
    }
}

TEST(ProxyStores, NoRefusal) {
    std::string body;
    ScriptedUpstream upstream([&](const Message&) { return Script{{http_response(body)}}; });
    ProxyUnderTest proxy(upstream.url());
    const auto stored = [&](const char* path, const std::string& request, std::string answer) {
        body = std::move(answer);
        proxy.ask(path, request);
        return proxy.ask(path, request).header("x-cache") == "HIT";
    };
    EXPECT_FALSE(stored("/v1/chat/completions", chat_apis()[0].request(question),
                        R"({"choices":[{"index":0,"message":{"role":"assistant","content":null,
                            "refusal":"No."},"finish_reason":"stop"}],"usage":{}})"));
    EXPECT_FALSE(stored("/v1/responses", chat_apis()[1].request(question),
                        R"({"id":"r","status":"completed","output":[{"type":"message","content":[
                            {"type":"refusal","refusal":"No."}]}]})"));
    EXPECT_FALSE(stored("/v1/messages", chat_apis()[2].request(question),
                        R"({"type":"message","content":[{"type":"text","text":"x"}],
                            "stop_reason":"refusal","usage":{}})"));
    EXPECT_FALSE(stored("/v1/messages", chat_apis()[2].request(question),
                        R"({"type":"message","content":[{"type":"text","text":"x"}],
                            "stop_reason":"pause_turn","usage":{}})"));
}

} // namespace
} // namespace bsc::test
