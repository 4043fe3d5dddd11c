// Equal requests in flight share one upstream call, over real sockets.
#include "tests/proxy/support.h"

#include "engine/embed/factory.h"
#include "engine/proxy/single_flight.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <set>
#include <sys/socket.h>

namespace bsc::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

constexpr const char* chat_path = "/v1/chat/completions";
constexpr const char* question = "How do I reset my password?";

Script answer_ok(const Message&) {
    return {{http_response(openai_answer("It is so."), "application/json",
                           "x-request-id: req_up\r\nSet-Cookie: a=b\r\n")}};
}

std::string event(std::string_view content, std::string_view finish = "null") {
    return R"(data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":")" +
           std::string(content) + R"("},"finish_reason":)" + std::string(finish) + "}]}\n\n";
}
std::string usage_event() {
    return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,"
           "\"completion_tokens\":5,\"total_tokens\":15}}\n\n";
}

std::string streaming() { return openai_request(question, R"(,"stream":true)"); }

/// Pieces: head, first event, [gate] the rest with usage.
Script gated_stream(const Gate& gate, bool close_early = false) {
    Script script{{chunked_head("text/event-stream"), chunk(event("first ")),
                   close_early
                       ? std::string()
                       : chunk(event("second", "\"stop\"") + usage_event() + "data: [DONE]\n\n") +
                             std::string(last_chunk)}};
    script.close = close_early;
    script.before_piece = [&gate](std::size_t i) {
        if (i == 2)
            gate.wait();
    };
    return script;
}

/// Returns when the proxy has read what was sent to it before: it handles sockets in the order in
/// which they became readable.
void wait_for_proxy(const ProxyUnderTest& proxy) {
    RawClient client(proxy.port());
    client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(proxy.port()) + "\r\n\r\n");
    client.read();
}

bool is_collapsed(const Message& answer) {
    return answer.header("cache-status").find("collapsed") != std::string::npos;
}

std::vector<FlowEvent> flows_of(ProxyUnderTest& proxy, std::string_view prompt, std::size_t count) {
    std::vector<FlowEvent> flows;
    while (flows.size() < count) {
        const FlowEvent flow = proxy.next_flow();
        if (flow.id == 0)
            break;
        if (flow.prompt.view() == prompt)
            flows.push_back(flow);
    }
    return flows;
}

TEST(SingleFlightTest, EqualRequestsMakeOneCall) {
    Gate gate;
    ScriptedUpstream upstream([&](const Message& request) {
        gate.wait();
        return answer_ok(request);
    });
    ProxyUnderTest proxy(upstream.url());
    constexpr std::size_t clients = 8;
    std::vector<std::unique_ptr<RawClient>> all;
    for (std::size_t i = 0; i < clients; ++i) {
        all.push_back(std::make_unique<RawClient>(proxy.port()));
        all.back()->send(proxy.post(chat_path, openai_request(question)));
        ASSERT_TRUE(comes_true([&] { return upstream.count() == 1; }));
    }
    wait_for_proxy(proxy);
    gate.open();
    std::size_t collapsed = 0, with_cookie = 0;
    for (const auto& client : all) {
        const Message answer = client->read();
        EXPECT_EQ(answer.status(), 200u);
        EXPECT_EQ(answer.body, openai_answer("It is so.")) << "byte by byte";
        EXPECT_EQ(answer.header("x-cache"), "MISS");
        collapsed += is_collapsed(answer);
        with_cookie += !answer.header("set-cookie").empty();
    }
    EXPECT_EQ(upstream.count(), 1u);
    EXPECT_EQ(collapsed, clients - 1);
    EXPECT_EQ(with_cookie, 1u) << "a cookie goes to the one that asked";
    std::size_t misses = 0, joined = 0;
    for (const FlowEvent& flow : flows_of(proxy, question, clients)) {
        misses += flow.verdict == Verdict::miss;
        joined += flow.verdict == Verdict::coalesced;
        EXPECT_EQ(flow.output_tokens, 5u);
        EXPECT_EQ(flow.entry_id, 1u);
    }
    EXPECT_EQ(misses, 1u);
    EXPECT_EQ(joined, clients - 1);
    EXPECT_EQ(proxy.ask(chat_path, openai_request(question)).header("x-cache"), "HIT");
}

TEST(SingleFlightTest, ALateReaderGetsTheStreamFromItsStart) {
    Gate gate;
    ScriptedUpstream upstream([&](const Message&) { return gated_stream(gate); });
    ProxyUnderTest proxy(upstream.url());
    RawClient leader(proxy.port()), late(proxy.port());
    leader.send(proxy.post(chat_path, streaming()));
    ASSERT_TRUE(leader.read_until("first"));
    late.send(proxy.post(chat_path, streaming()));
    ASSERT_TRUE(late.read_until("first")) << "while the upstream is still at it";
    gate.open();
    const Message first = leader.read(), second = late.read();
    EXPECT_TRUE(first.whole && second.whole);
    EXPECT_EQ(first.body, second.body);
    EXPECT_THAT(first.body, HasSubstr("[DONE]"));
    EXPECT_THAT(first.body, testing::Not(HasSubstr("total_tokens"))) << "neither asked for usage";
    EXPECT_TRUE(is_collapsed(second));
    EXPECT_EQ(upstream.count(), 1u);
}

TEST(SingleFlightTest, TheLeaderMayLeave) {
    Gate gate;
    ScriptedUpstream upstream([&](const Message&) { return gated_stream(gate); });
    ProxyUnderTest proxy(upstream.url());
    auto leader = std::make_unique<RawClient>(proxy.port());
    leader->send(proxy.post(chat_path, streaming()));
    ASSERT_TRUE(leader->read_until("first"));
    RawClient late(proxy.port());
    late.send(proxy.post(chat_path, streaming()));
    ASSERT_TRUE(late.read_until("first"));
    leader->close();
    EXPECT_EQ(proxy.next_flow().status, 499);
    gate.open();
    EXPECT_TRUE(late.read().whole);
    EXPECT_EQ(upstream.closed(), 0u);
    EXPECT_EQ(proxy.ask(chat_path, streaming()).header("x-cache"), "HIT") << "it was stored";
    EXPECT_EQ(upstream.count(), 1u);
}

TEST(SingleFlightTest, TheLastToLeaveCancelsTheUpstream) {
    ScriptedUpstream upstream([&](const Message&) {
        return Script{{chunked_head("text/event-stream"), chunk(event("first "))}};
    });
    ProxyUnderTest proxy(upstream.url());
    RawClient one(proxy.port()), two(proxy.port());
    for (RawClient* client : {&one, &two}) {
        client->send(proxy.post(chat_path, streaming()));
        ASSERT_TRUE(client->read_until("first"));
    }
    one.close();
    EXPECT_EQ(proxy.next_flow().status, 499);
    EXPECT_EQ(upstream.closed(), 0u);
    two.close();
    EXPECT_TRUE(comes_true([&] { return upstream.closed() == 1; }));
    // A newcomer does not join what was cancelled.
    RawClient three(proxy.port());
    three.send(proxy.post(chat_path, streaming()));
    EXPECT_TRUE(three.read_until("first"));
    EXPECT_EQ(upstream.count(), 2u);
}

TEST(SingleFlightTest, ErrorsAreShared) {
    const std::string limited = R"({"error":{"message":"slow down"}})";
    const std::string refusal = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\n"
                                "x-should-retry: true\r\nContent-Type: application/json\r\n"
                                "Content-Length: " +
                                std::to_string(limited.size()) + "\r\n\r\n" + limited;
    for (const bool cut : {false, true}) {
        Gate gate;
        ScriptedUpstream upstream([&](const Message&) {
            gate.wait();
            return cut ? Script{{}, true} : Script{{refusal}};
        });
        ProxyUnderTest proxy(upstream.url());
        RawClient one(proxy.port()), two(proxy.port());
        one.send(proxy.post(chat_path, openai_request(question)));
        ASSERT_TRUE(comes_true([&] { return upstream.count() == 1; }));
        two.send(proxy.post(chat_path, openai_request(question)));
        wait_for_proxy(proxy);
        gate.open();
        const Message first = one.read(), second = two.read();
        EXPECT_EQ(upstream.count(), 1u) << "nobody is elected to try again";
        EXPECT_EQ(first.status(), cut ? 502u : 429u);
        EXPECT_EQ(second.status(), first.status());
        EXPECT_EQ(second.body, first.body);
        EXPECT_EQ(second.header("retry-after"), cut ? "" : "7");
        EXPECT_EQ(second.header("x-should-retry"), cut ? "" : "true");
        EXPECT_TRUE(is_collapsed(second));
    }
}

TEST(SingleFlightTest, AStreamThatIsCutIsCutForAll) {
    Gate gate;
    ScriptedUpstream upstream([&](const Message&) { return gated_stream(gate, true); });
    ProxyUnderTest proxy(upstream.url());
    RawClient one(proxy.port()), two(proxy.port());
    for (RawClient* client : {&one, &two}) {
        client->send(proxy.post(chat_path, streaming()));
        ASSERT_TRUE(client->read_until("first"));
    }
    gate.open();
    EXPECT_FALSE(one.read().whole);
    EXPECT_FALSE(two.read().whole);
    EXPECT_EQ(upstream.count(), 1u);
}

TEST(SingleFlightTest, WhoMustNotShareMakesAnOwnCall) {
    Gate gate;
    ScriptedUpstream upstream([&](const Message& request) {
        gate.wait();
        return answer_ok(request);
    });
    ProxyUnderTest proxy(upstream.url());
    const std::string key = "Authorization: Bearer a\r\n";
    std::vector<std::unique_ptr<RawClient>> all;
    std::size_t calls = 0;
    for (const std::string& headers :
         {key, key + "Cache-Control: no-store\r\n", key + "Cache-Control: no-cache\r\n",
          key + "x-bsc-cache: refresh\r\n", key + "x-bsc-cache: off\r\n",
          key + "x-bsc-namespace: n\r\n", std::string("Authorization: Bearer b\r\n"),
          key + "x-api-key: b\r\n"}) {
        all.push_back(std::make_unique<RawClient>(proxy.port()));
        all.back()->send(proxy.post(chat_path, openai_request(question), headers));
        ++calls;
        EXPECT_TRUE(comes_true([&] { return upstream.count() == calls; })) << headers;
    }
    gate.open();
    for (const auto& client : all)
        EXPECT_FALSE(is_collapsed(client->read()));
}

TEST(SingleFlightTest, WhatIsReadOnlyJoinsButIsNotJoined) {
    Gate gate;
    ScriptedUpstream upstream([&](const Message& request) {
        gate.wait();
        return answer_ok(request);
    });
    ProxyUnderTest proxy(upstream.url());
    RawClient reading(proxy.port()), storing(proxy.port()), joining(proxy.port());
    const std::string read_only = "x-bsc-cache: read-only\r\n";
    reading.send(proxy.post(chat_path, openai_request(question), read_only));
    ASSERT_TRUE(comes_true([&] { return upstream.count() == 1; }));
    storing.send(proxy.post(chat_path, openai_request(question)));
    ASSERT_TRUE(comes_true([&] { return upstream.count() == 2; }));
    joining.send(proxy.post(chat_path, openai_request(question), read_only));
    wait_for_proxy(proxy);
    gate.open();
    EXPECT_FALSE(is_collapsed(reading.read()));
    EXPECT_FALSE(is_collapsed(storing.read()));
    EXPECT_TRUE(is_collapsed(joining.read()));
    EXPECT_EQ(proxy.ask(chat_path, openai_request(question)).header("x-cache"), "HIT");
}

TEST(SingleFlightTest, EachGetsTheFormItAskedFor) {
    for (const bool stream_first : {true, false}) {
        Gate gate;
        ScriptedUpstream upstream([&](const Message& request) {
            if (request.body.find("\"stream\":true") != std::string::npos)
                return gated_stream(gate);
            gate.wait();
            return answer_ok(request);
        });
        ProxyUnderTest proxy(upstream.url());
        RawClient leader(proxy.port()), other(proxy.port());
        leader.send(proxy.post(chat_path, stream_first ? streaming() : openai_request(question)));
        ASSERT_TRUE(comes_true([&] { return upstream.count() == 1; }));
        other.send(proxy.post(chat_path, stream_first ? openai_request(question) : streaming()));
        wait_for_proxy(proxy);
        gate.open();
        EXPECT_TRUE(leader.read().whole);
        const Message answer = other.read();
        EXPECT_TRUE(answer.whole);
        EXPECT_TRUE(is_collapsed(answer));
        EXPECT_EQ(upstream.count(), 1u);
        if (stream_first) {
            EXPECT_EQ(answer.header("content-type"), "application/json");
            const json::value object = json::parse(answer.body);
            EXPECT_EQ(object.at_pointer("/choices/0/message/content"), "first second");
            EXPECT_EQ(object.at_pointer("/usage/total_tokens"), 15);
        } else {
            EXPECT_THAT(answer.header("content-type"), HasSubstr("text/event-stream"));
            EXPECT_THAT(answer.body, HasSubstr("It is so."));
            EXPECT_THAT(answer.body, HasSubstr("data: [DONE]"));
        }
    }
}

TEST(SingleFlightTest, WithoutUsageNumbersThereIsNothingToShareWithWhoNeedsThem) {
    Gate gate;
    ScriptedUpstream upstream([&](const Message& request) {
        return request.body.find("\"stream\":true") != std::string::npos ? gated_stream(gate)
                                                                         : answer_ok(request);
    });
    ProxyUnderTest proxy(upstream.url(), [](ProxyConfig& config) { config.ask_for_usage = false; });
    RawClient leader(proxy.port());
    leader.send(proxy.post(chat_path, streaming()));
    ASSERT_TRUE(leader.read_until("first"));
    const Message whole = proxy.ask(chat_path, openai_request(question));
    EXPECT_FALSE(is_collapsed(whole));
    EXPECT_THAT(whole.body, HasSubstr("total_tokens"));
    EXPECT_EQ(upstream.count(), 2u);
    gate.open();
    EXPECT_TRUE(leader.read().whole);
}

TEST(SingleFlightTest, ASlowReaderIsDroppedAndTheOthersGetAll) {
    const std::string filler(1u << 16, 'x');
    constexpr std::size_t events = 1024; // 64 MB: more than sockets hold
    Gate gate;
    ScriptedUpstream upstream([&](const Message&) {
        Script script{{chunked_head("text/event-stream"), chunk(event("first "))}};
        for (std::size_t i = 0; i < events; ++i)
            script.pieces.push_back(chunk(event(filler)));
        script.pieces.push_back(chunk(event("", "\"stop\"") + "data: [DONE]\n\n") +
                                std::string(last_chunk));
        script.before_piece = [&gate](std::size_t i) {
            if (i == 2)
                gate.wait();
        };
        return script;
    });
    ProxyUnderTest proxy(upstream.url());
    RawClient slow(proxy.port()), fast(proxy.port());
    for (RawClient* client : {&slow, &fast}) {
        client->send(proxy.post(chat_path, streaming()));
        ASSERT_TRUE(client->read_until("first"));
    }
    gate.open();
    const Message answer = fast.read();
    EXPECT_TRUE(answer.whole) << "it does not wait for the slow one";
    EXPECT_GT(answer.body.size(), events * filler.size());
    EXPECT_FALSE(slow.read().whole);
    std::set<std::string> reasons;
    for (const FlowEvent& flow : flows_of(proxy, question, 2))
        reasons.emplace(flow.why.view());
    EXPECT_THAT(reasons, testing::Contains(HasSubstr("read too slowly")));
    EXPECT_THAT(reasons, testing::Contains(HasSubstr("too large"))) << "relayed, not stored";
    EXPECT_EQ(upstream.count(), 1u);
}

TEST(SingleFlightTest, NobodyJoinsWhatIsNoLongerKeptWhole) {
    const std::string filler(1u << 20, 'x');
    Gate gate;
    ScriptedUpstream upstream([&](const Message&) {
        Script script{{chunked_head("text/event-stream")}};
        for (int i = 0; i < 10; ++i)
            script.pieces.push_back(chunk(event(filler)));
        script.pieces.push_back(chunk(event("tail")));
        script.pieces.push_back(chunk("data: [DONE]\n\n") + std::string(last_chunk));
        script.before_piece = [&gate](std::size_t i) {
            if (i == 12)
                gate.wait();
        };
        return script;
    });
    ProxyUnderTest proxy(upstream.url());
    RawClient first(proxy.port());
    first.send(proxy.post(chat_path, streaming()));
    ASSERT_TRUE(first.read_until("tail"));
    RawClient second(proxy.port());
    second.send(proxy.post(chat_path, streaming()));
    EXPECT_TRUE(comes_true([&] { return upstream.count() == 2; }));
    gate.open();
    EXPECT_TRUE(first.read().whole);
    EXPECT_TRUE(second.read().whole);
}

TEST(SingleFlightTest, OneFlightTakesOnlySoMany) {
    Gate gate;
    ScriptedUpstream upstream([&](const Message& request) {
        gate.wait();
        return answer_ok(request);
    });
    ProxyUnderTest proxy(upstream.url());
    const std::string request = proxy.post(chat_path, openai_request(question));
    std::vector<int> sockets;
    for (std::size_t i = 0; i < SingleFlight::most_readers + 1; ++i) {
        const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(proxy.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ASSERT_EQ(::connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        ASSERT_EQ(::send(handle, request.data(), request.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(request.size()));
        sockets.push_back(handle);
        if (i == 0) {
            ASSERT_TRUE(comes_true([&] { return upstream.count() == 1; }));
        }
    }
    EXPECT_TRUE(comes_true([&] { return upstream.count() == 2; }));
    gate.open();
    flows_of(proxy, question, sockets.size());
    EXPECT_EQ(upstream.count(), 2u);
    for (const int handle : sockets)
        ::close(handle);
}

/// The lexical one, but for a text that holds its thread until the gate opens.
class HeldEmbedder final : public Embedder {
  public:
    static constexpr std::string_view held = "Hold this worker for a while";
    explicit HeldEmbedder(const Gate& gate) : gate_(gate) {}

    const EmbedderIdentity& identity() const override { return lexical_->identity(); }
    ThresholdPresets thresholds() const override { return lexical_->thresholds(); }
    Result<std::vector<float>>
    embed(std::string_view text, std::chrono::steady_clock::time_point deadline) const override {
        if (text == held) {
            ++holding;
            gate_.wait();
        }
        return lexical_->embed(text, deadline);
    }

    mutable std::atomic<int> holding{0};

  private:
    const Gate& gate_;
    std::shared_ptr<const Embedder> lexical_ =
        *make_embedder({.kind = EmbedderKind::lexical, .model_folder = {}, .remote = {}});
};

TEST(SingleFlightTest, AFlightIsJoinedUntilItsAnswerIsStored) {
    Gate answered, stored;
    ScriptedUpstream upstream([&](const Message& request) {
        answered.wait();
        return answer_ok(request);
    });
    const auto embedder = std::make_shared<HeldEmbedder>(stored);
    const auto service = CacheService::open({}, embedder, nullptr, nullptr);
    ASSERT_TRUE(service);
    ProxyConfig config;
    config.port = 0;
    config.workers = 1;
    config.upstreams.openai = upstream.url();
    const auto proxy = Proxy::create(config, **service, nullptr);
    ASSERT_TRUE(proxy);
    const auto port = (*proxy)->start();
    ASSERT_TRUE(port);
    const auto request = [&](std::string_view prompt, std::string_view headers) {
        const std::string body = openai_request(prompt);
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost:" + std::to_string(*port) +
               "\r\n" + std::string(headers) + "Content-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
    };
    // The answer comes while the only worker is busy, so that it cannot be stored yet.
    RawClient leader(*port), holder(*port), late(*port), sentinel(*port);
    leader.send(request(question, "x-bsc-cache: exact\r\n"));
    ASSERT_TRUE(comes_true([&] { return upstream.count() == 1; }));
    holder.send(request(HeldEmbedder::held, ""));
    ASSERT_TRUE(comes_true([&] { return embedder->holding == 1; }));
    answered.open();
    // Relayed without the cache: once it is answered, so has been the leader's call.
    sentinel.send("GET /v1/models HTTP/1.1\r\nHost: localhost:" + std::to_string(*port) +
                  "\r\n\r\n");
    EXPECT_EQ(sentinel.read().status(), 200u);
    late.send(request(question, "x-bsc-cache: exact\r\n"));
    sentinel.send("GET / HTTP/1.1\r\nHost: localhost:" + std::to_string(*port) + "\r\n\r\n");
    EXPECT_EQ(sentinel.read().status(), 404u);
    stored.open();
    EXPECT_EQ(leader.read().status(), 200u);
    EXPECT_TRUE(is_collapsed(late.read()));
    EXPECT_EQ(holder.read().status(), 200u);
    EXPECT_EQ(upstream.count(), 3u) << "the leader's, the sentinel's and the holder's";
    (*proxy)->stop();
}

TEST(SingleFlightTest, NoGapBetweenFlightAndCacheLetsASecondCallStart) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    constexpr int clients = 6, rounds = 30;
    std::vector<std::thread> threads;
    std::atomic<int> answered{0};
    for (int c = 0; c < clients; ++c)
        threads.emplace_back([&proxy, &answered] {
            RawClient client(proxy.port());
            for (int i = 0; i < rounds; ++i) {
                // Numbers: the content gate keeps these apart.
                client.send(proxy.post(
                    chat_path, openai_request("What is the price of item number " +
                                              std::to_string(i) + " in the list of things?")));
                answered += client.read().status() == 200;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(answered, clients * rounds);
    EXPECT_EQ(upstream.count(), static_cast<std::size_t>(rounds)) << "one call for each question";
}

} // namespace
} // namespace bsc::test
