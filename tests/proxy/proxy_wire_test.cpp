// What goes over the wire: framing, streams, cuts, limits, time-outs, over real sockets.
#include "tests/proxy/support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bsc::test {
namespace {

using testing::HasSubstr;

constexpr const char* chat_path = "/v1/chat/completions";

Script answer_ok(const Message&) { return {{http_response(openai_answer("It is so."))}}; }

std::string event(std::string_view content, std::string_view finish = "null") {
    return R"(data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":")" +
           std::string(content) + R"("},"finish_reason":)" + std::string(finish) + "}]}\n\n";
}

std::string streaming(std::string_view prompt) {
    return openai_request(prompt, R"(,"stream":true)");
}

TEST(ProxyWire, OneConnectionServesManyRequestsAlsoPipelined) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    RawClient client(proxy.port());
    for (int i = 0; i < 3; ++i) {
        client.send(proxy.post(chat_path, openai_request("How do I keep this connection open?")));
        EXPECT_EQ(client.read().status(), 200u);
    }
    std::string two = proxy.post(chat_path, openai_request("Does pipelining work as it should?"));
    two += proxy.post(chat_path, openai_request("And does the second one work as well?"));
    client.send(two);
    EXPECT_TRUE(client.read().whole);
    EXPECT_TRUE(client.read().whole);
    EXPECT_EQ(upstream.count(), 3u);
}

TEST(ProxyWire, AChunkedStreamArrivesWhole) {
    std::string content;
    for (int i = 0; i < 200; ++i)
        content += event("größer 🙂 " + std::to_string(i));
    content += event("", "\"stop\"") + "data: [DONE]\n\n";
    for (const std::size_t piece : {1u, 3u, 1000u}) {
        ScriptedUpstream upstream([&](const Message&) {
            Script script{{chunked_head("text/event-stream")}};
            for (std::size_t at = 0; at < content.size(); at += piece)
                script.pieces.push_back(chunk(content.substr(at, piece)));
            script.pieces.emplace_back(last_chunk);
            return script;
        });
        ProxyUnderTest proxy(upstream.url());
        const Message answer = proxy.ask(chat_path, streaming("Does every byte of it arrive?"));
        EXPECT_TRUE(answer.whole) << piece;
        EXPECT_EQ(answer.body, content) << piece;
        EXPECT_EQ(
            proxy.ask(chat_path, streaming("Does every byte of it arrive?")).header("x-cache"),
            "HIT");
    }
}

TEST(ProxyWire, AnEmptyBodyInChunksMayComeByteByByte) {
    ScriptedUpstream upstream([](const Message&) {
        Script script{{chunked_head("application/json")}};
        for (const char byte : last_chunk)
            script.pieces.emplace_back(1, byte);
        // So that they arrive one by one; together they would be no test.
        script.before_piece = [](std::size_t) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        };
        return script;
    });
    ProxyUnderTest proxy(upstream.url());
    const Message answer = proxy.ask("/v1/models", "");
    EXPECT_TRUE(answer.whole);
    EXPECT_EQ(answer.body, "");
}

TEST(ProxyWire, AnEventOfAMegabyteArrivesAndIsStored) {
    const std::string large(1 << 20, 'x');
    ScriptedUpstream upstream([&](const Message&) {
        return Script{{chunked_head("text/event-stream"), chunk(event(large)),
                       chunk(event("", "\"stop\"")), chunk("data: [DONE]\n\n"),
                       std::string(last_chunk)}};
    });
    ProxyUnderTest proxy(upstream.url());
    EXPECT_TRUE(proxy.ask(chat_path, streaming("Is a large event a problem?")).whole);
    const Message again = proxy.ask(chat_path, streaming("Is a large event a problem?"));
    EXPECT_EQ(again.header("x-cache"), "HIT");
    EXPECT_GT(again.body.size(), large.size());
    EXPECT_EQ(upstream.count(), 1u);
}

TEST(ProxyWire, AStreamIsPassedOnWhileItIsMade) {
    ScriptedUpstream upstream([&](const Message&) {
        return Script{{chunked_head("text/event-stream"), chunk(event("first"))}};
    });
    ProxyUnderTest proxy(upstream.url());
    RawClient client(proxy.port());
    client.send(proxy.post(chat_path, streaming("Does the first piece come at once?")));
    EXPECT_TRUE(client.read_until("first")) << "although the upstream has not ended";
}

TEST(ProxyWire, ACutStreamStaysCutAndIsNotStored) {
    for (const bool framed : {true, false}) {
        ScriptedUpstream upstream([&](const Message&) {
            const std::string head =
                framed ? chunked_head("text/event-stream")
                       : "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
            return Script{{head, framed ? chunk(event("half")) : event("half")}, true};
        });
        ProxyUnderTest proxy(upstream.url());
        for (std::size_t attempt = 1; attempt <= 2; ++attempt) {
            const Message answer = proxy.ask(chat_path, streaming("Is a cut told to the client?"));
            EXPECT_FALSE(answer.whole) << "no last chunk may end it";
            EXPECT_EQ(upstream.count(), attempt);
        }
    }
}

TEST(ProxyWire, ACutObjectIsABadGateway) {
    ScriptedUpstream upstream([&](const Message&) {
        return Script{{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                       "500\r\n\r\n{\"a\""},
                      true};
    });
    ProxyUnderTest proxy(upstream.url());
    const Message answer =
        proxy.ask("/v1/messages", anthropic_request("Is a cut object told, too?"));
    EXPECT_EQ(answer.status(), 502u);
    EXPECT_THAT(answer.body, HasSubstr(R"("type":"error")"));
    EXPECT_EQ(proxy.next_flow().status, 502);
}

TEST(ProxyWire, AnUpstreamThatIsNotThere) {
    ProxyUnderTest proxy("http://127.0.0.1:1");
    const Message openai = proxy.ask(chat_path, openai_request("Is anybody out there today?"));
    EXPECT_EQ(openai.status(), 502u);
    EXPECT_THAT(openai.body, HasSubstr(R"("code":"upstream_error")"));
    EXPECT_EQ(openai.header("x-cache"), "MISS");
    const Message anthropic = proxy.ask("/v1/messages", anthropic_request("Is anybody out there?"));
    EXPECT_EQ(anthropic.status(), 502u);
    EXPECT_THAT(anthropic.body, HasSubstr(R"("type":"api_error")"));
    std::vector<Event> events(16);
    events.resize(proxy.events().drain(events));
    EXPECT_EQ(std::ranges::count_if(
                  events, [](const Event& e) { return std::holds_alternative<NoticeEvent>(e); }),
              1)
        << "told once";
}

TEST(ProxyWire, ASilentUpstreamTimesOut) {
    ScriptedUpstream upstream([](const Message&) { return Script{}; });
    ProxyUnderTest proxy(upstream.url(), [](ProxyConfig& config) {
        config.timeouts.first_byte = std::chrono::milliseconds(150);
    });
    const Message answer = proxy.ask(chat_path, openai_request("Will there be an answer at all?"));
    EXPECT_EQ(answer.status(), 504u);
    EXPECT_THAT(answer.body, HasSubstr(R"("code":"timeout")"));
}

TEST(ProxyWire, AStreamThatFallsSilentIsCut) {
    ScriptedUpstream upstream([](const Message&) {
        return Script{{chunked_head("text/event-stream"), chunk(event("half"))}};
    });
    ProxyUnderTest proxy(upstream.url(), [](ProxyConfig& config) {
        config.timeouts.between_bytes = std::chrono::milliseconds(150);
    });
    const Message answer = proxy.ask(chat_path, streaming("Will there be an end at all?"));
    EXPECT_EQ(answer.status(), 200u);
    EXPECT_FALSE(answer.whole);
}

TEST(ProxyWire, AClientThatLeavesCancelsTheUpstream) {
    ScriptedUpstream upstream([](const Message&) { return Script{}; });
    ProxyUnderTest proxy(upstream.url());
    RawClient client(proxy.port());
    client.send(proxy.post(chat_path, openai_request("Shall I wait for the answer?")));
    while (upstream.count() == 0)
        std::this_thread::yield();
    client.close();
    const FlowEvent flow = proxy.next_flow();
    EXPECT_EQ(flow.status, 499);
    while (upstream.closed() == 0)
        std::this_thread::yield();
}

TEST(ProxyWire, AStaleKeptConnectionIsReplacedOnce) {
    std::atomic<int> calls{0};
    ScriptedUpstream upstream([&](const Message&) {
        ++calls;
        // Kept open by its header, closed all the same: what a restarted server looks like.
        return Script{{http_response(openai_answer("It is so."))}, true};
    });
    ProxyUnderTest proxy(upstream.url());
    for (const char* prompt : {"The first question of three, please?", "And what about bananas?",
                               "Which train goes to Helsinki?"})
        EXPECT_EQ(proxy.ask(chat_path, openai_request(prompt)).status(), 200u);
    EXPECT_EQ(calls, 3);
}

TEST(ProxyWire, ResponsesThatAreNotSoundAreNotRelayed) {
    for (const char* head :
         {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "nonsense\r\n\r\n"}) {
        ScriptedUpstream upstream([&](const Message&) { return Script{{head}, true}; });
        ProxyUnderTest proxy(upstream.url());
        EXPECT_EQ(proxy.ask("/v1/models", "").status(), 502u) << head;
    }
}

TEST(ProxyWire, OtherPathsPassThroughUnchanged) {
    ScriptedUpstream upstream([](const Message& request) {
        if (request.first_line.starts_with("HEAD"))
            return Script{{"HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n"}};
        if (request.first_line.starts_with("DELETE"))
            return Script{{"HTTP/1.1 204 No Content\r\n\r\n"}};
        return Script{{"HTTP/1.1 100 Continue\r\n\r\n", chunked_head("application/octet-stream"),
                       chunk("abc"), chunk(request.body), std::string(last_chunk)}};
    });
    ProxyUnderTest proxy(upstream.url());
    RawClient client(proxy.port());
    client.send(proxy.post("/v1/files?x=1", "body", "Accept-Encoding: gzip\r\n"));
    const Message answer = client.read();
    EXPECT_EQ(answer.body, "abcbody");
    EXPECT_EQ(answer.header("x-cache"), "BYPASS");
    EXPECT_EQ(upstream.seen(0).first_line, "POST /v1/files?x=1 HTTP/1.1");
    EXPECT_EQ(upstream.seen(0).header("accept-encoding"), "gzip");

    const std::string host = "Host: localhost:" + std::to_string(proxy.port()) + "\r\n\r\n";
    client.send("HEAD /v1/models HTTP/1.1\r\n" + host);
    EXPECT_EQ(client.read(true).header("content-length"), "77");
    client.send("DELETE /v1/files/1 HTTP/1.1\r\n" + host);
    EXPECT_EQ(client.read().status(), 204u);
    client.send("GET / HTTP/1.1\r\n" + host);
    const Message home = client.read();
    EXPECT_EQ(home.status(), 404u);
    EXPECT_THAT(home.body, HasSubstr("/v1"));
    client.send("GET /v1/chat/completions HTTP/1.1\r\n" + host);
    EXPECT_EQ(client.read().header("x-cache"), "BYPASS") << "lists what the provider has stored";
}

TEST(ProxyWire, Http10ClientsGetABodyThatEndsWithTheConnection) {
    ScriptedUpstream upstream([](const Message&) {
        return Script{{chunked_head("text/event-stream"), chunk(event("x", "\"stop\"")),
                       chunk("data: [DONE]\n\n"), std::string(last_chunk)}};
    });
    ProxyUnderTest proxy(upstream.url());
    RawClient client(proxy.port());
    std::string request = proxy.post(chat_path, streaming("Is HTTP/1.0 still spoken here?"));
    request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
    client.send(request);
    const Message answer = client.read();
    EXPECT_EQ(answer.header("transfer-encoding"), "");
    EXPECT_THAT(answer.body, HasSubstr("[DONE]"));
}

TEST(ProxyWire, BodiesInChunksAndWithExpect) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    const std::string host = "Host: localhost:" + std::to_string(proxy.port()) + "\r\n";
    const std::string body = openai_request("Are chunked requests read as well?");
    RawClient client(proxy.port());
    client.send("POST /v1/chat/completions HTTP/1.1\r\n" + host +
                "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
    ASSERT_TRUE(client.read_until("100 Continue\r\n\r\n"));
    client.send(chunk(body.substr(0, 10)) + chunk(body.substr(10)) + std::string(last_chunk));
    EXPECT_EQ(client.read(true).status(), 100u);
    EXPECT_EQ(client.read().status(), 200u);
    EXPECT_EQ(upstream.seen(0).body, body);
    EXPECT_EQ(upstream.seen(0).header("expect"), "");
}

/// Sends raw bytes; the status of the reply, and that the connection is closed after it.
unsigned refused_with(ProxyUnderTest& proxy, const std::string& bytes) {
    RawClient client(proxy.port());
    client.send(bytes);
    const Message answer = client.read();
    EXPECT_TRUE(client.is_closed()) << bytes;
    return answer.status();
}

TEST(ProxyWire, Smuggling) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    const std::string start = "POST /v1/chat/completions HTTP/1.1\r\n";
    const std::string host = "Host: 127.0.0.1:" + std::to_string(proxy.port()) + "\r\n";
    const std::string next = "GET /v1/smuggled HTTP/1.1\r\n" + host + "\r\n";
    const std::vector<std::string> attacks = {
        start + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next,
        start + host + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n" + next,
        start + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd" + next,
        start + host + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc" + next,
        start + host + "Content-Length: 3, 3\r\n\r\nabc" + next,
        start + host + "Content-Length: +3\r\n\r\nabc" + next,
        start + host + "Content-Length: 0x3\r\n\r\nabc" + next,
        start + host + "Content-Length: -1\r\n\r\nabc" + next,
        start + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + next,
        start + host + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + next,
        start + host + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc" + next,
        start + host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + next,
        start + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
            next,
        start + host + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + next,
        "POST /v1/x HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next,
        start + host + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + next,
        start + host + "Transfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: Bearer x\r\n\r\n" +
            next,
        start + host + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 3\r\n\r\n" + next,
        start + host + "X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next,
        start + host + host + "Content-Length: 0\r\n\r\n" + next,
        start + "Content-Length: 0\r\n\r\n" + next,
        "GET http://127.0.0.1:" + std::to_string(proxy.port()) + "/v1/x HTTP/1.1\r\n" + host +
            "\r\n",
        "GET * HTTP/1.1\r\n" + host + "\r\n",
        "GET /v1/gr\xc3\xb6 HTTP/1.1\r\n" + host + "\r\n",
        "GET /v1/x HTTP/2.0\r\n" + host + "\r\n",
        "GET /v1/x\r\n\r\n",
        "\x16\x03\x01 hello TLS\r\n\r\n",
    };
    for (const std::string& attack : attacks)
        EXPECT_EQ(refused_with(proxy, attack), 400u) << attack;
    EXPECT_EQ(refused_with(proxy, "CONNECT api.openai.com:443 HTTP/1.1\r\n" + host + "\r\n"), 405u);
    EXPECT_EQ(refused_with(proxy, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 400u);
    EXPECT_EQ(upstream.count(), 0u) << "nothing of this may go on";
}

TEST(ProxyWire, Limits) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url(), [](ProxyConfig& config) { config.max_body_bytes = 1000; });
    const std::string start =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(proxy.port()) +
        "\r\n";
    EXPECT_EQ(refused_with(proxy, start + "Content-Length: 1001\r\n\r\n"), 413u);
    EXPECT_EQ(refused_with(proxy, start + "Transfer-Encoding: chunked\r\n\r\n" +
                                      chunk(std::string(600, 'x')) + chunk(std::string(600, 'x'))),
              413u);
    EXPECT_EQ(refused_with(proxy, start + "X: " + std::string(70'000, 'x') + "\r\n\r\n"), 431u);
    std::string many = start;
    for (int i = 0; i < 101; ++i)
        many += "X-" + std::to_string(i) + ": 1\r\n";
    EXPECT_EQ(refused_with(proxy, many + "\r\n"), 431u);
    EXPECT_EQ(refused_with(proxy, start + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab"),
              415u);
    EXPECT_EQ(
        refused_with(proxy, start + "Origin: http://evil.example\r\nContent-Length: 0\r\n\r\n"),
        403u);
    const Message large = proxy.ask("/v1/messages", anthropic_request(std::string(2000, 'x')));
    EXPECT_EQ(large.status(), 413u);
    EXPECT_THAT(large.body, HasSubstr("request_too_large")) << "in the dialect of the path";
    EXPECT_EQ(upstream.count(), 0u);
}

TEST(ProxyWire, ASlowHeaderIsCut) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url(), [](ProxyConfig& config) {
        config.timeouts.client_header = std::chrono::milliseconds(150);
        config.timeouts.client_idle = std::chrono::milliseconds(150);
    });
    RawClient slow(proxy.port());
    slow.send("POST /v1/chat/completions HT");
    EXPECT_TRUE(slow.is_closed());
    RawClient idle(proxy.port());
    EXPECT_TRUE(idle.is_closed());
}

TEST(ProxyWire, StoppingCutsWhatDoesNotEnd) {
    ScriptedUpstream upstream([](const Message&) {
        return Script{{chunked_head("text/event-stream"), chunk(event("half"))}};
    });
    ProxyUnderTest proxy(upstream.url());
    RawClient idle(proxy.port());
    RawClient client(proxy.port());
    client.send(proxy.post(chat_path, streaming("Will this one ever end?")));
    ASSERT_TRUE(client.read_until("half"));
    EXPECT_EQ(proxy.proxy().stats().clients, 2u);
    proxy.proxy().stop();
    EXPECT_FALSE(client.read().whole);
    EXPECT_TRUE(idle.is_closed());
    EXPECT_EQ(proxy.proxy().stats().clients, 0u);
}

} // namespace
} // namespace bsc::test
