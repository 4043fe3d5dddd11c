#include "engine/proxy/dialects/error_body.h"
#include "engine/proxy/json/json.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

TEST(ErrorBody, OpenAi) {
    const auto body = parse_object(error_body(Dialect::openai, 400, "text"));
    EXPECT_EQ(body->at("error").at("message"), "text");
    EXPECT_EQ(body->at("error").at("type"), "invalid_request_error");
    EXPECT_TRUE(body->at("error").at("param").is_null());
    EXPECT_EQ(parse_object(error_body(Dialect::other, 502, "x"))->at("error").at("code"),
              "upstream_error");
}

TEST(ErrorBody, AnthropicHasTheTypeOfItsStatus) {
    const auto type = [](unsigned status) {
        const auto body = parse_object(error_body(Dialect::anthropic, status, "text"));
        EXPECT_EQ(body->at("type"), "error");
        EXPECT_EQ(body->at("error").at("message"), "text");
        return std::string(body->at("error").at("type").as_string());
    };
    EXPECT_EQ(type(400), "invalid_request_error");
    EXPECT_EQ(type(403), "permission_error");
    EXPECT_EQ(type(413), "request_too_large");
    EXPECT_EQ(type(502), "api_error");
    EXPECT_EQ(type(504), "timeout_error");
}

TEST(ErrorBody, OllamaIsPlain) {
    EXPECT_EQ(error_body(Dialect::ollama, 502, "say \"why\""), R"({"error":"say \"why\""})");
}

} // namespace
} // namespace bsc
