// The cache's behaviour through a running proxy, over real sockets.
#include "tests/proxy/support.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bsc::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

constexpr const char* chat_path = "/v1/chat/completions";
constexpr const char* question = "How do I reset my password?";
constexpr const char* paraphrase = "How can I reset my password?";

Script answer_ok(const Message& request) {
    return {{http_response(request.first_line.find("/v1/messages") != std::string::npos
                               ? anthropic_answer("It is so.")
                               : openai_answer("It is so."),
                           "application/json", "x-request-id: req_up\r\nSet-Cookie: a=b\r\n")}};
}

TEST(ProxyCache, RepeatAndParaphraseHitAndAnotherQuestionDoesNot) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());

    const Message first = proxy.ask(chat_path, openai_request(question));
    EXPECT_EQ(first.status(), 200u);
    EXPECT_EQ(first.body, openai_answer("It is so.")) << "a miss is passed on byte by byte";
    EXPECT_EQ(first.header("x-cache"), "MISS");
    EXPECT_EQ(first.header("cache-status"), R"("bsc"; fwd=miss; fwd-status=200; stored)");
    EXPECT_EQ(first.header("x-bsc-entry"), "1");
    EXPECT_EQ(first.header("x-request-id"), "req_up");

    const Message repeat = proxy.ask(chat_path, openai_request(question));
    EXPECT_EQ(repeat.header("x-cache"), "HIT");
    EXPECT_EQ(repeat.header("cache-status"), R"("bsc"; hit; detail="exact")");
    EXPECT_EQ(repeat.header("x-bsc-entry"), "1");
    EXPECT_EQ(repeat.header("set-cookie"), "");
    EXPECT_NE(repeat.header("x-request-id"), "req_up");
    EXPECT_THAT(repeat.body, HasSubstr("It is so."));
    EXPECT_THAT(repeat.body, HasSubstr(R"("total_tokens":15)")) << "the original usage";
    EXPECT_NE(json::parse(repeat.body).at("id"), "chatcmpl-1");

    const Message near = proxy.ask(chat_path, openai_request(paraphrase));
    EXPECT_EQ(near.header("x-cache"), "HIT");
    EXPECT_THAT(near.header("cache-status"), HasSubstr("semantic; d="));
    EXPECT_GT(std::stoi(near.header("x-bsc-distance")), 0);
    EXPECT_LE(std::stoi(near.header("x-bsc-distance")), 48);
    EXPECT_EQ(near.header("cache-control"), "no-store");

    const Message other =
        proxy.ask(chat_path, openai_request("Which birds stay in Finland over winter?"));
    EXPECT_EQ(other.header("x-cache"), "MISS");
    EXPECT_EQ(upstream.count(), 2u);
}

TEST(ProxyCache, FlowEventsTellTheNumbers) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    proxy.ask(
        chat_path,
        R"({"model":"gpt-4o","messages":[{"role":"user","content":"How do I reset my password?"}]})",
        "User-Agent: OpenAI/JS 6.49.0\r\n");
    const FlowEvent miss = proxy.next_flow();
    EXPECT_EQ(miss.verdict, Verdict::miss);
    EXPECT_EQ(miss.status, 200);
    EXPECT_EQ(miss.model.view(), "gpt-4o");
    EXPECT_EQ(miss.client.view(), "OpenAI/JS 6.49.0");
    EXPECT_EQ(miss.prompt.view(), question);
    EXPECT_EQ(miss.entry_id, 1u);
    EXPECT_EQ(miss.dialect, Dialect::openai);
    EXPECT_GE(miss.total_us, miss.added_us);

    proxy.ask(
        chat_path,
        R"({"model":"gpt-4o","messages":[{"role":"user","content":"How can I reset my password?"}]})");
    const FlowEvent hit = proxy.next_flow();
    EXPECT_EQ(hit.verdict, Verdict::hit);
    EXPECT_EQ(hit.tier, Tier::semantic);
    EXPECT_GT(hit.distance, 0);
    EXPECT_EQ(hit.radius, 48);
    EXPECT_EQ(hit.bits, 256);
    EXPECT_EQ(hit.input_tokens, 10u);
    EXPECT_EQ(hit.output_tokens, 5u);
    EXPECT_EQ(hit.saved_nano_usd, 10 * 2500 + 5 * 10000);
    EXPECT_EQ(hit.id, miss.id + 1);

    proxy.ask("/v1/nothing", "{}");
    EXPECT_EQ(proxy.next_flow().verdict, Verdict::bypass);
    proxy.ask(chat_path, "{");
    const FlowEvent broken = proxy.next_flow();
    EXPECT_EQ(broken.status, 400);
    EXPECT_FALSE(broken.why.view().empty());
}

TEST(ProxyCache, AnswersAreKeptApart) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    const std::string body = openai_request(question);
    proxy.ask(chat_path, body, "Authorization: Bearer a\r\n");
    const auto cache = [&](std::string_view headers, const std::string& asked) {
        return proxy.ask(chat_path, asked, headers).header("x-cache");
    };
    EXPECT_EQ(cache("Authorization: Bearer a\r\n", body), "HIT");
    EXPECT_EQ(cache("Authorization: Bearer b\r\n", body), "MISS");
    EXPECT_EQ(cache("Authorization: Bearer a\r\nx-bsc-namespace: n\r\n", body), "MISS");
    EXPECT_EQ(cache("Authorization: Bearer a\r\nOpenAI-Project: p\r\n", body), "MISS");
    EXPECT_EQ(cache("Authorization: Bearer a\r\n", openai_request(question, R"(,"seed":1)")),
              "MISS");
    EXPECT_EQ(cache("Authorization: Bearer a\r\n", openai_request(question, R"(,"stream":false)")),
              "HIT");
}

TEST(ProxyCache, RulesAndWishes) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    const auto ask = [&](const std::string& body, std::string_view headers = "") {
        return proxy.ask(chat_path, body, headers);
    };
    ask(openai_request(question));
    EXPECT_EQ(ask(openai_request(question), "x-bsc-cache: off\r\n").header("x-cache"), "BYPASS");
    EXPECT_THAT(ask(openai_request(question), "Cache-Control: no-cache\r\n").header("cache-status"),
                HasSubstr("fwd=request"));
    EXPECT_EQ(ask(openai_request(paraphrase), "x-bsc-cache: exact\r\n").header("x-cache"), "MISS");
    EXPECT_EQ(ask(openai_request("How could I reset my password?"), "x-bsc-threshold: 0.999\r\n")
                  .header("x-cache"),
              "MISS");
    const Message many = ask(openai_request(question, R"(,"n":2)"));
    EXPECT_EQ(many.header("x-cache"), "BYPASS");
    EXPECT_EQ(many.header("cache-status"),
              R"("bsc"; fwd=bypass; fwd-status=200; detail="asks for more than one answer")");

    const std::string tools =
        R"(,"tools":[{"type":"function","function":{"name":"f","parameters":{}}}])";
    EXPECT_EQ(ask(openai_request(question, tools)).header("x-cache"), "MISS");
    EXPECT_EQ(ask(openai_request(paraphrase, tools)).header("x-cache"), "MISS");
    EXPECT_EQ(ask(openai_request(paraphrase, tools)).header("x-cache"), "HIT");
    EXPECT_EQ(ask(openai_request("Another tool question for you?", tools)).header("x-bsc-reason"),
              "exact only: tools");

    const Message offline = ask(openai_request("Nobody has asked this before, has one?"),
                                "Cache-Control: only-if-cached\r\n");
    EXPECT_EQ(offline.status(), 504u);
    EXPECT_THAT(offline.body, HasSubstr("only-if-cached"));
    EXPECT_EQ(offline.header("cache-status").substr(0, 15), R"("bsc"; fwd=miss)");
    const Message offline_there =
        proxy.ask("/v1/messages", anthropic_request("Has nobody asked this before, either?"),
                  "Cache-Control: only-if-cached\r\n");
    EXPECT_EQ(offline_there.status(), 504u);
    EXPECT_THAT(offline_there.body, HasSubstr(R"("type":"timeout_error")"));
    EXPECT_EQ(ask(openai_request(question), "x-bsc-ttl: soon\r\n").status(), 400u);

    const std::string peek = "x-bsc-cache: read-only\r\nCache-Control: only-if-cached, max-age=";
    EXPECT_EQ(ask(openai_request(question), peek + "600\r\n").header("x-cache"), "HIT");
    EXPECT_EQ(ask(openai_request(question), peek + "0\r\n").status(), 504u) << "too old";

    const std::size_t before = upstream.count();
    ask(openai_request("Is this one read only, or is it not?"), "x-bsc-cache: read-only\r\n");
    ask(openai_request("Is this one read only, or is it not?"));
    EXPECT_EQ(upstream.count(), before + 2) << "nothing was stored the first time";
}

TEST(ProxyCache, HeadersForTheCacheDoNotReachTheUpstream) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    proxy.ask(chat_path, openai_request(question),
              "Authorization: Bearer sk\r\nx-bsc-cache: refresh\r\ncf-aig-cache-ttl: 9\r\n"
              "Connection: x-hop\r\nx-hop: 1\r\nAccept-Encoding: gzip, deflate\r\n");
    const Message seen = upstream.seen(0);
    EXPECT_EQ(seen.first_line, "POST /v1/chat/completions HTTP/1.1");
    EXPECT_EQ(seen.header("host"), upstream.url().substr(7));
    EXPECT_EQ(seen.header("authorization"), "Bearer sk");
    EXPECT_EQ(seen.header("accept-encoding"), "identity");
    EXPECT_EQ(seen.header("x-bsc-cache"), "");
    EXPECT_EQ(seen.header("cf-aig-cache-ttl"), "");
    EXPECT_EQ(seen.header("x-hop"), "");
    EXPECT_EQ(seen.body, openai_request(question));
}

TEST(ProxyCache, BadAnswersAreNotStored) {
    std::string body;
    std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    ScriptedUpstream upstream([&](const Message&) {
        return Script{
            {head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body}};
    });
    ProxyUnderTest proxy(upstream.url());
    const auto stored = [&] {
        const Message answer = proxy.ask(chat_path, openai_request(question));
        EXPECT_EQ(answer.body, body) << "passed on as it is";
        return proxy.ask(chat_path, openai_request(question)).header("x-cache") == "HIT";
    };
    for (const std::string& bad :
         {openai_answer("x", "length"), openai_answer("x", "content_filter"), openai_answer(""),
          std::string(R"({"error":{"message":"in a 200"}})"), std::string(R"({"choices":[]})"),
          std::string("not json")}) {
        body = bad;
        EXPECT_FALSE(stored()) << bad;
    }
    body = openai_answer("x");
    head = "HTTP/1.1 429 Too Many\r\nContent-Type: application/json\r\nretry-after: 3\r\n";
    EXPECT_FALSE(stored());
    EXPECT_EQ(proxy.ask(chat_path, openai_request(question)).header("retry-after"), "3");
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: br\r\n";
    EXPECT_FALSE(stored());
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
    EXPECT_FALSE(stored());
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n";
    EXPECT_TRUE(stored());
}

TEST(ProxyCache, AnAnswerWithoutUsageServesOnlyThoseWhoDoNotNeedIt) {
    const std::string stream = chunk(
        "data: "
        "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
        "\"content\":\"streamed\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    ScriptedUpstream upstream([&](const Message& request) {
        if (request.body.find("\"stream\":true") != std::string::npos)
            return Script{{chunked_head("text/event-stream"), stream, std::string(last_chunk)}};
        return answer_ok(request);
    });
    ProxyUnderTest proxy(upstream.url());
    const std::string streaming = openai_request(question, R"(,"stream":true)");
    EXPECT_EQ(proxy.ask(chat_path, streaming).header("x-cache"), "MISS");
    EXPECT_EQ(proxy.ask(chat_path, streaming).header("x-cache"), "HIT");
    const Message whole = proxy.ask(chat_path, openai_request(question));
    EXPECT_EQ(whole.header("x-cache"), "MISS");
    EXPECT_THAT(whole.header("x-bsc-reason"), HasSubstr("usage"));
    EXPECT_EQ(proxy.ask(chat_path, openai_request(question)).header("x-cache"), "HIT");
    EXPECT_EQ(proxy.ask(chat_path, streaming).header("x-cache"), "HIT");
}

TEST(ProxyCache, ThresholdAndLabelsTakeEffect) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    proxy.ask(chat_path, openai_request(question));
    ASSERT_TRUE(proxy.proxy().set_threshold(0.99f));
    EXPECT_EQ(proxy.ask(chat_path, openai_request(paraphrase), "x-bsc-cache: read-only\r\n")
                  .header("x-cache"),
              "MISS");
    EXPECT_EQ(proxy
                  .ask(chat_path, openai_request(paraphrase),
                       "x-bsc-cache: read-only\r\nx-bsc-threshold: 0.5\r\n")
                  .header("x-cache"),
              "MISS")
        << "a client may only be stricter";
    ASSERT_TRUE(proxy.proxy().set_threshold(0.81f));
    EXPECT_EQ(proxy.ask(chat_path, openai_request(paraphrase)).header("x-cache"), "HIT");
    EXPECT_FALSE(proxy.proxy().set_threshold(1.5f));

    proxy.proxy().label(1, 1, false, "user", true);
    EXPECT_EQ(proxy.ask(chat_path, openai_request(question)).header("x-cache"), "MISS")
        << "a wrong answer was thrown out";
    std::vector<Event> events(64);
    events.resize(proxy.events().drain(events));
    EXPECT_EQ(std::ranges::count_if(
                  events, [](const Event& e) { return std::holds_alternative<ThresholdEvent>(e); }),
              2);
    EXPECT_EQ(std::ranges::count_if(
                  events, [](const Event& e) { return std::holds_alternative<LabelEvent>(e); }),
              1);
}

TEST(ProxyCache, TheDemoUpstreamAnswersBothApis) {
    ProxyUnderTest proxy("http://127.0.0.1:9",
                         [](ProxyConfig& config) { config.upstreams.demo = true; });
    const Message openai = proxy.ask(chat_path, openai_request(question));
    EXPECT_EQ(openai.status(), 200u);
    EXPECT_EQ(openai.header("x-bsc-demo"), "1");
    EXPECT_THAT(openai.body, HasSubstr("[demo] "));
    EXPECT_EQ(json::parse(openai.body).at("model"), "m-1");
    EXPECT_TRUE(proxy.next_flow().demo);
    EXPECT_EQ(proxy.ask(chat_path, openai_request(paraphrase)).header("x-bsc-demo"), "1");
    const Message stream =
        proxy.ask("/v1/messages", anthropic_request(question, R"(,"stream":true)"));
    EXPECT_TRUE(stream.whole);
    EXPECT_THAT(stream.body, HasSubstr("event: message_stop"));
    EXPECT_EQ(proxy.ask("/v1/messages", anthropic_request(question)).header("x-cache"), "HIT");

    // From the demo to an upstream of one's own, while running.
    ScriptedUpstream upstream(answer_ok);
    ASSERT_TRUE(
        proxy.proxy().set_upstreams({.openai = upstream.url(), .anthropic = upstream.url()}));
    const Message real = proxy.ask(chat_path, openai_request(question));
    EXPECT_EQ(real.header("x-cache"), "MISS") << "the demo's answers stay with the demo";
    EXPECT_EQ(real.header("x-bsc-demo"), "");
    EXPECT_FALSE(proxy.proxy().set_upstreams({.openai = "http://example.com", .anthropic = ""}));
}

TEST(Proxy, ABusyPortNamesItsHolderAndAFreeOne) {
    ScriptedUpstream other(answer_ok);
    ProxyUnderTest proxy(other.url());
    proxy.proxy().stop();
    EXPECT_EQ(proxy.proxy().state(), ProxyState::stopped);
    ASSERT_TRUE(proxy.proxy().set_port(other.port()));
    const auto port = proxy.proxy().start();
    ASSERT_FALSE(port);
    EXPECT_EQ(port.error().code, ErrorCode::busy);
    EXPECT_EQ(proxy.proxy().state(), ProxyState::failed);
    EXPECT_THAT(port.error().text, HasSubstr("pid " + std::to_string(getpid())));
    const PortAdvice advice = advise_port(other.port());
    EXPECT_NE(advice.free_port, 0);
    EXPECT_THAT(port.error().text, HasSubstr(" is free."));
    ASSERT_TRUE(proxy.proxy().set_port(0));
    EXPECT_TRUE(proxy.proxy().start());
    EXPECT_FALSE(proxy.proxy().set_port(1)) << "not while it runs";
}

TEST(Proxy, ManyClientsWhileTheSettingsChange) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    constexpr int clients = 6, requests = 40;
    std::atomic<int> answered{0};
    std::vector<std::thread> threads;
    for (int c = 0; c < clients; ++c)
        threads.emplace_back([&proxy, &answered, c] {
            RawClient client(proxy.port());
            for (int i = 0; i < requests; ++i) {
                client.send(proxy.post(
                    chat_path, openai_request("What is the price of item number " +
                                              std::to_string((c + i) % 17) + " in the list?")));
                answered += client.read().status() == 200;
            }
        });
    while (answered < clients * requests / 2) {
        EXPECT_LE(proxy.proxy().stats().clients, clients);
        EXPECT_TRUE(proxy.proxy().set_threshold(answered % 2 ? 0.81f : 0.95f));
        EXPECT_TRUE(proxy.proxy().set_upstreams(proxy.proxy().upstreams()));
        std::this_thread::yield();
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(answered, clients * requests);
}

TEST(Proxy, StartsAndStopsAgainAndAgain) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    for (int i = 0; i < 10; ++i) {
        proxy.proxy().stop();
        EXPECT_EQ(proxy.proxy().state(), ProxyState::stopped);
        const auto port = proxy.proxy().start();
        ASSERT_TRUE(port);
        RawClient client(*port);
        client.send("GET /v1/models HTTP/1.1\r\nHost: localhost:" + std::to_string(*port) +
                    "\r\n\r\n");
        EXPECT_EQ(client.read().status(), 200u);
    }
}

TEST(Proxy, OnlyThisMachine) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    for (const char* host : {"0.0.0.0", "192.168.1.1", "example.com", ""}) {
        ProxyConfig config;
        config.host = host;
        EXPECT_FALSE(Proxy::create(config, proxy.service(), nullptr)) << host;
    }
}

} // namespace
} // namespace bsc::test
