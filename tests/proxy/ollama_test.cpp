#include "engine/proxy/dialects/ollama_chat.h"
#include "engine/proxy/dialects/ollama_generate.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

const OllamaChat chat;
const OllamaGenerate generate;

StreamMerger::State feed(StreamMerger& merger, std::string_view stream, std::size_t piece) {
    for (std::size_t at = 0; at < stream.size(); at += piece)
        merger.add(stream.substr(at, piece));
    return merger.state();
}

json::object merge(const Endpoint& endpoint, std::string_view stream, std::size_t piece = 7) {
    const auto merger = endpoint.merger();
    EXPECT_EQ(feed(*merger, stream, piece), StreamMerger::State::finished);
    return merger->answer();
}

constexpr std::string_view chat_stream =
    R"({"model":"m","created_at":"2026-01-01T00:00:00.1Z","message":{"role":"assistant","content":"","thinking":"hm, "},"done":false}
{"model":"m","created_at":"2026-01-01T00:00:00.2Z","message":{"role":"assistant","content":"","thinking":"größer"},"done":false}
{"model":"m","created_at":"2026-01-01T00:00:00.3Z","message":{"role":"assistant","content":"Hello "},"done":false}
{"model":"m","created_at":"2026-01-01T00:00:00.4Z","message":{"role":"assistant","content":"🙂"},"logprobs":[{"token":"x"}],"done":false}
{"model":"m","created_at":"2026-01-01T00:00:00.5Z","message":{"role":"assistant","content":"","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":{"x":1}}}]},"done":false}
{"model":"m","created_at":"2026-01-01T00:00:00.6Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":5,"prompt_eval_count":9,"eval_count":4,"vendor":1}
)";
const json::object chat_answer = *parse_object(R"({
    "model":"m","created_at":"2026-01-01T00:00:00.6Z","done":true,"done_reason":"stop",
    "total_duration":5,"prompt_eval_count":9,"eval_count":4,"vendor":1,
    "logprobs":[{"token":"x"}],
    "message":{"role":"assistant","content":"Hello 🙂","thinking":"hm, größer",
      "tool_calls":[{"id":"call_1","function":{"name":"f","arguments":{"x":1}}}]}})");

constexpr std::string_view generate_stream =
    R"({"model":"m","created_at":"t1","response":"","thinking":"hm","done":false}
{"model":"m","created_at":"t2","response":"Hello ","done":false}
{"model":"m","created_at":"t3","response":"🙂","done":false}
{"model":"m","created_at":"t4","response":"","done":true,"done_reason":"stop","context":[1,2],"eval_count":3}
)";

TEST(OllamaStream, LinesMergeToTheWholeObject) {
    for (std::size_t piece : {1, 7, 100'000}) {
        EXPECT_EQ(merge(chat, chat_stream, piece), chat_answer) << piece;
        EXPECT_EQ(json::value(merge(generate, generate_stream, piece)), json::parse(R"({
            "model":"m","created_at":"t4","response":"Hello 🙂","thinking":"hm","done":true,
            "done_reason":"stop","context":[1,2],"eval_count":3})"));
    }
}

TEST(OllamaStream, ReplayedAnswersMergeBackToThemselves) {
    EXPECT_EQ(merge(chat, chat.to_stream(chat_answer, {})), chat_answer);
    const json::object generated = merge(generate, generate_stream);
    EXPECT_EQ(merge(generate, generate.to_stream(generated, {})), generated);
}

TEST(OllamaStream, ReplayHasTheShapeOfALiveStream) {
    const std::string stream = chat.to_stream(chat_answer, {});
    std::size_t lines = 0;
    for (std::size_t at = 0; at < stream.size(); ++lines) {
        const std::size_t end = stream.find('\n', at);
        const auto line = parse_object(std::string_view(stream).substr(at, end - at));
        ASSERT_TRUE(line);
        at = end + 1;
        EXPECT_EQ(line->at("done").as_bool(), at == stream.size()) << "the last line only";
        EXPECT_EQ(line->at("message").at("role"), "assistant");
        EXPECT_EQ(line->at("model"), "m");
    }
    EXPECT_GE(lines, 4u);
}

TEST(OllamaStream, AnErrorOrAnEarlyEndIsNoAnswer) {
    using State = StreamMerger::State;
    const auto state_after = [](std::string_view stream) {
        return feed(*chat.merger(), stream, 1000);
    };
    EXPECT_EQ(state_after("{\"error\":\"out of memory\"}\n"), State::broken);
    EXPECT_EQ(state_after("nonsense\n"), State::broken);
    EXPECT_EQ(state_after(chat_stream.substr(0, chat_stream.size() - 2)), State::open);
    EXPECT_EQ(state_after("\n\r\n"), State::open);
}

TEST(OllamaAnswer, OnlyWholeAnswersAreStored) {
    EXPECT_EQ(chat.why_not_stored(chat_answer), "");
    const auto with = [](std::string_view name, const json::value& value) {
        json::object changed = chat_answer;
        changed[name] = value;
        return chat.why_not_stored(changed);
    };
    EXPECT_EQ(with("done_reason", nullptr), "") << "older servers give none";
    EXPECT_NE(with("done_reason", "length"), "");
    EXPECT_NE(with("done_reason", "load"), "");
    EXPECT_NE(with("done", false), "");
    EXPECT_NE(with("message", {{"role", "assistant"}, {"content", ""}}), "");
    EXPECT_NE(with("error", "boom"), "");
    EXPECT_NE(generate.why_not_stored({{"done", true}, {"response", ""}}), "");
    EXPECT_EQ(generate.why_not_stored({{"done", true}, {"response", "x"}}), "");
}

TEST(OllamaAnswer, EveryHitHasTimesAndIdsOfItsOwn) {
    IdSource ids;
    json::object answer = chat_answer;
    chat.renew(answer, {}, ids);
    const std::string time(answer.at("created_at").as_string());
    EXPECT_EQ(time.size(), std::string("2026-01-01T00:00:00.000000Z").size()) << time;
    EXPECT_GT(time, "2026-01-01T00:00:00.6Z");
    EXPECT_NE(answer.at("message").at("tool_calls").at(0).at("id"), "call_1");
    EXPECT_EQ(answer.at("eval_count"), 4) << "the original usage";
    EXPECT_EQ(chat.usage_of(answer)->input, 9u);
    EXPECT_FALSE(chat.usage_of({}));
}

ApiRequest ask(std::string_view fields) {
    return *chat.parse_request(R"({"model":"m",)" + std::string(fields) + "}", {});
}

TEST(OllamaRequest, StreamsUnlessToldOtherwise) {
    EXPECT_TRUE(ask(R"("messages":[{"role":"user","content":"q"}])").stream);
    EXPECT_FALSE(ask(R"("messages":[{"role":"user","content":"q"}],"stream":false)").stream);
}

TEST(OllamaRequest, PromptPartitionAndTraits) {
    const ApiRequest request = ask(
        R"("messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"How are you?"}],
           "options":{"temperature":0.7,"num_ctx":4096},"keep_alive":"5m","stream":false)");
    EXPECT_EQ(request.prompt, "How are you?");
    EXPECT_EQ(request.traits.temperature, 0.7);
    EXPECT_EQ(request.traits.messages, 2u);
    EXPECT_NE(request.partition_json.find("Be brief."), std::string::npos);
    EXPECT_NE(request.partition_json.find("num_ctx"), std::string::npos);
    EXPECT_EQ(request.partition_json.find("keep_alive"), std::string::npos);
    EXPECT_EQ(request.partition_json.find("stream"), std::string::npos);
    EXPECT_TRUE(ask(R"("messages":[{"role":"tool","content":"42"}])").traits.tool_result);
    EXPECT_TRUE(
        ask(R"("messages":[{"role":"user","content":"q","images":["aGk="]}])").traits.media);
    EXPECT_TRUE(ask(R"("messages":[{"role":"user","content":"q"}],"tools":[{"type":"function"}])")
                    .traits.tools);
}

TEST(OllamaRequest, LoadingAModelIsNoQuestion) {
    EXPECT_NE(ask(R"("messages":[])").state, "");
    EXPECT_NE(ask(R"("keep_alive":0)").state, "");
    EXPECT_NE(generate.parse_request(R"({"model":"m"})", {})->state, "");
    EXPECT_NE(generate.parse_request(R"({"model":"m","prompt":""})", {})->state, "");
}

TEST(OllamaRequest, Generate) {
    const auto read = [](std::string_view fields) {
        return *generate.parse_request(
            R"({"model":"m","prompt":"Why is it so?")" + std::string(fields) + "}", {});
    };
    EXPECT_EQ(read("").prompt, "Why is it so?");
    EXPECT_TRUE(read("").stream);
    EXPECT_FALSE(read("").traits.raw_text);
    for (const char* fields :
         {R"(,"raw":true)", R"(,"suffix":"end")", R"(,"template":"{{x}}")", R"(,"context":[1,2])"})
        EXPECT_TRUE(read(fields).traits.raw_text) << fields;
    EXPECT_FALSE(read(R"(,"suffix":"","context":[])").traits.raw_text);
    EXPECT_TRUE(read(R"(,"images":["aGk="])").traits.media);
    EXPECT_NE(read(R"(,"system":"a")").partition_json, read(R"(,"system":"b")").partition_json);
}

} // namespace
} // namespace bsc
