#include "engine/proxy/dialects/openai_completions.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

const OpenAiCompletions endpoint;

json::object merge(std::string_view stream, std::size_t piece = 9) {
    const auto merger = endpoint.merger();
    for (std::size_t at = 0; at < stream.size(); at += piece)
        merger->add(stream.substr(at, piece));
    EXPECT_EQ(merger->state(), StreamMerger::State::finished);
    return merger->answer();
}

constexpr std::string_view full_stream =
    R"(data: {"id":"cmpl-1","object":"text_completion","created":5,"model":"m","choices":[{"text":" größer","index":0,"logprobs":{"tokens":[" gr"],"token_logprobs":[-1]},"finish_reason":null}],"vendor":1,"usage":null}

data: {"id":"cmpl-1","object":"text_completion","created":5,"model":"m","choices":[{"text":" 🙂","index":0,"logprobs":{"tokens":["x"],"token_logprobs":[-2]},"finish_reason":null}],"usage":null}

data: {"id":"cmpl-1","object":"text_completion","created":5,"model":"m","choices":[{"text":"","index":0,"logprobs":null,"finish_reason":"stop"}],"usage":null}

data: {"id":"cmpl-1","object":"text_completion","created":5,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}

data: [DONE]

)";

TEST(Completions, StreamsMergeToTheWholeObject) {
    EXPECT_EQ(json::value(merge(full_stream)), json::parse(R"({"id":"cmpl-1",
        "object":"text_completion","created":5,"model":"m","vendor":1,
        "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},
        "choices":[{"text":" größer 🙂","index":0,"finish_reason":"stop",
          "logprobs":{"tokens":[" gr","x"],"token_logprobs":[-1,-2]}}]})"));
}

TEST(Completions, ReplayedAnswersMergeBackToThemselves) {
    json::object answer = merge(full_stream);
    ApiRequest request;
    EXPECT_EQ(merge(endpoint.to_stream(answer, request)), answer);
    request.wants_usage = false;
    const std::string quiet = endpoint.to_stream(answer, request);
    EXPECT_EQ(quiet.find("usage"), std::string::npos);
    answer["usage"] = nullptr;
    EXPECT_EQ(merge(quiet), answer);
}

TEST(Completions, OnlyWholeAnswersAreStored) {
    const auto why = [](std::string_view choices) {
        return endpoint.why_not_stored(
            *parse_object("{\"choices\":[" + std::string(choices) + "]}"));
    };
    EXPECT_EQ(why(R"({"text":"x","finish_reason":"stop"})"), "");
    EXPECT_NE(why(R"({"text":"x","finish_reason":"length"})"), "");
    EXPECT_NE(why(R"({"text":"x","finish_reason":null})"), "");
    EXPECT_NE(why(R"({"text":"","finish_reason":"stop"})"), "");
    EXPECT_NE(why(R"({"finish_reason":"stop"})"), "");
    EXPECT_NE(why("7"), "");
    EXPECT_NE(why(""), "");
}

TEST(Completions, EveryHitHasAnIdOfItsOwn) {
    IdSource ids;
    json::object answer = merge(full_stream);
    endpoint.renew(answer, {}, ids);
    EXPECT_TRUE(answer.at("id").as_string().starts_with("cmpl-"));
    EXPECT_NE(answer.at("id"), "cmpl-1");
    EXPECT_GT(answer.at("created").as_int64(), 1'700'000'000);
}

ApiRequest parse(std::string_view fields) {
    return *endpoint.parse_request(R"({"model":"m",)" + std::string(fields) + "}", {});
}

TEST(Completions, ThePromptsAreTheKey) {
    const ApiRequest one = parse(R"("prompt":"Once upon")");
    EXPECT_EQ(one.prompt_parts, std::vector<std::string>{"Once upon"});
    EXPECT_TRUE(one.wants_usage);
    const ApiRequest two = parse(R"("prompt":["Once","upon"],"stream":true,"user":"u")");
    EXPECT_EQ(two.prompt_parts, (std::vector<std::string>{"Once", "upon"}));
    EXPECT_TRUE(two.stream);
    EXPECT_FALSE(two.wants_usage);
    EXPECT_NE(one.partition_json, two.partition_json);
    EXPECT_NE(parse(R"("prompt":[1,2])").partition_json, parse(R"("prompt":[1,3])").partition_json)
        << "tokens";
    EXPECT_EQ(parse(R"("prompt":"a","stream":true)").partition_json,
              parse(R"("prompt":"b","stream_options":{"include_usage":true})").partition_json);
    EXPECT_NE(parse(R"("prompt":"a","suffix":"z")").partition_json,
              parse(R"("prompt":"a")").partition_json);
}

TEST(Completions, Traits) {
    EXPECT_TRUE(parse(R"("prompt":"a")").traits.raw_text);
    EXPECT_TRUE(parse(R"("prompt":"a","n":2)").traits.many_answers);
    EXPECT_TRUE(parse(R"("prompt":"a","best_of":3)").traits.many_answers);
    EXPECT_FALSE(parse(R"("prompt":"a","n":1)").traits.many_answers);
    EXPECT_TRUE(parse(R"("prompt":"a","logprobs":5)").traits.probabilities);
    EXPECT_FALSE(endpoint.parse_request("[]", {}));
}

} // namespace
} // namespace bsc
