#include "engine/proxy/answer_headers.h"
#include "engine/proxy/http/request_checks.h"
#include "engine/proxy/http/request_reader.h"
#include "engine/proxy/http/url.h"
#include "engine/proxy/upstreams.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

constexpr std::uint16_t port = 8080;

HttpRequest request(std::string target = "/v1/models",
                    std::initializer_list<HeaderField> more = {}) {
    HttpRequest http;
    http.method = "GET";
    http.target = std::move(target);
    http.headers.add("Host", "127.0.0.1:8080");
    for (const HeaderField& field : more)
        http.headers.set(field.name, field.value);
    return http;
}

unsigned status(const HttpRequest& http) {
    const auto refusal = check_request(http, port);
    return refusal ? refusal->status : 200;
}

TEST(RequestChecks, Hosts) {
    for (const char* good : {"127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080"})
        EXPECT_EQ(status(request("/v1", {{"Host", good}})), 200u) << good;
    for (const char* foreign :
         {"127.0.0.1", "evil.example:8080", "127.0.0.1:8081", "localhost.:8080",
          "127.0.0.1:8080.evil.example", "127.0.0.2:8080", "user@localhost:8080"})
        EXPECT_EQ(status(request("/v1", {{"Host", foreign}})), 403u) << foreign;
    EXPECT_EQ(status(request("/v1", {{"Host", ""}})), 400u);
    HttpRequest two = request();
    two.headers.add("Host", "127.0.0.1:8080");
    EXPECT_EQ(status(two), 400u);
    HttpRequest none = request();
    none.headers.erase("Host");
    EXPECT_EQ(status(none), 400u);
    EXPECT_FALSE(check_request(request("/v1", {{"Host", "localhost"}}), 80));
}

TEST(RequestChecks, WebPages) {
    EXPECT_EQ(status(request("/v1", {{"Origin", "http://127.0.0.1:8080"}})), 403u);
    EXPECT_EQ(status(request("/v1", {{"Origin", "null"}})), 403u);
    EXPECT_EQ(status(request("/v1", {{"Sec-Fetch-Site", "cross-site"}})), 403u);
    EXPECT_EQ(status(request("/v1", {{"Sec-Fetch-Site", "same-site"}})), 403u);
    EXPECT_EQ(status(request("/v1", {{"Sec-Fetch-Mode", "cors"}})), 200u) << "Node sends this";
    EXPECT_EQ(status(request("/v1", {{"Sec-Fetch-Site", "none"}})), 200u);
}

TEST(RequestChecks, Targets) {
    for (const char* good : {"/v1/chat/completions", "/v1/models/gpt-5.5", "/v1/files/a%20b",
                             "/v1/models?after=..%2f&x=//"})
        EXPECT_EQ(status(request(good)), 200u) << good;
    for (const char* bad :
         {"http://127.0.0.1:8080/v1", "*", "v1", "/v1/../admin", "/v1//models", "/v1/%2e%2E/x",
          "/v1/a%2Fb", "/v1/a%5cb", "/v1/a\\b", "/v1;x", "/v1/%00", "/v1#x", "/v1/./x", "/v1/x/."})
        EXPECT_EQ(status(request(bad)), 400u) << bad;
}

TEST(RequestChecks, Methods) {
    const auto with = [](std::string method) {
        HttpRequest http = request();
        http.method = std::move(method);
        return status(http);
    };
    EXPECT_EQ(with("DELETE"), 200u);
    EXPECT_EQ(with("CONNECT"), 405u);
    EXPECT_EQ(with("TRACE"), 405u);
    EXPECT_EQ(with("PRI"), 405u);
    EXPECT_EQ(with("BREW"), 501u);
}

TEST(RequestChecks, Framing) {
    EXPECT_EQ(status(request("/v1", {{"Transfer-Encoding", "chunked"}})), 200u);
    EXPECT_EQ(status(request("/v1", {{"Transfer-Encoding", "Chunked"}})), 200u);
    for (const char* coding : {"xchunked", "chunked, identity", "identity", "gzip, chunked", ""})
        EXPECT_EQ(status(request("/v1", {{"Transfer-Encoding", coding}})), 400u) << coding;
    EXPECT_EQ(status(request("/v1", {{"Transfer-Encoding", "chunked"}, {"Content-Length", "3"}})),
              400u);
    EXPECT_EQ(status(request("/v1", {{"Content-Length", "3, 3"}})), 400u);
    HttpRequest twice = request("/v1", {{"Content-Length", "3"}});
    twice.headers.add("content-length", "3");
    EXPECT_EQ(status(twice), 400u);
    HttpRequest old = request("/v1", {{"Transfer-Encoding", "chunked"}});
    old.http_1_0 = true;
    EXPECT_EQ(status(old), 400u);
    EXPECT_EQ(status(request("/v1", {{"Content-Encoding", "gzip"}})), 415u);
    EXPECT_EQ(status(request("/v1", {{"Content-Encoding", "identity"}})), 200u);
    EXPECT_EQ(status(request("/v1", {{"Expect", "something"}})), 417u);
    HttpRequest many = request();
    for (int i = 0; i < 100; ++i)
        many.headers.add("x-" + std::to_string(i), "1");
    EXPECT_EQ(status(many), 431u);
}

TEST(RequestReader, ChunksMayComeByteByByte) {
    for (const auto& [sent, meant] :
         {std::pair<std::string_view, std::string_view>{"0\r\n\r\n", ""},
          {"1\r\nx\r\n0\r\n\r\n", "x"},
          {"00\r\n\r\n", ""}}) {
        RequestReader reader;
        ASSERT_TRUE(reader.read_head("POST /v1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"
                                     "Transfer-Encoding: chunked\r\n\r\n"));
        ASSERT_FALSE(reader.limit_body(100));
        std::string unread, body;
        for (const char byte : sent) {
            ASSERT_FALSE(reader.done()) << sent;
            unread += byte;
            while (!reader.done()) {
                const std::size_t before = unread.size();
                ASSERT_FALSE(reader.read_body(unread, body)) << sent;
                if (unread.size() == before)
                    break;
            }
        }
        EXPECT_TRUE(reader.done()) << sent;
        EXPECT_EQ(body, meant);
        EXPECT_EQ(unread, "");
    }
}

TEST(RequestChecks, HeadBytes) {
    const auto sound = [](std::string_view head) { return !check_head_bytes(head); };
    EXPECT_TRUE(sound("GET / HTTP/1.1\r\nHost: x\r\nX-Name: Gr\xc3\xb6\xc3\x9f\x65\tx\r\n\r\n"));
    EXPECT_FALSE(sound("GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n"));
    EXPECT_FALSE(sound("GET / HTTP/1.1\r\nHost: x\r\n\tfolded\r\n\r\n"));
    EXPECT_FALSE(sound("GET /gr\xc3\xb6 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_FALSE(sound("GET / HTTP/1.1\nHost: x\r\n\r\n"));
    EXPECT_FALSE(sound(std::string_view("GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", 27)));
    EXPECT_FALSE(sound("GET / HTTP/1.1\r\nX: a\rb\r\n\r\n"));
    EXPECT_FALSE(sound("GET / HTTP/1.1\r\nX: a\x7f\r\n\r\n"));
}

TEST(Url, Origins) {
    const auto text = [](const char* url) {
        const auto origin = parse_origin(url);
        return origin ? origin->text() : "refused";
    };
    EXPECT_EQ(text("https://api.openai.com"), "https://api.openai.com");
    EXPECT_EQ(text("https://api.openai.com:443/"), "https://api.openai.com");
    EXPECT_EQ(text("https://api.openai.com/v1"), "https://api.openai.com");
    EXPECT_EQ(text("https://api.openai.com/v1/"), "https://api.openai.com");
    EXPECT_EQ(text("https://host:8443/proxy/openai"), "https://host:8443/proxy/openai");
    EXPECT_EQ(text("http://127.0.0.1:11434"), "http://127.0.0.1:11434");
    EXPECT_EQ(text("http://localhost:8080/v1"), "http://localhost:8080");
    EXPECT_EQ(text("http://[::1]:9"), "http://[::1]:9");
    for (const char* bad :
         {"http://api.openai.com", "ftp://x", "api.openai.com", "", "https://", "https://u:p@h",
          "https://h?x=1", "https://h#x", "https://169.254.169.254", "http://169.254.1.1"})
        EXPECT_EQ(text(bad), "refused") << bad;
    EXPECT_EQ(parse_origin("https://u:secret@h").error().text.find("secret"), std::string::npos);
}

TEST(Url, PlainHttpElsewhereNeedsAConfirmation) {
    EXPECT_FALSE(parse_origin("http://192.168.1.7:8000"));
    const auto confirmed = parse_origin("http://192.168.1.7:8000", true);
    ASSERT_TRUE(confirmed);
    EXPECT_EQ(confirmed->text(), "http://192.168.1.7:8000");
    EXPECT_FALSE(parse_origin("http://169.254.169.254", true)) << "never";
    EXPECT_FALSE(parse_origin("http://[fe80::1]", true));
    EXPECT_FALSE(parse_origin("http://[::ffff:169.254.169.254]", true));
}

TEST(Url, WhereANameMayLead) {
    const auto may = [](const Origin& origin, const char* address) {
        return origin.may_connect(boost::asio::ip::make_address(address));
    };
    const auto encrypted = parse_origin("https://api.example.com");
    const auto local = parse_origin("http://localhost:11434");
    const auto confirmed = parse_origin("http://llm.lan", true);
    ASSERT_TRUE(encrypted && local && confirmed);
    EXPECT_TRUE(may(*encrypted, "93.184.216.34"));
    EXPECT_TRUE(may(*encrypted, "10.0.0.1")) << "a company's own server";
    EXPECT_TRUE(may(*confirmed, "192.168.1.7"));
    for (const char* metadata : {"169.254.169.254", "fe80::1", "::ffff:169.254.169.254"})
        for (const auto* origin : {&*encrypted, &*local, &*confirmed})
            EXPECT_FALSE(may(*origin, metadata)) << metadata;
    EXPECT_TRUE(may(*local, "127.0.0.1"));
    EXPECT_TRUE(may(*local, "::1"));
    EXPECT_FALSE(may(*local, "192.168.1.7")) << "unencrypted, and not confirmed";
}

TEST(Upstreams, HeadersThatGoOn) {
    Headers client;
    for (const HeaderField& field : {HeaderField{"Host", "127.0.0.1:8080"},
                                     {"Connection", "keep-alive, X-Hop"},
                                     {"X-Hop", "1"},
                                     {"Content-Length", "3"},
                                     {"Expect", "100-continue"},
                                     {"Upgrade", "h2c"},
                                     {"TE", "trailers"},
                                     {"Authorization", "Bearer k"},
                                     {"x-bsc-cache", "off"},
                                     {"anthropic-beta", "b"}})
        client.add(field.name, field.value);
    const Headers sent = upstream_headers(client);
    EXPECT_EQ(sent.size(), 2u);
    EXPECT_EQ(sent.get("authorization"), "Bearer k");
    EXPECT_EQ(sent.get("anthropic-beta"), "b");
}

TEST(AnswerHeaders, TextIsOneLineOfAscii) {
    EXPECT_EQ(header_text("distance 21 ≤ radius 38, ≥ 2"), "distance 21 <= radius 38, >= 2");
    EXPECT_EQ(header_text("a\r\nX: b ü🙂\x7f"), "a  X: b ???");
}

TEST(AnswerHeaders, Hit) {
    CacheEntry entry;
    entry.id = 7;
    const TimePoint now{std::chrono::seconds(1000)};
    entry.created = now - std::chrono::seconds(40);
    entry.expires = now + std::chrono::seconds(3541);
    Decision decision;
    decision.verdict = Verdict::hit;
    decision.tier = Tier::semantic;
    decision.reason = Reason::within_radius;
    decision.bits = 256;
    decision.radius = 38;
    decision.distance = 11;
    Headers headers;
    label_hit(headers, decision, entry, now);
    EXPECT_EQ(headers.get("X-Cache"), "HIT");
    EXPECT_EQ(headers.get("Cache-Status"),
              R"("bsc"; hit; ttl=3541; detail="semantic; d=11/256; sim=0.957")");
    EXPECT_EQ(headers.get("Age"), "40");
    EXPECT_EQ(headers.get("Cache-Control"), "no-store");
    EXPECT_EQ(headers.get("x-bsc-entry"), "7");
    EXPECT_EQ(headers.get("x-bsc-distance"), "11");
    EXPECT_EQ(headers.get("x-bsc-similarity"), "0.957");
}

TEST(AnswerHeaders, AJoinedRequest) {
    Headers headers;
    label_forwarded(
        headers,
        {.fwd = "miss", .status = 200, .entry_id = 3, .collapsed = true, .reason = "joined"}, {});
    EXPECT_EQ(headers.get("Cache-Status"), R"("bsc"; fwd=miss; fwd-status=200; collapsed)");
    EXPECT_EQ(headers.get("X-Cache"), "MISS");
    EXPECT_EQ(headers.get("x-bsc-entry"), "3");
}

TEST(AnswerHeaders, OursIsTheLastMemberOfCacheStatus) {
    Headers headers;
    headers.add("Cache-Status", "\"edge\"; fwd=miss");
    headers.add("cache-status", "\"shield\"; hit");
    label_forwarded(headers, {.fwd = "miss", .status = 200, .entry_id = 3, .reason = "r"}, {});
    EXPECT_EQ(headers.get("Cache-Status"),
              R"("edge"; fwd=miss, "shield"; hit, "bsc"; fwd=miss; fwd-status=200; stored)");
    EXPECT_EQ(headers.count("Cache-Status"), 1u);
    EXPECT_EQ(headers.get("X-Cache"), "MISS");
    EXPECT_EQ(headers.get("x-bsc-entry"), "3");
    Headers bypassed;
    label_forwarded(bypassed, {.fwd = "bypass", .reason = "server \"tools\""}, {});
    EXPECT_EQ(bypassed.get("Cache-Status"), R"("bsc"; fwd=bypass; detail="server \"tools\"")");
    EXPECT_EQ(bypassed.get("X-Cache"), "BYPASS");
}

} // namespace
} // namespace bsc
