#include "engine/proxy/routes.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

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
