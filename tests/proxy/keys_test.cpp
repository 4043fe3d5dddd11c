#include "engine/proxy/dialects/openai_chat.h"
#include "engine/proxy/keys.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace bsc {
namespace {

HttpRequest request(std::initializer_list<HeaderField> fields = {}) {
    HttpRequest http;
    http.target = "/v1/chat/completions";
    for (const HeaderField& field : fields)
        http.headers.add(field.name, field.value);
    return http;
}

ApiRequest chat(std::string_view body) { return *OpenAiChat().parse_request(body, KeyFields{}); }

const ApiRequest hello =
    chat(R"({"model":"m","messages":[{"role":"user","content":"How are you?"}]})");

RequestKeys keys(const HttpRequest& http, const ApiRequest& asked = hello,
                 std::string_view upstream = "https://api.openai.com",
                 std::string_view name_space = "") {
    return KeyMaker("secret").keys_of(http, asked, upstream, name_space);
}

TEST(Keys, EqualRequestsHaveEqualKeysHoweverTheyAreWritten) {
    const ApiRequest same = chat("{ \"messages\" : [ {\"content\":\"How are \\u0079ou?\", "
                                 "\"role\":\"user\"} ], \"model\":\"m\", \"stream\":true }");
    EXPECT_EQ(keys(request()).request, keys(request(), same).request);
    EXPECT_EQ(keys(request()).partition, keys(request(), same).partition);
}

TEST(Keys, ThePromptIsInTheRequestKeyOnly) {
    const ApiRequest other =
        chat(R"({"model":"m","messages":[{"role":"user","content":"How are they?"}]})");
    EXPECT_EQ(keys(request()).partition, keys(request(), other).partition);
    EXPECT_NE(keys(request()).request, keys(request(), other).request);
}

TEST(Keys, HowAPromptIsCutIntoPartsMatters) {
    const auto with = [](std::string_view content) {
        return keys(request(), chat(R"({"model":"m","messages":[{"role":"user","content":)" +
                                    std::string(content) + "}]}"));
    };
    const auto ab = with(R"([{"type":"text","text":"ab"},{"type":"text","text":"c"}])");
    const auto a_bc = with(R"([{"type":"text","text":"a"},{"type":"text","text":"bc"}])");
    EXPECT_NE(ab.request, a_bc.request);
    EXPECT_NE(ab.partition, with(R"("abc")").partition);
}

TEST(Keys, WhatKeepsEntriesApart) {
    const auto plain = keys(request());
    const auto apart = [&](const RequestKeys& other) {
        return other.partition != plain.partition && other.request != plain.request;
    };
    EXPECT_TRUE(apart(keys(request({{"Authorization", "Bearer a"}}))));
    EXPECT_TRUE(apart(keys(request({{"x-api-key", "a"}}))));
    EXPECT_TRUE(apart(keys(request({{"api-key", "a"}})))) << "Azure's";
    EXPECT_TRUE(apart(keys(request({{"anthropic-version", "2026-10-21"}}))));
    EXPECT_TRUE(apart(keys(request({{"anthropic-beta", "x"}}))));
    EXPECT_TRUE(apart(keys(request({{"OpenAI-Organization", "o"}}))));
    EXPECT_TRUE(apart(keys(request({{"OpenAI-Project", "p"}}))));
    EXPECT_TRUE(apart(keys(request(), hello, "demo")));
    EXPECT_TRUE(apart(keys(request(), hello, "https://api.openai.com", "team")));
    HttpRequest query = request();
    query.target += "?api-version=2";
    EXPECT_TRUE(apart(keys(query)));
    EXPECT_TRUE(apart(KeyMaker("other").keys_of(request(), hello, "https://api.openai.com", "")));
    EXPECT_FALSE(apart(keys(request({{"x-stainless-retry-count", "1"}, {"User-Agent", "x"}}))));

    const auto as_bearer = keys(request({{"Authorization", "k"}}));
    const auto as_api_key = keys(request({{"x-api-key", "k"}}));
    EXPECT_NE(as_bearer.partition, as_api_key.partition);
}

TEST(Keys, TheInstallationSecretIsMadeOnceAndIsPrivate) {
    std::string folder = (std::filesystem::temp_directory_path() / "bsc-key-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    const std::filesystem::path file = std::filesystem::path(folder) / "cache.sqlite.key";
    const auto made = installation_secret(file);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->size(), 32u);
    EXPECT_EQ(*installation_secret(file), *made);
    struct stat info;
    ASSERT_EQ(stat(file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);

    std::ofstream(file, std::ios::trunc) << "short";
    EXPECT_EQ(installation_secret(file).error().code, ErrorCode::wrong_format);
    std::filesystem::remove_all(folder);
    EXPECT_EQ(installation_secret(file).error().code, ErrorCode::io);
    EXPECT_NE(*installation_secret({}), *installation_secret({}));
}

} // namespace
} // namespace bsc
