// Long request bodies on paths that are not cached: passed on while they come.
#include "tests/proxy/support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bsc::test {
namespace {

using testing::HasSubstr;

constexpr std::size_t megabyte = 1u << 20;

Script answer_ok(const Message& request) {
    return {{http_response("{\"bytes\":" + std::to_string(request.body.size()) + "}")}};
}

std::string start(const ProxyUnderTest& proxy, std::string_view framing) {
    return "POST /v1/files HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(proxy.port()) + "\r\n" +
           std::string(framing) + "\r\n\r\n";
}

TEST(PassThrough, ALongBodyGoesOnWhileItComes) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url(),
                         [](ProxyConfig& config) { config.max_body_bytes = megabyte; });
    const std::string half(20 * megabyte, 'x');
    RawClient client(proxy.port());
    client.send(start(proxy, "Content-Length: " + std::to_string(2 * half.size())));
    client.send(half);
    client.send(half);
    const Message reply = client.read();
    EXPECT_EQ(reply.body, "{\"bytes\":" + std::to_string(2 * half.size()) + "}")
        << "the limit is for what is kept in memory";
    EXPECT_EQ(upstream.seen(0).header("content-length"), std::to_string(2 * half.size()));
    EXPECT_EQ(upstream.seen(0).header("transfer-encoding"), "");
    client.send(proxy.post("/v1/files", "small"));
    EXPECT_EQ(client.read().status(), 200u) << "the connection goes on";
}

TEST(PassThrough, ChunksStayChunksAndExpectIsAnswered) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    RawClient client(proxy.port());
    client.send(start(proxy, "Transfer-Encoding: chunked\r\nExpect: 100-continue"));
    ASSERT_TRUE(client.read_until("100 Continue\r\n\r\n"));
    EXPECT_EQ(client.read(true).status(), 100u);
    std::string sent;
    for (int i = 0; i < 40; ++i) {
        const std::string piece(10'000, static_cast<char>('a' + i % 26));
        client.send(chunk(piece));
        sent += piece;
    }
    client.send(last_chunk);
    EXPECT_EQ(client.read().status(), 200u);
    EXPECT_EQ(upstream.seen(0).header("transfer-encoding"), "chunked");
    EXPECT_EQ(upstream.seen(0).header("expect"), "");
    EXPECT_EQ(upstream.seen(0).body, sent);
}

TEST(PassThrough, ABrokenBodyIsNotEndedAtTheUpstream) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    for (const std::string& rest :
         {std::string("zz\r\n"), std::string("0\r\nAuthorization: Bearer x\r\n\r\n")}) {
        const std::size_t closed = upstream.closed();
        RawClient client(proxy.port());
        client.send(start(proxy, "Transfer-Encoding: chunked") + chunk("some bytes"));
        client.send(rest);
        EXPECT_EQ(client.read().status(), 400u) << rest;
        EXPECT_TRUE(client.is_closed());
        EXPECT_TRUE(comes_true([&] { return upstream.closed() > closed; }));
    }
    RawClient leaving(proxy.port());
    leaving.send(start(proxy, "Content-Length: 1000000") + "half");
    leaving.close();
    EXPECT_TRUE(comes_true([&] { return upstream.closed() == 3; }));
    EXPECT_EQ(upstream.count(), 0u) << "no whole request ever came";
}

TEST(PassThrough, AnUpstreamThatIsNotThereIsTold) {
    ProxyUnderTest proxy("http://127.0.0.1:1");
    RawClient client(proxy.port());
    client.send(start(proxy, "Content-Length: 1000000") + "half");
    const Message reply = client.read();
    EXPECT_EQ(reply.status(), 502u);
    EXPECT_EQ(reply.header("connection"), "close") << "the rest of the body was not read";
}

TEST(PassThrough, ASmallBodySurvivesAStaleConnection) {
    std::atomic<int> calls{0};
    ScriptedUpstream upstream([&](const Message& request) {
        ++calls;
        Script script = answer_ok(request);
        script.close = true; // kept open by its header, closed all the same
        return script;
    });
    ProxyUnderTest proxy(upstream.url());
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(proxy.ask("/v1/files", "small").status(), 200u);
    EXPECT_EQ(calls, 3);
}

} // namespace
} // namespace bsc::test
