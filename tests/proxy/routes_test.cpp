#include "engine/proxy/routes.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

struct Served {
    const char *method, *path;
    Dialect dialect;
    CacheMode cache;
    StreamForm stream;
};

TEST(Routes, TheTable) {
    using enum CacheMode;
    constexpr Dialect openai = Dialect::openai, anthropic = Dialect::anthropic,
                      ollama = Dialect::ollama;
    constexpr StreamForm none = StreamForm::none, sse = StreamForm::sse;
    for (const Served& served : {
             Served{"POST", "/v1/chat/completions", openai, semantic, sse},
             {"POST", "/v1/completions", openai, exact, sse},
             {"POST", "/v1/responses", openai, semantic, sse},
             {"POST", "/v1/embeddings", openai, exact, none},
             {"POST", "/v1/messages", anthropic, semantic, sse},
             {"POST", "/api/chat", ollama, semantic, StreamForm::ndjson},
             {"POST", "/api/generate", ollama, semantic, StreamForm::ndjson},
             {"POST", "/api/embed", ollama, exact, none},
         }) {
        const Route* route = find_route(served.method, served.path);
        ASSERT_TRUE(route && route->endpoint) << served.path;
        EXPECT_EQ(route->dialect, served.dialect) << served.path;
        EXPECT_EQ(route->cache, served.cache) << served.path;
        EXPECT_EQ(route->stream, served.stream) << served.path;
        EXPECT_EQ(route->endpoint->merger() == nullptr, served.stream == none) << served.path;
    }
}

TEST(Routes, EverythingElseUnderTheApisPassesThrough) {
    for (const auto& [method, path] : {std::pair("POST", "/v1/messages/count_tokens"),
                                       {"POST", "/v1/messages/batches"},
                                       {"GET", "/v1/models"},
                                       {"GET", "/v1/models/gpt-5.5"},
                                       {"GET", "/v1/chat/completions"},
                                       {"GET", "/v1/responses/resp_1"},
                                       {"DELETE", "/v1/responses/resp_1"},
                                       {"POST", "/v1/responses/resp_1/cancel"},
                                       {"POST", "/v1/images/generations"},
                                       {"POST", "/v1/audio/transcriptions"},
                                       {"POST", "/v1/files"},
                                       {"GET", "/api/tags"},
                                       {"POST", "/api/pull"},
                                       {"POST", "/api/embeddings"},
                                       {"HEAD", "/"}}) {
        const Route* route = find_route(method, path);
        ASSERT_TRUE(route) << path;
        EXPECT_EQ(route->endpoint, nullptr) << path;
        EXPECT_EQ(route->cache, CacheMode::pass) << path;
    }
    for (const char* path : {"/", "/v1", "/v2/chat/completions", "/favicon.ico", "/api"})
        EXPECT_EQ(find_route("GET", path), nullptr) << path;
}

TEST(Routes, WhereClientsOfBothApisAskTheHeaderDecides) {
    Headers anthropic, none;
    anthropic.add("anthropic-version", "2026-10-21");
    EXPECT_EQ(dialect_of("GET", "/v1/models", none), Dialect::openai);
    EXPECT_EQ(dialect_of("GET", "/v1/models", anthropic), Dialect::anthropic);
    EXPECT_EQ(dialect_of("POST", "/v1/files", anthropic), Dialect::anthropic);
    EXPECT_EQ(dialect_of("POST", "/v1/messages/count_tokens", none), Dialect::anthropic);
    EXPECT_EQ(dialect_of("POST", "/v1/chat/completions", anthropic), Dialect::openai);
    EXPECT_EQ(dialect_of("POST", "/api/chat", none), Dialect::ollama);
}

} // namespace
} // namespace bsc
