// Every API through a running proxy: what is stored in one form is served in the other.
#include "tests/proxy/apis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bsc::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* question = "How do I reset my password?";
constexpr const char* said =
    "Größer als erwartet, 🙂, and long enough to come in several pieces.";

Script answer_well(const Message& request) {
    return {{upstream_response(request, api_of(request).answer(said))}};
}

TEST(ProxyApis, WhatIsStoredInOneFormIsServedInBoth) {
    ScriptedUpstream upstream(answer_well);
    for (const Api& api : streaming_apis())
        for (const bool stored_as_stream : {false, true}) {
            SCOPED_TRACE(std::string(api.path) + (stored_as_stream ? ", stream" : ", object"));
            ProxyUnderTest proxy(upstream.url());
            const std::size_t before = upstream.count();
            const std::string object = api.request(question), stream = api.streaming(question);
            const Message live = proxy.ask(api.path, stored_as_stream ? stream : object);
            EXPECT_EQ(live.header("x-cache"), "MISS");
            EXPECT_EQ(api.text_of(live), said);
            for (const bool as_stream : {false, true}) {
                const Message hit = proxy.ask(api.path, as_stream ? stream : object);
                EXPECT_EQ(hit.header("x-cache"), "HIT") << hit.header("x-bsc-reason");
                EXPECT_EQ(api.text_of(hit), said) << hit.body;
                EXPECT_EQ(hit.header("content-type"),
                          media_type_of(as_stream ? api.route().stream : StreamForm::none));
            }
            EXPECT_EQ(upstream.count(), before + 1);
        }
}

TEST(ProxyApis, FlowsAreNamedByTheirApi) {
    ScriptedUpstream upstream(answer_well);
    ProxyUnderTest proxy(upstream.url());
    for (const Api& api : streaming_apis()) {
        for (int i = 0; i < 2; ++i)
            proxy.ask(api.path, api.request(question));
        const FlowEvent miss = proxy.next_flow(), hit = proxy.next_flow();
        EXPECT_EQ(miss.dialect, api.route().dialect) << api.path;
        EXPECT_EQ(hit.verdict, Verdict::hit) << api.path;
        EXPECT_EQ(hit.prompt.view(), question) << api.path;
        EXPECT_EQ(hit.input_tokens, 10u) << api.path;
        EXPECT_EQ(hit.output_tokens, 5u) << api.path;
    }
}

TEST(ProxyApis, AStreamThatIsCutIsNotStored) {
    bool framed = false; // ended soundly as HTTP, yet without the answer's own end
    ScriptedUpstream upstream([&](const Message& request) {
        const Api& api = api_of(request);
        const std::string stream = api.stream(api.answer(said));
        std::string part = stream.substr(0, stream.size() / 2);
        const std::string head = chunked_head(media_type_of(api.route().stream));
        return framed ? Script{{head, chunk(part), std::string(last_chunk)}}
                      : Script{{head, chunk(part)}, true};
    });
    for (const Api& api : streaming_apis())
        for (const bool clean : {false, true}) {
            SCOPED_TRACE(std::string(api.path) + (clean ? ", clean end" : ", cut"));
            framed = clean;
            ProxyUnderTest proxy(upstream.url());
            for (int i = 0; i < 2; ++i) {
                const Message answer = proxy.ask(api.path, api.streaming(question));
                EXPECT_NE(answer.header("x-cache"), "HIT");
                EXPECT_EQ(answer.whole, clean) << "a cut is passed on as a cut";
                EXPECT_EQ(api.text_of(answer), "");
            }
        }
}

TEST(ProxyApis, BrokenRequestsAndUpstreamsAreToldInTheApisShape) {
    ProxyUnderTest proxy("http://127.0.0.1:9");
    for (const Api& api : streaming_apis()) {
        const std::string_view shape = api.route().dialect == Dialect::ollama ? R"({"error":")"
                                       : api.route().dialect == Dialect::anthropic
                                           ? R"({"type":"error","error":{)"
                                           : R"({"error":{"message":)";
        const Message broken = proxy.ask(api.path, "{\"model\":");
        EXPECT_EQ(broken.status(), 400u);
        EXPECT_THAT(broken.body, StartsWith(shape)) << api.path;
        const Message twice = proxy.ask(api.path, R"({"model":"a","model":"b"})");
        EXPECT_EQ(twice.status(), 400u) << api.path;
        const Message down = proxy.ask(api.path, api.request(question));
        EXPECT_EQ(down.status(), 502u);
        EXPECT_THAT(down.body, StartsWith(shape)) << api.path;
    }
    EXPECT_THAT(proxy.ask("/v1/messages/count_tokens", "{}").body,
                StartsWith(R"({"type":"error")"));
    EXPECT_THAT(proxy.ask("/v1/models", "", "anthropic-version: 2026-10-21\r\n").body,
                StartsWith(R"({"type":"error")"));
}

TEST(ProxyApis, EmbeddingsAreMatchedExactlyAndServedInBothForms) {
    ScriptedUpstream upstream([](const Message& request) {
        return Script{{http_response(
            request.body.find("base64") == std::string::npos
                ? R"({"object":"list","data":[{"index":0,"embedding":[1,-2.5,0.1]}],"usage":{"prompt_tokens":3}})"
                : R"({"object":"list","data":[{"index":0,"embedding":"AACAPwAAIMDNzMw9"}],"usage":{"prompt_tokens":3}})")}};
    });
    ProxyUnderTest proxy(upstream.url());
    const auto ask = [&](std::string_view fields) {
        return proxy.ask("/v1/embeddings", R"({"model":"e",)" + std::string(fields) + "}");
    };
    const Message first = ask(R"("input":"How do I reset my password?")");
    EXPECT_EQ(first.header("x-cache"), "MISS");
    EXPECT_EQ(first.header("x-bsc-reason"), "exact only: not a question");
    EXPECT_THAT(first.body, HasSubstr("[1,-2.5,0.1]")) << "a miss is passed on as it came";
    const Message numbers = ask(R"("input":"How do I reset my password?")");
    EXPECT_EQ(numbers.header("x-cache"), "HIT");
    EXPECT_THAT(numbers.body, HasSubstr("[1E0,-2.5E0,1E-1]"));
    const Message base64 =
        ask(R"("input":"How do I reset my password?","encoding_format":"base64")");
    EXPECT_EQ(base64.header("x-cache"), "HIT");
    EXPECT_THAT(base64.body, HasSubstr(R"("AACAPwAAIMDNzMw9")"));
    EXPECT_THAT(base64.body, HasSubstr(R"("prompt_tokens":3)"));
    EXPECT_EQ(ask(R"("input":"How can I reset my password?")").header("x-cache"), "MISS");
    EXPECT_EQ(ask(R"("input":["How do I reset my password?"])").header("x-cache"), "MISS");
    EXPECT_EQ(ask(R"("input":"How do I reset my password?","dimensions":3)").header("x-cache"),
              "MISS");
    EXPECT_EQ(ask(R"("input":"x","encoding_format":"int8")").header("x-cache"), "BYPASS");
}

TEST(ProxyApis, WhatStaysWithTheProviderIsNotAnsweredFromHere) {
    ScriptedUpstream upstream(answer_well);
    ProxyUnderTest proxy(upstream.url());
    const auto asked_twice = [&](std::string_view path, const std::string& body) {
        proxy.ask(path, body);
        return proxy.ask(path, body).header("x-bsc-reason");
    };
    const auto respond = [&](std::string_view field) {
        return asked_twice("/v1/responses",
                           R"({"model":"m","input":"And the second one, please?",)" +
                               std::string(field) + "}");
    };
    EXPECT_EQ(respond(R"("previous_response_id":"resp_0")"), "stateful: previous_response_id");
    EXPECT_EQ(respond(R"("conversation":"conv_0")"), "stateful: conversation");
    EXPECT_EQ(respond(R"("prompt":{"id":"p"})"), "stateful: prompt");
    EXPECT_EQ(respond(R"("background":true)"), "runs in the background");
    EXPECT_EQ(asked_twice("/v1/messages", R"({"model":"m","max_tokens":9,"container":"c_1",
        "messages":[{"role":"user","content":"And the second one, please?"}]})"),
              "server tools");
    EXPECT_EQ(asked_twice("/api/generate", R"({"model":"m","keep_alive":0,"stream":false})"),
              "loads a model");
    EXPECT_EQ(upstream.count(), 12u);
}

TEST(ProxyApis, AnUpstreamThatNeverTellsUsageIsCachedAllTheSame) {
    ScriptedUpstream upstream([](const Message&) {
        return Script{{http_response(
            R"({"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"It is so."},"finish_reason":"stop"}]})")}};
    });
    ProxyUnderTest proxy(upstream.url());
    const Api& api = chat_apis()[0];
    proxy.ask(api.path, api.request(question));
    EXPECT_EQ(proxy.ask(api.path, api.request(question)).header("x-cache"), "HIT");
    EXPECT_EQ(api.text_of(proxy.ask(api.path, api.streaming(question))), "It is so.");
    EXPECT_EQ(upstream.count(), 1u);
}

TEST(ProxyApis, UsageIsAskedForWhereAClientDoesNot) {
    ScriptedUpstream upstream(answer_well);
    for (const bool asks : {true, false}) {
        ProxyUnderTest proxy(upstream.url(),
                             [&](ProxyConfig& config) { config.ask_for_usage = asks; });
        for (const char* path : {"/v1/chat/completions", "/v1/completions"}) {
            const Api& api = *std::ranges::find_if(
                streaming_apis(), [&](const Api& one) { return one.path == std::string(path); });
            const Message live = proxy.ask(path, api.streaming(question));
            EXPECT_EQ(upstream.seen(upstream.count() - 1).body.find("include_usage") !=
                          std::string::npos,
                      asks);
            EXPECT_EQ(live.body.find("prompt_tokens"), std::string::npos)
                << "the client did not ask";
            EXPECT_THAT(live.body, HasSubstr("[DONE]"));
            EXPECT_EQ(proxy.next_flow().output_tokens, asks ? 5u : 0u);
            EXPECT_EQ(proxy.ask(path, api.streaming(question)).body.find("prompt_tokens"),
                      std::string::npos);
            EXPECT_EQ(proxy.next_flow().output_tokens, asks ? 5u : 0u);
            EXPECT_EQ(proxy.ask(path, api.request(question)).header("x-cache"),
                      asks ? "HIT" : "MISS");
            proxy.next_flow();
        }
    }
}

} // namespace
} // namespace bsc::test
