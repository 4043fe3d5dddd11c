#include "engine/proxy/dialects/ollama_embed.h"
#include "engine/proxy/dialects/openai_embeddings.h"
#include "engine/proxy/dialects/vector_text.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

const OpenAiEmbeddings openai;
const OllamaEmbed ollama;

// Little-endian float32 of 1, -2.5, 0.1.
constexpr const char* three = "AACAPwAAIMDNzMw9";

TEST(VectorText, BothFormsHoldTheSameFloats) {
    json::value vector = json::parse("[1,-2.5,0.1]");
    ASSERT_TRUE(to_base64(vector));
    EXPECT_EQ(vector, three);
    ASSERT_TRUE(to_base64(vector)) << "base64 stays";
    to_numbers(vector);
    EXPECT_EQ(vector, json::parse("[1.0,-2.5,0.1]")) << "0.1, not 0.10000000149";

    vector = json::parse("[0.10000000149011612]");
    ASSERT_TRUE(to_base64(vector));
    to_numbers(vector);
    EXPECT_EQ(static_cast<float>(vector.at(0).as_double()), 0.1f);
}

TEST(VectorText, WhatIsNoVector) {
    for (const char* text : {"[]", "\"\"", "\"AAA\"", "\"no base64!\"", "[1,\"2\"]", "[1e40]",
                             "\"AADAfw==\"", "null", "{}"}) {
        json::value vector = json::parse(text);
        EXPECT_FALSE(to_base64(vector)) << text;
        const json::value before = vector;
        to_numbers(vector);
        EXPECT_EQ(vector, before) << text;
    }
}

json::object answer_with(const json::value& embedding) {
    return {
        {"object", "list"},
        {"data", json::array{{{"object", "embedding"}, {"index", 0}, {"embedding", embedding}}}},
        {"model", "m"},
        {"usage", {{"prompt_tokens", 3}, {"total_tokens", 3}}}};
}

TEST(Embeddings, AreKeptAsBase64AndServedInTheFormAskedFor) {
    IdSource ids;
    for (const json::value& form : {json::value(three), json::parse("[1,-2.5,0.1]")}) {
        const json::object came = answer_with(form);
        EXPECT_EQ(openai.why_not_stored(came), "");
        const auto stored = parse_object(openai.to_stored(came, "text as it came"));
        ASSERT_TRUE(stored);
        EXPECT_EQ(*stored, answer_with(three));
        ApiRequest request;
        json::object served = *stored;
        openai.renew(served, request, ids);
        EXPECT_EQ(served, answer_with(json::parse("[1.0,-2.5,0.1]")));
        request.wants_base64 = true;
        served = *stored;
        openai.renew(served, request, ids);
        EXPECT_EQ(served, answer_with(three));
        EXPECT_EQ(openai.usage_of(served)->input, 3u);
    }
}

TEST(Embeddings, OnlyVectorsAreStored) {
    EXPECT_NE(openai.why_not_stored(answer_with(json::parse("[]"))), "");
    EXPECT_NE(openai.why_not_stored({{"data", json::array()}}), "");
    EXPECT_NE(openai.why_not_stored({{"data", json::array{1}}}), "");
    EXPECT_NE(openai.why_not_stored({{"error", {{"message", "m"}}}}), "");
    EXPECT_NE(ollama.why_not_stored({{"embeddings", json::array()}}), "");
    EXPECT_NE(ollama.why_not_stored({{"error", "no such model"}}), "");
}

ApiRequest parse(std::string_view fields) {
    return *openai.parse_request(R"({"model":"m",)" + std::string(fields) + "}", {});
}

TEST(Embeddings, TheKeyIsTheWholeInputInOrderAndTheDimensions) {
    const ApiRequest one = parse(R"("input":"a","encoding_format":"base64")");
    EXPECT_TRUE(one.wants_base64);
    EXPECT_FALSE(parse(R"("input":"a")").wants_base64);
    EXPECT_EQ(one.prompt_parts, std::vector<std::string>{"a"});
    EXPECT_EQ(one.partition_json, parse(R"("input":"b","encoding_format":"float")").partition_json);
    EXPECT_NE(one.partition_json, parse(R"("input":"a","dimensions":256)").partition_json);
    EXPECT_NE(one.partition_json, parse(R"("input":["a"])").partition_json);
    EXPECT_EQ(parse(R"("input":["a","b"])").prompt_parts, (std::vector<std::string>{"a", "b"}));
    EXPECT_NE(parse(R"("input":[1,2])").prompt_parts, parse(R"("input":[2,1])").prompt_parts);
    EXPECT_NE(parse(R"("input":[[1],[2]])").prompt_parts, parse(R"("input":[[1,2]])").prompt_parts);
    EXPECT_EQ(parse(R"("input":[1,2])").partition_json, parse(R"("input":[7])").partition_json)
        << "one partition for all inputs";
}

TEST(Embeddings, OtherFormsOfVectorsGoPastTheCache) {
    EXPECT_EQ(parse(R"("input":"a","encoding_format":"float")").state, "");
    EXPECT_NE(parse(R"("input":"a","encoding_format":"int8")").state, "");
}

TEST(Embeddings, ALongInputIsShownInPart) {
    std::string text;
    for (int i = 0; i < 400; ++i)
        text += "ü";
    const ApiRequest request = parse(R"("input":[")" + text + R"(","rest"])");
    EXPECT_EQ(request.prompt.size(), 500u);
    EXPECT_EQ(request.prompt_parts.size(), 2u);
    EXPECT_EQ(request.prompt_parts[0].size(), 800u);
}

TEST(OllamaEmbeddings, AreKeptAsBase64AndServedAsNumbers) {
    const json::object came{{"model", "m"},
                            {"embeddings", json::array{json::parse("[1,-2.5,0.1]")}},
                            {"prompt_eval_count", 4}};
    EXPECT_EQ(ollama.why_not_stored(came), "");
    json::object served = *parse_object(ollama.to_stored(came, ""));
    EXPECT_EQ(served.at("embeddings").at(0), three);
    IdSource ids;
    ollama.renew(served, {}, ids);
    EXPECT_EQ(served.at("embeddings").at(0), json::parse("[1.0,-2.5,0.1]"));
    EXPECT_EQ(ollama.usage_of(served)->input, 4u);

    const auto request = ollama.parse_request(
        R"({"model":"m","input":["a","b"],"truncate":true,"keep_alive":"5m"})", {});
    EXPECT_FALSE(request->stream);
    EXPECT_EQ(request->prompt_parts.size(), 2u);
    EXPECT_EQ(request->partition_json.find("keep_alive"), std::string::npos);
    EXPECT_NE(request->partition_json.find("truncate"), std::string::npos);
    EXPECT_NE(ollama.parse_request(R"({"model":"m","input":""})", {})->prompt_parts.size(), 0u);
    EXPECT_NE(ollama.parse_request(R"({"model":"m"})", {})->state, "");
}

} // namespace
} // namespace bsc
