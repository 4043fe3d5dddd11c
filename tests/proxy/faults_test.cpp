#include "tests/proxy/bsc_process.h"
#include "tests/proxy/support.h"

#include "engine/embed/factory.h"
#include "engine/store/store.h"

#include <SQLiteCpp/Database.h>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace bsc::test {
namespace {

namespace fs = std::filesystem;

std::string post_to(std::uint16_t port, std::string_view body) {
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
}

Message ask(std::uint16_t port, std::string_view prompt) {
    RawClient client(port);
    client.send(post_to(port, openai_request(prompt)));
    return client.read();
}

const std::string question = "How do I reset my password?";

/// A folder of its own, a database file in it, and an upstream that answers everything.
class Faults : public testing::Test {
  protected:
    Faults() {
        std::string name = (fs::temp_directory_path() / "bsc-faults-XXXXXX").string();
        folder = mkdtemp(name.data());
        file = folder / "cache.sqlite";
    }
    ~Faults() override { fs::remove_all(folder); }

    std::vector<std::string> arguments(const std::string& upstream) const {
        return {"--db", file.string(), "--openai-upstream", upstream, "--log", "off"};
    }

    /// The file holds `answers` answers: what was accepted has been written.
    bool is_written(std::uint64_t answers) const {
        return comes_true([&] {
            std::uint64_t count = 0;
            if (const auto rows = Store::ledger_of(file))
                for (const LedgerRow& row : *rows)
                    count += row.sum.answers;
            return count >= answers;
        });
    }

    fs::path folder, file;
    ScriptedUpstream upstream{[](const Message&) {
        return Script{.pieces = {http_response(openai_answer("Click it."))}};
    }};
};

TEST_F(Faults, AKilledProxyAnswersAfterItsRestart) {
    {
        BscProcess proxy(BSC_PROGRAM, arguments(upstream.url()));
        ASSERT_TRUE(proxy.running());
        EXPECT_EQ(ask(proxy.port(), question).header("x-cache"), "MISS");
        ASSERT_TRUE(is_written(1));
        proxy.signal(SIGKILL);
        EXPECT_EQ(proxy.wait(), 128 + SIGKILL);
    }
    BscProcess proxy(BSC_PROGRAM, arguments(upstream.url()));
    ASSERT_TRUE(proxy.running());
    const Message again = ask(proxy.port(), question);
    EXPECT_EQ(again.header("x-cache"), "HIT");
    EXPECT_NE(again.body.find("Click it."), std::string::npos);
    EXPECT_EQ(upstream.count(), 1u);
}

TEST_F(Faults, AStopInsideAStreamCutsItAndKeepsTheRest) {
    std::promise<void> release;
    const std::shared_future<void> released = release.get_future().share();
    ScriptedUpstream slow([&](const Message& request) {
        if (request.body.find("stream") == std::string::npos)
            return Script{.pieces = {http_response(openai_answer("Click it."))}};
        Script script;
        script.pieces = {
            chunked_head("text/event-stream"),
            chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n"),
            std::string(last_chunk)};
        script.before_piece = [&, released](std::size_t piece) {
            if (piece == 2)
                released.wait();
        };
        return script;
    });
    {
        BscProcess proxy(BSC_PROGRAM, arguments(slow.url()));
        ASSERT_TRUE(proxy.running());
        ask(proxy.port(), question);
        RawClient client(proxy.port());
        client.send(post_to(proxy.port(), openai_request("Tell me a story", ",\"stream\":true")));
        ASSERT_TRUE(client.read_until("Hi"));
        proxy.signal(SIGTERM);
        EXPECT_FALSE(client.read().whole) << "a cut stream must not look complete";
        EXPECT_EQ(proxy.wait(), 0);
    }
    release.set_value();
    BscProcess proxy(BSC_PROGRAM, arguments(slow.url()));
    ASSERT_TRUE(proxy.running());
    EXPECT_EQ(ask(proxy.port(), question).header("x-cache"), "HIT");
}

TEST_F(Faults, AFullDiskStopsNoAnswer) {
    BscProcess proxy(BSC_PROGRAM, arguments(upstream.url()));
    ASSERT_TRUE(proxy.running());
    const rlimit full{.rlim_cur = 4096, .rlim_max = RLIM_INFINITY};
    ASSERT_EQ(prlimit(proxy.pid(), RLIMIT_FSIZE, &full, nullptr), 0);
    EXPECT_EQ(ask(proxy.port(), question).header("x-cache"), "MISS");
    EXPECT_EQ(ask(proxy.port(), question).header("x-cache"), "HIT");
    const rlimit room{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    ASSERT_EQ(prlimit(proxy.pid(), RLIMIT_FSIZE, &room, nullptr), 0);
    EXPECT_TRUE(is_written(2)) << "nothing was lost once there was room";
    proxy.signal(SIGTERM);
    EXPECT_EQ(proxy.wait(), 0);
}

TEST_F(Faults, ALockedDatabaseIsToldOnceAndItsEndToo) {
    auto store = Store::open(file);
    ASSERT_TRUE(store);
    auto embedder =
        make_embedder({.kind = EmbedderKind::lexical, .model_folder = {}, .remote = {}});
    auto service = CacheService::open({}, *embedder, nullptr, std::move(*store));
    ASSERT_TRUE(service);
    EventQueue events;
    ProxyConfig config;
    config.port = 0;
    config.upstreams.openai = upstream.url();
    auto proxy = Proxy::create(config, **service, &events);
    ASSERT_TRUE(proxy);
    const auto port = (*proxy)->start();
    ASSERT_TRUE(port);

    std::vector<NoticeEvent> notices;
    const auto told = [&](std::size_t count) {
        return comes_true([&] {
            Event event;
            while (events.drain({&event, 1}) == 1)
                if (const auto* notice = std::get_if<NoticeEvent>(&event))
                    notices.push_back(*notice);
            return notices.size() >= count;
        });
    };
    SQLite::Database other(file.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    EXPECT_EQ(ask(*port, question).header("x-cache"), "MISS");
    ASSERT_TRUE(told(1));
    EXPECT_EQ(notices[0].kind, NoticeEvent::Kind::store_trouble);
    EXPECT_EQ(ask(*port, question).header("x-cache"), "HIT");
    EXPECT_NE((*proxy)->stats().store_trouble, "");
    other.exec("ROLLBACK");
    ASSERT_TRUE(told(2));
    EXPECT_EQ(notices[1].kind, NoticeEvent::Kind::store_recovered);
    EXPECT_EQ((*proxy)->stats().store_trouble, "");
    EXPECT_EQ(notices.size(), 2u);
    (*proxy)->stop();
}

TEST_F(Faults, TwoThousandIdleConnectionsShutNobodyOut) {
    constexpr std::size_t idle = 2000;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < idle + 100)
        GTEST_SKIP() << "skipped: only " << limit.rlim_max << " open files are allowed here";
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);

    BscProcess proxy(BSC_PROGRAM, arguments(upstream.url()));
    ASSERT_TRUE(proxy.running());
    ask(proxy.port(), question);
    const std::size_t before = proxy.resident_bytes();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < idle; ++i)
        clients.push_back(std::make_unique<RawClient>(proxy.port()));
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(ask(proxy.port(), question).header("x-cache"), "HIT");
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(15));
    EXPECT_LE(proxy.open_files(), 600u);
    EXPECT_LT(proxy.resident_bytes(), before + (std::size_t{32} << 20));
}

TEST_F(Faults, AnUpstreamOfGarbageHarmsNobody) {
    int turn = 0;
    const std::vector<Script> rubbish = {
        {.pieces = {"\x16\x03\x01 not http at all\r\n\r\n"}, .close = true},
        {.pieces = {http_response("{\"choices\":[{]}")}},
        {.pieces = {chunked_head("application/json"), "zz\r\nwhat\r\n"}, .close = true},
        {.pieces = {http_response(std::string(100'000, '['))}},
        {.pieces = {chunked_head("text/event-stream"), chunk(std::string(50'000, '\0')),
                    std::string(last_chunk)}},
        {.pieces = {}, .close = true},
    };
    ScriptedUpstream garbage([&](const Message&) { return rubbish[turn++ % rubbish.size()]; });
    BscProcess proxy(BSC_PROGRAM, arguments(garbage.url()));
    ASSERT_TRUE(proxy.running());
    for (std::size_t i = 0; i < 2 * rubbish.size(); ++i)
        EXPECT_NE(ask(proxy.port(), question).header("x-cache"), "HIT") << "nothing was stored";
    proxy.signal(SIGTERM);
    EXPECT_EQ(proxy.wait(), 0);
}

} // namespace
} // namespace bsc::test
