#include "engine/proxy/dialects/openai_chat.h"
#include "engine/proxy/dialects/usage_filter.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

const OpenAiChat endpoint;

std::string filtered(std::string_view stream, std::size_t piece) {
    UsageFilter filter(endpoint);
    std::string passed;
    for (std::size_t at = 0; at < stream.size(); at += piece)
        passed += filter.pass(stream.substr(at, piece));
    return passed += filter.rest();
}

constexpr std::string_view text = "data: {\"choices\":[{\"index\":0}],\"usage\":null}\n\n";
constexpr std::string_view usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}\n\n";
constexpr std::string_view done = ": a comment\ndata: [DONE]\n\n";

TEST(UsageFilter, TakesTheUsageChunkOutAndKeepsEveryOtherByte) {
    const std::string with = std::string(text) + std::string(usage) + std::string(done);
    for (std::size_t piece : {1, 2, 5, 48, 1000})
        EXPECT_EQ(filtered(with, piece), std::string(text) + std::string(done)) << piece;
    const std::string crlf =
        "data: 1\r\n\r\ndata: {\"choices\":[],\"usage\":{}}\r\n\r\ndata: 2\r\n\r\n";
    for (std::size_t piece : {1, 3, 1000})
        EXPECT_EQ(filtered(crlf, piece).find("usage"), std::string::npos) << piece;
}

TEST(UsageFilter, UsageThatComesWithChoicesStays) {
    const std::string stream =
        "data: {\"choices\":[{\"index\":0}],\"usage\":{\"prompt_tokens\":3}}\n\n";
    EXPECT_EQ(filtered(stream, 7), stream);
    EXPECT_EQ(filtered("data: unfinished", 3), "data: unfinished");
}

std::optional<std::string> asking(std::string_view body) {
    return endpoint.asking_for_usage(body, *endpoint.parse_request(body, {}));
}

TEST(UsageOption, IsPutInWhereItIsMissing) {
    constexpr std::string_view rest = R"("messages":[{"role":"user","content":"q"}]})";
    const auto body = [&](std::string_view fields) {
        return "{" + std::string(fields) + std::string(rest);
    };
    EXPECT_EQ(asking(body(R"("stream":true,)")),
              body(R"("stream_options":{"include_usage":true},"stream":true,)"));
    EXPECT_EQ(asking(body(R"("stream":true,"stream_options" : {},)")),
              body(R"("stream":true,"stream_options" : {"include_usage":true},)"));
    EXPECT_EQ(
        asking(body(R"("stream":true,"stream_options":{"include_obfuscation":false},)")),
        body(
            R"("stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false},)"));
    EXPECT_EQ(asking(body("")), std::nullopt);
    EXPECT_EQ(asking(body(R"("stream":false,)")), std::nullopt);
    EXPECT_EQ(asking(body(R"("stream":true,"stream_options":{"include_usage":true},)")),
              std::nullopt);
    EXPECT_EQ(asking(body(R"("stream":true,"stream_options":{"include_usage":false},)")),
              std::nullopt);
    EXPECT_EQ(asking(body(R"("stream":true,"stream_options":null,)")), std::nullopt);
    const std::string quoting =
        R"({"stream":true,"messages":[{"role":"user","content":"\"stream_options\""}]})";
    EXPECT_TRUE(parse_object(*asking(quoting))->at("stream_options").at("include_usage").as_bool());
}

} // namespace
} // namespace bsc
