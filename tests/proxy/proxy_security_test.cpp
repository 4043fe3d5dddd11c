// The security rules through a running proxy, over real sockets. (Framing attacks: proxy_wire_test;
// certificates: proxy_tls_test; rules of one header: http_test.)
#include "tests/proxy/support.h"

#include "tests/proxy/compressed.h"

#include "engine/base/digest.h"
#include "engine/embed/factory.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bsc::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* chat_path = "/v1/chat/completions";
constexpr const char* question = "How do I reset my password?";

Script answer_ok(const Message&) { return {{http_response(openai_answer("It is so."))}}; }

std::string host_of(const ProxyUnderTest& proxy) {
    return "Host: 127.0.0.1:" + std::to_string(proxy.port()) + "\r\n";
}

TEST(ProxySecurity, TheLocalTokenKeepsOtherUsersOut) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url(),
                         [](ProxyConfig& config) { config.ask_for_local_token = true; });
    const std::string token = proxy.proxy().local_token();
    EXPECT_EQ(token.size(), 32u);
    const auto ask = [&](const std::string& headers) {
        return proxy.ask("/v1/messages", anthropic_request(question), headers);
    };
    for (const std::string& wrong :
         {std::string(), std::string("x-bsc-token: \r\n"), "x-bsc-token: " + token + "0\r\n",
          "x-bsc-token: " + token.substr(1) + "\r\n",
          "x-bsc-token: " + token + "\r\nx-bsc-token: " + token + "\r\n",
          "Authorization: Bearer " + token + "\r\n"}) {
        const Message refused = ask(wrong);
        EXPECT_EQ(refused.status(), 401u) << wrong;
        EXPECT_THAT(refused.body, HasSubstr("authentication_error")) << "as the API would say it";
        EXPECT_THAT(refused.body, Not(HasSubstr(token)));
    }
    EXPECT_EQ(upstream.count(), 0u);
    EXPECT_EQ(ask("X-BSC-Token: " + token + "\r\n").status(), 200u);
    EXPECT_EQ(upstream.seen(0).header("x-bsc-token"), "") << "it stays on this machine";
}

/// Everything in the files of a folder.
std::string contents_of(const std::filesystem::path& folder) {
    std::stringstream all;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
        if (file.is_regular_file())
            all << std::ifstream(file.path(), std::ios::binary).rdbuf();
    return all.str();
}

TEST(ProxySecurity, KeysAreNeitherInTheDatabaseNorInEventsNorInReplies) {
    std::string name = (std::filesystem::temp_directory_path() / "bsc-keys-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    const std::filesystem::path folder = name;
    const std::string canary = "sk-canary-7d1f0c55e2";
    const std::string credentials = "Authorization: Bearer " + canary + "\r\nx-api-key: " + canary +
                                    "\r\napi-key: " + canary + "\r\nCookie: session=" + canary +
                                    "\r\n";
    ScriptedUpstream upstream([](const Message& request) {
        if (request.first_line.find("/v1/files") != std::string::npos)
            return Script{{}, true};
        return answer_ok(request);
    });
    std::string told;
    {
        auto embedder =
            make_embedder({.kind = EmbedderKind::lexical, .model_folder = {}, .remote = {}});
        auto store = Store::open(folder / "bsc" / "cache.sqlite");
        ASSERT_TRUE(embedder && store);
        CacheServiceConfig config;
        auto service = CacheService::open(config, *embedder, nullptr, std::move(*store));
        ASSERT_TRUE(service);
        EventQueue events;
        ProxyConfig settings;
        settings.port = 0;
        settings.upstreams = {.openai = upstream.url(), .anthropic = "http://127.0.0.1:1"};
        auto proxy = Proxy::create(settings, **service, &events);
        ASSERT_TRUE(proxy);
        const auto port = (*proxy)->start();
        ASSERT_TRUE(port);
        const std::string start = " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(*port) + "\r\n";
        const auto ask = [&](const std::string& method_and_path, const std::string& body,
                             const std::string& headers) {
            RawClient client(*port);
            client.send(method_and_path + start + headers +
                        "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
            const Message reply = client.read();
            for (const auto& [field, value] : reply.headers)
                told += field + ": " + value + "\n";
            told += reply.body + "\n";
        };
        const std::string chat = openai_request(question);
        ask("POST /v1/chat/completions", chat, credentials); // stored
        ask("POST /v1/chat/completions", chat, credentials); // hit
        ask("POST /v1/chat/completions", "{", credentials);  // not JSON
        ask("GET /v1/models?api_key=" + canary + "&key=" + canary, "", credentials);
        ask("POST /v1/files?api_key=" + canary, "x", credentials);          // upstream cuts
        ask("POST /v1/messages", anthropic_request(question), credentials); // not there
        ask("GET /v1/a/../b?key=" + canary, "", credentials);               // refused
        ask("POST /v1/chat/completions", chat, credentials + "Origin: http://" + canary + "\r\n");
        (*proxy)->stop();
        std::vector<Event> drained(256);
        drained.resize(events.drain(drained));
        std::size_t flows = 0;
        for (const Event& event : drained) {
            if (const auto* flow = std::get_if<FlowEvent>(&event)) {
                ++flows;
                for (std::string_view text : {flow->client.view(), flow->model.view(),
                                              flow->why.view(), flow->prompt.view()})
                    told.append(text).append("\n");
            } else if (const auto* notice = std::get_if<NoticeEvent>(&event)) {
                told.append(notice->text.view()).append("\n");
            }
        }
        EXPECT_EQ(flows, 8u);
    }
    EXPECT_GE(upstream.count(), 3u);
    EXPECT_EQ(upstream.seen(0).header("authorization"), "Bearer " + canary) << "it was really sent";
    EXPECT_THAT(told, Not(HasSubstr(canary)));
    EXPECT_THAT(told, HasSubstr("It is so."));

    const std::string files = contents_of(folder);
    ASSERT_THAT(files, HasSubstr(question)) << "flows are kept";
    EXPECT_THAT(files, Not(HasSubstr(canary)));
    // Nor a bare hash of it, which whoever has a list of keys could match.
    for (const std::string& text : {canary, "Bearer " + canary}) {
        const Digest digest = sha256(text);
        EXPECT_THAT(files, Not(HasSubstr(to_hex(digest))));
        EXPECT_THAT(files, Not(HasSubstr(std::string(reinterpret_cast<const char*>(digest.data()),
                                                     digest.size()))));
    }
    std::filesystem::remove_all(folder);
}

TEST(ProxySecurity, UpgradesAreNotPassedOn) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    const Message reply = proxy.ask(
        "/v1/moderations", "{}",
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n");
    EXPECT_EQ(reply.status(), 200u) << "RFC 9110: a server may ignore Upgrade";
    for (const char* field : {"upgrade", "http2-settings", "connection"})
        EXPECT_EQ(upstream.seen(0).header(field), "") << field;
}

TEST(ProxySecurity, RedirectsAreNotFollowed) {
    ScriptedUpstream elsewhere(answer_ok);
    ScriptedUpstream upstream([&](const Message&) {
        return Script{{"HTTP/1.1 307 Temporary Redirect\r\nLocation: " + elsewhere.url() +
                       "/v1/chat/completions\r\nContent-Length: 0\r\n\r\n"}};
    });
    ProxyUnderTest proxy(upstream.url());
    for (const char* path : {chat_path, "/v1/files"}) {
        const Message reply =
            proxy.ask(path, openai_request(question), "Authorization: Bearer sk\r\n");
        EXPECT_EQ(reply.status(), 307u);
        EXPECT_THAT(reply.header("location"), HasSubstr(elsewhere.url()));
    }
    EXPECT_EQ(elsewhere.count(), 0u) << "the key would leak";
}

TEST(ProxySecurity, AnUpstreamCannotInjectHeaders) {
    const std::string answer =
        R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,)"
        R"("message":{"role":"assistant","content":"x"},)"
        R"("finish_reason":"odd\r\nSet-Cookie: evil=1\r\n\r\nHTTP/1.1 200 OK"}]})";
    ScriptedUpstream upstream([&](const Message&) { return Script{{http_response(answer)}}; });
    ProxyUnderTest proxy(upstream.url());
    const Message reply = proxy.ask(chat_path, openai_request(question));
    EXPECT_TRUE(reply.whole);
    EXPECT_EQ(reply.body, answer);
    EXPECT_EQ(reply.header("set-cookie"), "");
    EXPECT_THAT(reply.header("x-bsc-reason"), HasSubstr("odd")) << "told, on one line";
}

TEST(ProxySecurity, NothingOfTheUpstreamsHeadersIsReplayed) {
    ScriptedUpstream upstream([](const Message&) {
        return Script{{http_response(openai_answer("It is so."), "application/json",
                                     "Set-Cookie: __cf_bm=1\r\ncf-ray: 2\r\nAlt-Svc: h3\r\n"
                                     "Strict-Transport-Security: max-age=9\r\n"
                                     "x-ratelimit-remaining-requests: 3\r\nx-bsc-entry: 77\r\n"
                                     "openai-processing-ms: 4\r\nX-Evil: 5\r\n")}};
    });
    ProxyUnderTest proxy(upstream.url());
    const Message miss = proxy.ask(chat_path, openai_request(question));
    EXPECT_EQ(miss.header("x-ratelimit-remaining-requests"), "3");
    for (const char* field : {"alt-svc", "strict-transport-security"})
        EXPECT_EQ(miss.header(field), "") << field;
    EXPECT_EQ(miss.headers.count("x-bsc-entry"), 1u);
    EXPECT_EQ(miss.header("x-bsc-entry"), "1") << "ours";
    const Message hit = proxy.ask(chat_path, openai_request(question));
    ASSERT_EQ(hit.header("x-cache"), "HIT");
    for (const char* field : {"set-cookie", "cf-ray", "alt-svc", "strict-transport-security",
                              "x-ratelimit-remaining-requests", "openai-processing-ms", "x-evil"})
        EXPECT_EQ(hit.header(field), "") << field;
}

TEST(ProxySecurity, BytesAfterAResponseCloseItsConnection) {
    const std::string smuggled = http_response(openai_answer("smuggled"));
    ScriptedUpstream upstream([&](const Message&) {
        return Script{{http_response(openai_answer("It is so.")) + smuggled}};
    });
    ProxyUnderTest proxy(upstream.url());
    for (const char* prompt : {"What is the first question?", "Where do penguins spend winter?"}) {
        const Message reply = proxy.ask(chat_path, openai_request(prompt));
        EXPECT_THAT(reply.body, Not(HasSubstr("smuggled")));
    }
    EXPECT_TRUE(comes_true([&] { return upstream.closed() >= 1; })) << "the first was not kept";
}

TEST(ProxySecurity, ResponsesThatLieAboutTheirFramingAreNotRelayed) {
    std::string trailers = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n";
    for (int i = 0; i < 200; ++i)
        trailers += "x-" + std::to_string(i) + ": 1\r\n";
    for (const std::string& response :
         {std::string("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
          trailers + "\r\n"}) {
        ScriptedUpstream upstream([&](const Message&) { return Script{{response}, true}; });
        ProxyUnderTest proxy(upstream.url());
        const Message reply = proxy.ask("/v1/moderations", "{}");
        EXPECT_TRUE(reply.status() == 502u || !reply.whole) << response.substr(0, 60);
    }
}

TEST(ProxySecurity, CompressedAnswersAreReadAndBombsAreNot) {
    constexpr int gzip = 31;
    std::string body = compressed(openai_answer("It is so."), gzip);
    ScriptedUpstream upstream([&](const Message&) {
        return Script{{http_response(body, "application/json", "Content-Encoding: gzip\r\n")}};
    });
    ProxyUnderTest proxy(upstream.url());
    const Message miss = proxy.ask(chat_path, openai_request(question));
    EXPECT_EQ(upstream.seen(0).header("accept-encoding"), "identity");
    EXPECT_EQ(miss.header("content-encoding"), "");
    EXPECT_EQ(miss.body, openai_answer("It is so."));
    EXPECT_EQ(proxy.ask(chat_path, openai_request(question)).header("x-cache"), "HIT");

    const char* another = "Where do penguins spend the winter?";
    for (const std::string& bad : {compressed(openai_answer(std::string(80u << 20, 'x')), gzip),
                                   body.substr(0, 40), std::string("no gzip at all")}) {
        body = bad;
        for (int i = 0; i < 2; ++i) {
            const Message reply = proxy.ask(chat_path, openai_request(another));
            EXPECT_TRUE(reply.status() == 502u || !reply.whole);
            EXPECT_EQ(reply.header("x-cache"), "MISS");
        }
    }
}

TEST(ProxySecurity, DeepJsonIsRefused) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    const std::string deep =
        R"({"model":"m","messages":)" + std::string(300, '[') + std::string(300, ']') + "}";
    const Message reply = proxy.ask(chat_path, deep);
    EXPECT_EQ(reply.status(), 400u);
    EXPECT_THAT(reply.body, HasSubstr("invalid_request_error"));
    EXPECT_EQ(upstream.count(), 0u);
}

TEST(ProxySecurity, ABodyThatStopsComingIsCut) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url(), [](ProxyConfig& config) {
        config.timeouts.client_progress = std::chrono::milliseconds(150);
    });
    for (const char* path : {chat_path, "/v1/files"}) {
        RawClient slow(proxy.port());
        slow.send("POST " + std::string(path) + " HTTP/1.1\r\n" + host_of(proxy) +
                  "Content-Length: 1000000\r\n\r\n{");
        EXPECT_TRUE(slow.is_closed()) << path;
    }
}

TEST(ProxySecurity, AnAnswerMayTakeLongerThanAHeader) {
    Gate gate;
    ScriptedUpstream upstream([&](const Message& request) {
        gate.wait();
        return answer_ok(request);
    });
    ProxyUnderTest proxy(upstream.url(), [](ProxyConfig& config) {
        config.timeouts.client_header = config.timeouts.client_idle =
            config.timeouts.client_progress = std::chrono::milliseconds(200);
    });
    RawClient patient(proxy.port());
    patient.send("GET /v1/models HTTP/1.1\r\n" + host_of(proxy) + "\r\n");
    RawClient idle(proxy.port());
    EXPECT_TRUE(idle.is_closed()) << "the time-out has passed";
    gate.open();
    EXPECT_EQ(patient.read().status(), 200u);
}

TEST(ProxySecurity, IdleConnectionsMakeRoomForNewcomers) {
    Gate gate;
    ScriptedUpstream upstream([&](const Message& request) {
        gate.wait();
        return answer_ok(request);
    });
    ProxyUnderTest proxy(upstream.url(), [](ProxyConfig& config) { config.max_connections = 3; });
    RawClient busy(proxy.port());
    busy.send(proxy.post(chat_path, openai_request(question)));
    ASSERT_TRUE(comes_true([&] { return upstream.count() == 1; }));
    RawClient oldest(proxy.port());
    ASSERT_TRUE(comes_true([&] { return proxy.proxy().stats().clients == 2; }));
    RawClient half(proxy.port());
    half.send("GET /v1/models HT");
    ASSERT_TRUE(comes_true([&] { return proxy.proxy().stats().clients == 3; }));
    RawClient newcomer(proxy.port());
    newcomer.send("GET / HTTP/1.1\r\n" + host_of(proxy) + "\r\n");
    EXPECT_EQ(newcomer.read().status(), 404u);
    EXPECT_TRUE(oldest.is_closed()) << "the one that waited for longest";
    EXPECT_LE(proxy.proxy().stats().clients, 3u);
    gate.open();
    EXPECT_EQ(busy.read().status(), 200u) << "a request is never cut for a newcomer";
}

TEST(ProxySecurity, OutOfDescriptorsItAcceptsAgainLater) {
    ScriptedUpstream upstream(answer_ok);
    ProxyUnderTest proxy(upstream.url());
    const std::string request = "GET / HTTP/1.1\r\n" + host_of(proxy) + "\r\n";
    RawClient connected(proxy.port());
    connected.send(request);
    ASSERT_EQ(connected.read().status(), 404u);
    const int waiting = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int lowest_free = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(lowest_free);
    rlimit usual;
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &usual), 0);
    const rlimit none_left{.rlim_cur = static_cast<rlim_t>(lowest_free),
                           .rlim_max = usual.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none_left), 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(proxy.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(waiting, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    connected.send(request);
    EXPECT_EQ(connected.read().status(), 404u) << "the others are served; accept() has failed";
    setrlimit(RLIMIT_NOFILE, &usual);
    ::send(waiting, request.data(), request.size(), MSG_NOSIGNAL);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(waiting, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    char reply[16];
    EXPECT_GT(::recv(waiting, reply, sizeof reply, 0), 0);
    ::close(waiting);
}

TEST(ProxySecurity, ABadUpstreamIsNotTriedAgain) {
    ProxyUnderTest proxy("https://no-such-host.invalid");
    const Message reply = proxy.ask(chat_path, openai_request(question));
    EXPECT_EQ(reply.status(), 502u);
    EXPECT_THAT(reply.body, HasSubstr("no-such-host.invalid"));
    if (reply.body.find("authoritative") != std::string::npos &&
        reply.body.find("try again") == std::string::npos) {
        EXPECT_EQ(reply.header("x-should-retry"), "false");
    }
}

TEST(ProxySecurity, TheProvidersWordsOnRetriesArePassedOn) {
    ScriptedUpstream upstream([](const Message&) {
        return Script{{"HTTP/1.1 529 Overloaded\r\nretry-after: 3\r\nretry-after-ms: 2500.5\r\n"
                       "x-should-retry: false\r\nContent-Length: 2\r\n\r\n{}"}};
    });
    ProxyUnderTest proxy(upstream.url());
    for (const char* path : {chat_path, "/v1/files"}) {
        const Message reply = proxy.ask(path, openai_request(question));
        EXPECT_EQ(reply.status(), 529u);
        EXPECT_EQ(reply.header("retry-after"), "3");
        EXPECT_EQ(reply.header("retry-after-ms"), "2500.5");
        EXPECT_EQ(reply.header("x-should-retry"), "false");
    }
    EXPECT_EQ(upstream.count(), 2u) << "no retries of our own";
}

} // namespace
} // namespace bsc::test
