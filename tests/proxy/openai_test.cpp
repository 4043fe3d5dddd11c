#include "engine/proxy/dialects/openai_chat.h"

#include <gtest/gtest.h>

#include <set>

namespace bsc {
namespace {

const OpenAiChat dialect;

ApiRequest parse(std::string_view body, const KeyFields& fields = {}) {
    auto request = dialect.parse_request(body, fields);
    EXPECT_TRUE(request) << (request ? "" : request.error().text);
    return request ? *request : ApiRequest{};
}

json::object merge(std::string_view stream, std::size_t piece = 7) {
    const auto merger = dialect.merger();
    for (std::size_t at = 0; at < stream.size(); at += piece)
        merger->add(stream.substr(at, piece));
    EXPECT_EQ(merger->state(), StreamMerger::State::finished);
    return merger->answer();
}

StreamMerger::State state_after(std::string_view stream) {
    const auto merger = dialect.merger();
    merger->add(stream);
    return merger->state();
}

constexpr std::string_view full_stream =
    R"(data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","system_fingerprint":"f","obfuscation":"zz","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","service_tier":"default","choices":[{"index":0,"delta":{"reasoning_content":"hm, "},"finish_reason":null}]}

data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{"reasoning_content":"größer"},"finish_reason":null}]}

data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{"content":"Hello "},"logprobs":{"content":[{"token":"Hello","logprob":-0.5}]},"finish_reason":null}]}

data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{"content":"🙂"},"logprobs":{"content":[{"token":"🙂","logprob":-1}]},"finish_reason":null}]}

data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"g","arguments":""}}]},"finish_reason":null}]}

data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{\"x\""}}]},"finish_reason":null}]}

data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":":1}"}}]},"finish_reason":null}]}

data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls","vendor":{"a":1}}],"timings":{"predicted_n":3}}

data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1}}}

data: [DONE]

)";

TEST(OpenAiStream, MergesToTheWholeObjectAndUnknownFieldsSurvive) {
    const json::value expected = json::parse(R"({
        "id":"c1","object":"chat.completion","created":5,"model":"m","system_fingerprint":"f",
        "service_tier":"default","timings":{"predicted_n":3},
        "usage":{"prompt_tokens":3,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1}},
        "choices":[{"index":0,"finish_reason":"tool_calls","vendor":{"a":1},
          "logprobs":{"content":[{"token":"Hello","logprob":-0.5},{"token":"🙂","logprob":-1}]},
          "message":{"role":"assistant","content":"Hello 🙂","refusal":null,
            "reasoning_content":"hm, größer",
            "tool_calls":[{"id":"call_b","type":"function",
                           "function":{"name":"g","arguments":"{\"x\":1}"}}]}}]})");
    for (std::size_t piece : {1, 7, 64, 100'000})
        EXPECT_EQ(json::value(merge(full_stream, piece)), expected) << piece;
}

TEST(OpenAiStream, ChoicesThatInterleaveAreToldApart) {
    const json::object answer = merge(
        "data: "
        "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b1\"},\"finish_reason\":null}]}\n\n"
        "data: "
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a1\"},\"finish_reason\":\"stop\"}]}"
        "\n\n"
        "data: "
        "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b2\"},\"finish_reason\":\"stop\"}]}"
        "\n\n"
        "data: [DONE]\n\n");
    EXPECT_EQ(answer.at("choices").at(0).at("message").at("content"), "a1");
    EXPECT_EQ(answer.at("choices").at(1).at("message").at("content"), "b1b2");
}

TEST(OpenAiStream, AnErrorOrAnEarlyEndIsNoAnswer) {
    using State = StreamMerger::State;
    EXPECT_EQ(state_after("data: {\"error\":{\"message\":\"boom\"}}\n\n"), State::broken);
    EXPECT_EQ(state_after("data: {nonsense\n\n"), State::broken);
    EXPECT_EQ(state_after("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},"
                          "\"finish_reason\":null}]}\n\ndata: [DONE]\n\n"),
              State::broken)
        << "no choice has finished";
    EXPECT_EQ(state_after("data: [DONE]\n\n"), State::broken);
}

TEST(OpenAiStream, AChunkThatBringsAMessageBesideItsDeltaDoesNotReplaceWhatWasMerged) {
    const json::object answer =
        merge("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"message\":5,"
              "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    EXPECT_EQ(answer.at("choices").at(0).at("message").at("content"), "a");
}

TEST(OpenAiStream, ReplayedAnswersMergeBackToThemselves) {
    json::object answer = merge(full_stream);
    ApiRequest request;
    request.stream = request.wants_usage = true;
    EXPECT_EQ(merge(dialect.to_stream(answer, request)), answer);

    request.wants_usage = false;
    const std::string quiet = dialect.to_stream(answer, request);
    EXPECT_EQ(quiet.find("usage"), std::string::npos);
    answer["usage"] = nullptr;
    EXPECT_EQ(merge(quiet), answer);
}

TEST(OpenAiStream, ReplayHasTheShapeOfALiveStream) {
    const json::object answer =
        *parse_object(R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[
        {"index":0,"message":{"role":"assistant","content":"An answer that is long enough to come in pieces."},
         "finish_reason":"stop"}],"usage":{"prompt_tokens":1}})");
    ApiRequest request;
    request.wants_usage = true;
    SseReader reader;
    reader.add(dialect.to_stream(answer, request));
    std::vector<std::string> data;
    while (auto event = reader.next())
        data.push_back(event->data);
    ASSERT_GE(data.size(), 5u);
    const auto first = json::parse(data.front());
    EXPECT_EQ(first.at("object"), "chat.completion.chunk");
    EXPECT_EQ(first.at("choices").at(0).at("delta").at("role"), "assistant");
    EXPECT_TRUE(first.at("usage").is_null());
    const auto finish = json::parse(data[data.size() - 3]);
    EXPECT_EQ(finish.at("choices").at(0).at("finish_reason"), "stop");
    const auto usage = json::parse(data[data.size() - 2]);
    EXPECT_TRUE(usage.at("choices").as_array().empty());
    EXPECT_EQ(usage.at("usage").at("prompt_tokens"), 1);
    EXPECT_EQ(data.back(), "[DONE]");
}

TEST(OpenAiAnswer, EveryHitHasIdsOfItsOwn) {
    IdSource ids;
    std::set<std::string> seen;
    for (int i = 0; i < 3; ++i) {
        json::object answer = merge(full_stream);
        dialect.renew(answer, {}, ids);
        EXPECT_TRUE(answer.at("id").as_string().starts_with("chatcmpl-"));
        EXPECT_GT(answer.at("created").as_int64(), 1'700'000'000);
        seen.emplace(answer.at("id").as_string());
        seen.emplace(
            answer.at("choices").at(0).at("message").at("tool_calls").at(0).at("id").as_string());
    }
    EXPECT_EQ(seen.size(), 6u);
}

TEST(OpenAiAnswer, OnlyWholeAnswersAreStored) {
    const auto why = [](std::string_view choice) {
        return dialect.why_not_stored(*parse_object("{\"choices\":[" + std::string(choice) + "]}"));
    };
    EXPECT_EQ(why(R"({"message":{"content":"x"},"finish_reason":"stop"})"), "");
    EXPECT_EQ(
        why(R"({"message":{"content":null,"tool_calls":[{"id":"1"}]},"finish_reason":"tool_calls"})"),
        "");
    EXPECT_NE(why(R"({"message":{"content":"x"},"finish_reason":"length"})"), "");
    EXPECT_NE(why(R"({"message":{"content":"x"},"finish_reason":"content_filter"})"), "");
    EXPECT_NE(why(R"({"message":{"content":"x"},"finish_reason":null})"), "");
    EXPECT_NE(why(R"({"message":{"content":"","refusal":"no"},"finish_reason":"stop"})"), "");
    EXPECT_NE(why(R"({"message":{"content":""},"finish_reason":"stop"})"), "");
    EXPECT_NE(why(R"({"finish_reason":"stop"})"), "");
    EXPECT_NE(why(""), "");
    EXPECT_NE(dialect.why_not_stored(*parse_object(R"({"error":{"message":"x"}})")), "");
}

TEST(OpenAiAnswer, UsageTellsCachedInputApart) {
    const auto usage = dialect.usage_of(merge(full_stream));
    ASSERT_TRUE(usage);
    EXPECT_EQ(usage->input, 2u);
    EXPECT_EQ(usage->cache_read, 1u);
    EXPECT_EQ(usage->all_input(), 3u);
    EXPECT_EQ(usage->output, 2u);
    EXPECT_FALSE(dialect.usage_of({}));
}

TEST(OpenAiRequest, OnlyTheLastUserTurnIsThePrompt) {
    const ApiRequest request = parse(R"({"model":"gpt-5.5","stream":true,"messages":[
        {"role":"system","content":"Be brief."},{"role":"user","content":"first"},
        {"role":"assistant","content":"answer"},
        {"role":"user","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]}]})");
    EXPECT_EQ(request.prompt, "one\ntwo");
    EXPECT_EQ(request.prompt_parts.size(), 2u);
    EXPECT_EQ(request.model, "gpt-5.5");
    EXPECT_TRUE(request.stream);
    EXPECT_FALSE(request.wants_usage);
    EXPECT_EQ(request.traits.messages, 4u);
    EXPECT_EQ(request.partition_json.find("two"), std::string::npos);
    EXPECT_NE(request.partition_json.find("Be brief."), std::string::npos);
    EXPECT_NE(request.partition_json.find("first"), std::string::npos);
}

TEST(OpenAiRequest, DeniedFieldsAreNotInThePartition) {
    const auto with = [](std::string_view fields, const KeyFields& key = {}) {
        return parse(R"({"model":"m","messages":[{"role":"user","content":"q"}])" +
                         std::string(fields) + "}",
                     key)
            .partition_json;
    };
    const std::string plain = with("");
    for (std::string_view denied :
         {R"(,"stream":true)", R"(,"stream_options":{"include_usage":true})", R"(,"store":true)",
          R"(,"prompt_cache_key":"k")", R"(,"prompt_cache_retention":"24h")"})
        EXPECT_EQ(with(denied), plain) << denied;
    for (std::string_view kept :
         {R"(,"temperature":0)", R"(,"temperature":0.0)", R"(,"seed":1)", R"(,"max_tokens":5)",
          R"(,"response_format":{"type":"json_object"})", R"(,"vendor_field":1)", R"(,"user":"u")",
          R"(,"metadata":{"a":"b"})", R"(,"stop":["x"])"})
        EXPECT_NE(with(kept), plain) << kept;
    EXPECT_NE(with(R"(,"temperature":0)"), with(R"(,"temperature":0.0)")) << "as written";
    for (std::string_view user :
         {R"(,"user":"u")", R"(,"metadata":{"a":"b"})", R"(,"safety_identifier":"s")"})
        EXPECT_EQ(with(user, {.user = false, .safety_identifier = false, .metadata = false}), plain)
            << user;
    EXPECT_NE(with(R"(,"user":"u")", {.safety_identifier = false, .metadata = false}), plain);
}

TEST(OpenAiRequest, CacheMarkersDoNotMatterButOtherFieldsOfPartsDo) {
    const auto with = [](std::string_view part) {
        return parse(
                   R"({"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"q")" +
                   std::string(part) + "}]}]}")
            .partition_json;
    };
    EXPECT_EQ(with(R"(,"cache_control":{"type":"ephemeral"})"), with(""));
    EXPECT_NE(with(R"(,"other":1)"), with(""));
}

TEST(OpenAiRequest, Traits) {
    const auto traits = [](std::string_view fields) {
        return parse(R"({"model":"m","messages":[{"role":"user","content":"q"}])" +
                     std::string(fields) + "}")
            .traits;
    };
    EXPECT_FALSE(traits(R"(,"tools":[])").tools);
    EXPECT_TRUE(traits(R"(,"tools":[{"type":"function","function":{"name":"f"}}])").tools);
    EXPECT_FALSE(traits(R"(,"tools":[{"type":"function","function":{"name":"f"}}])").server_tools);
    EXPECT_TRUE(traits(R"(,"tools":[{"type":"web_search"}])").server_tools);
    EXPECT_TRUE(traits(R"(,"web_search_options":{})").server_tools);
    EXPECT_TRUE(traits(R"(,"functions":[{"name":"f"}])").tools);
    EXPECT_TRUE(traits(R"(,"n":2)").many_answers);
    EXPECT_FALSE(traits(R"(,"n":1)").many_answers);
    EXPECT_FALSE(traits(R"(,"n":null)").many_answers);
    EXPECT_TRUE(traits(R"(,"logprobs":true)").probabilities);
    EXPECT_FALSE(traits(R"(,"logprobs":false)").probabilities);
    EXPECT_TRUE(traits(R"(,"modalities":["text","audio"])").media);
    EXPECT_EQ(traits(R"(,"temperature":0.7)").temperature, 0.7);
    EXPECT_FALSE(traits("").temperature);

    const auto last = [](std::string_view message) {
        return parse(R"({"model":"m","messages":[)" + std::string(message) + "]}").traits;
    };
    EXPECT_TRUE(last(R"({"role":"tool","content":"42","tool_call_id":"x"})").tool_result);
    EXPECT_FALSE(last(R"({"role":"assistant","content":"So"})").user_last);
    EXPECT_TRUE(
        last(R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]})").media);
}

TEST(OpenAiRequest, RefusesWhatIsNoApiRequest) {
    for (std::string_view body : {"", "[]", "{}", R"({"messages":[]})", R"({"messages":"x"})",
                                  R"({"messages":[{}],"messages":[{}]})"})
        EXPECT_FALSE(dialect.parse_request(body, {})) << body;
}

} // namespace
} // namespace bsc
