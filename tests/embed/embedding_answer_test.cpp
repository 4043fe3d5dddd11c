#include "engine/embed/remote/embedding_answer.h"

#include <gmock/gmock.h>

namespace bsc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(OpenAiAnswer, ReadsFloatsInTheOrderOfIndex) {
    const auto rows = read_openai_answer(
        R"({"data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[1e0,-2.5]}],"model":"m"})",
        2);
    ASSERT_TRUE(rows) << rows.error().text;
    EXPECT_EQ(rows->dim, 2u);
    EXPECT_THAT(rows->values, ElementsAre(1.0F, -2.5F, 3.0F, 4.0F));
}

TEST(OpenAiAnswer, ReadsBase64) {
    // 1.0f, -2.0f, 0.5f little-endian; then one and two floats with padding.
    const auto row = [](const std::string& base64) {
        return read_openai_answer(R"({"data":[{"embedding":")" + base64 + R"("}]})", 1);
    };
    EXPECT_THAT(row("AACAPwAAAMAAAAA/")->values, ElementsAre(1.0F, -2.0F, 0.5F));
    EXPECT_THAT(row("AACAPw==")->values, ElementsAre(1.0F));
    EXPECT_THAT(row("AACAPwAAAMA=")->values, ElementsAre(1.0F, -2.0F));
    EXPECT_FALSE(row("AACAP"));
    EXPECT_FALSE(row("AACA"));
    EXPECT_FALSE(row("!!!!"));
    EXPECT_FALSE(row(""));
    EXPECT_FALSE(row("AADAfw==")); // not a number
}

TEST(OllamaAnswer, ReadsRows) {
    const auto rows = read_ollama_answer(R"({"embeddings":[[1,2],[3,4]]})", 2);
    ASSERT_TRUE(rows) << rows.error().text;
    EXPECT_THAT(rows->values, ElementsAre(1.0F, 2.0F, 3.0F, 4.0F));
}

TEST(WrongAnswers, AreNamed) {
    const auto openai = [](std::string_view json, std::size_t rows = 1) {
        const auto answer = read_openai_answer(json, rows);
        return answer ? "accepted" : answer.error().text;
    };
    EXPECT_THAT(openai("<html>"), HasSubstr("not JSON"));
    EXPECT_THAT(openai("[]"), HasSubstr("not JSON with a list \"data\""));
    EXPECT_THAT(openai(R"({"data":{}})"), HasSubstr("list \"data\""));
    EXPECT_THAT(openai(R"({"data":[]})"), HasSubstr("0 embeddings for 1"));
    EXPECT_THAT(openai(R"({"data":[1]})"), HasSubstr("without \"embedding\""));
    EXPECT_THAT(openai(R"({"data":[{"embedding":[]}]})"), HasSubstr("neither numbers"));
    EXPECT_THAT(openai(R"({"data":[{"embedding":["1"]}]})"), HasSubstr("neither numbers"));
    EXPECT_THAT(openai(R"({"data":[{"embedding":[1e300]}]})"), HasSubstr("not finite"));
    EXPECT_THAT(openai(R"({"data":[{"index":1,"embedding":[1]}]})"), HasSubstr("numbers its"));
    EXPECT_THAT(openai(R"({"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]})", 2),
                HasSubstr("numbers its"));
    EXPECT_THAT(openai(R"({"data":[{"embedding":[1]},{"embedding":[1,2]}]})", 2),
                HasSubstr("mixes"));
    EXPECT_THAT(read_ollama_answer(R"({"error":"model not found"})", 1).error().text,
                HasSubstr("list \"embeddings\""));
}

} // namespace
} // namespace bsc
