#include "engine/proxy/dialects/anthropic_messages.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

const AnthropicMessages dialect;

StreamMerger::State feed(StreamMerger& merger, std::string_view stream, std::size_t piece = 9) {
    for (std::size_t at = 0; at < stream.size(); at += piece)
        merger.add(stream.substr(at, piece));
    return merger.state();
}

json::object merge(std::string_view stream) {
    const auto merger = dialect.merger();
    EXPECT_EQ(feed(*merger, stream), StreamMerger::State::finished);
    return merger->answer();
}

std::string stream_of(std::initializer_list<std::string_view> events) {
    std::string stream;
    for (std::string_view data : events)
        write_sse(stream, std::string(parse_object(data)->at("type").as_string()), data);
    return stream;
}

const std::string full_stream = stream_of({
    R"({"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1,"cache_read_input_tokens":4}}})",
    R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}})",
    R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"größer, "}})",
    R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}})",
    R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}})",
    R"({"type":"content_block_stop","index":0})",
    R"({"type":"ping"})",
    R"({"type":"content_block_start","index":1,"content_block":{"type":"text","text":"","citations":[]}})",
    R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hello "}})",
    R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"🙂"}})",
    R"({"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"x"}}})",
    R"({"type":"content_block_stop","index":1})",
    R"({"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}})",
    R"({"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}})",
    R"({"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\": [1,"}})",
    R"({"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"2]}"}})",
    R"({"type":"content_block_stop","index":2})",
    R"({"type":"content_block_start","index":3,"content_block":{"type":"future_block","payload":{"k":1}}})",
    R"({"type":"content_block_delta","index":3,"delta":{"type":"future_delta","note":"a"}})",
    R"({"type":"content_block_delta","index":3,"delta":{"type":"future_delta","note":"b"}})",
    R"({"type":"content_block_stop","index":3})",
    R"({"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":20},"context_management":{"applied":[]}})",
    R"({"type":"message_stop"})",
});

TEST(AnthropicStream, MergesToTheWholeMessageAndUnknownFieldsSurvive) {
    EXPECT_EQ(json::value(merge(full_stream)), json::parse(R"({
        "id":"msg_1","type":"message","role":"assistant","model":"m","stop_reason":"tool_use",
        "stop_sequence":null,"context_management":{"applied":[]},
        "usage":{"input_tokens":9,"output_tokens":20,"cache_read_input_tokens":4},
        "content":[
          {"type":"thinking","thinking":"größer, hm","signature":"c2ln"},
          {"type":"text","text":"Hello 🙂","citations":[{"type":"char_location","cited_text":"x"}]},
          {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":[1,2]}},
          {"type":"future_block","payload":{"k":1},"note":"ab"}]})"));
}

TEST(AnthropicStream, ReplayedMessagesMergeBackToThemselves) {
    const json::object answer = merge(full_stream);
    EXPECT_EQ(merge(dialect.to_stream(answer, {})), answer);
}

TEST(AnthropicStream, ReplayHasTheShapeOfALiveStream) {
    SseReader reader;
    reader.add(dialect.to_stream(merge(full_stream), {}));
    std::vector<std::string> names;
    json::value first;
    while (auto event = reader.next()) {
        const json::value data = json::parse(event->data);
        EXPECT_EQ(data.at("type").as_string(), event->name) << "the SDK drops unnamed events";
        if (names.empty())
            first = data;
        names.push_back(event->name);
    }
    EXPECT_EQ(names.front(), "message_start");
    EXPECT_TRUE(first.at("message").at("content").as_array().empty());
    EXPECT_TRUE(first.at("message").at("stop_reason").is_null());
    EXPECT_EQ(names.back(), "message_stop");
    EXPECT_EQ(names[names.size() - 2], "message_delta");
    EXPECT_EQ(std::ranges::count(names, "content_block_start"), 4);
    EXPECT_EQ(std::ranges::count(names, "content_block_stop"), 4);
}

TEST(AnthropicStream, AnErrorOrAnEarlyEndIsNoAnswer) {
    using State = StreamMerger::State;
    const auto state_of = [](std::initializer_list<std::string_view> events) {
        const auto merger = dialect.merger();
        return feed(*merger, stream_of(events));
    };
    constexpr std::string_view start =
        R"({"type":"message_start","message":{"content":[],"stop_reason":null}})";
    constexpr std::string_view block =
        R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})";
    EXPECT_EQ(state_of({start, R"({"type":"error","error":{"type":"overloaded_error"}})"}),
              State::broken);
    EXPECT_EQ(state_of({start, block, R"({"type":"message_stop"})"}), State::broken);
    EXPECT_EQ(state_of({start, block}), State::open);
    EXPECT_EQ(state_of({start, R"({"type":"content_block_delta","index":3,"delta":{}})"}),
              State::broken);
}

TEST(AnthropicStream, AToolInputThatIsNoJsonIsNoAnswer) {
    const auto merger = dialect.merger();
    EXPECT_EQ(
        feed(
            *merger,
            stream_of(
                {R"({"type":"message_start","message":{"content":[],"stop_reason":null}})",
                 R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use","input":{}}})",
                 R"({"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}})",
                 R"({"type":"content_block_stop","index":0})"})),
        StreamMerger::State::broken);
}

TEST(AnthropicAnswer, OnlyWholeAnswersAreStored) {
    const auto why = [](std::string_view stop) {
        return dialect.why_not_stored(*parse_object(
            R"({"type":"message","content":[{"type":"text","text":"x"}],"stop_reason":)" +
            std::string(stop) + "}"));
    };
    for (std::string_view good : {R"("end_turn")", R"("stop_sequence")", R"("tool_use")"})
        EXPECT_EQ(why(good), "") << good;
    for (std::string_view bad : {R"("max_tokens")", R"("refusal")", R"("pause_turn")",
                                 R"("model_context_window_exceeded")", "null"})
        EXPECT_NE(why(bad), "") << bad;
    EXPECT_NE(dialect.why_not_stored(
                  *parse_object(R"({"type":"message","content":[],"stop_reason":"end_turn"})")),
              "");
    EXPECT_NE(
        dialect.why_not_stored(*parse_object(
            R"({"type":"message","content":[{"type":"text","text":""}],"stop_reason":"end_turn"})")),
        "");
    EXPECT_NE(dialect.why_not_stored(*parse_object(R"({"type":"error","error":{}})")), "");
}

TEST(AnthropicAnswer, EveryHitHasIdsOfItsOwn) {
    IdSource ids;
    json::object answer = merge(full_stream);
    dialect.renew(answer, {}, ids);
    EXPECT_TRUE(answer.at("id").as_string().starts_with("msg_"));
    EXPECT_NE(answer.at("id"), "msg_1");
    EXPECT_NE(answer.at("content").at(2).at("id"), "toolu_1");
    EXPECT_EQ(answer.at("content").at(0).at("signature"), "c2ln") << "signatures verbatim";
}

ApiRequest parse(std::string_view messages, std::string_view fields = "") {
    auto request =
        dialect.parse_request(R"({"model":"m","max_tokens":9,"messages":[)" +
                                  std::string(messages) + "]" + std::string(fields) + "}",
                              {.metadata = false});
    EXPECT_TRUE(request) << (request ? "" : request.error().text);
    return request ? *request : ApiRequest{};
}

TEST(AnthropicRequest, PromptPartitionAndTraits) {
    const ApiRequest request = parse(
        R"({"role":"user","content":"first"},{"role":"assistant","content":"a"},
           {"role":"user","content":[{"type":"text","text":"second","cache_control":{"type":"ephemeral"}}]})",
        R"(,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"metadata":{"user_id":"u"})");
    EXPECT_EQ(request.prompt, "second");
    EXPECT_EQ(request.partition_json.find("ephemeral"), std::string::npos);
    EXPECT_EQ(request.partition_json.find("user_id"), std::string::npos);
    EXPECT_NE(request.partition_json.find("Be brief."), std::string::npos);
    EXPECT_TRUE(request.wants_usage);

    EXPECT_TRUE(
        parse(
            R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"42"}]})")
            .traits.tool_result);
    EXPECT_TRUE(parse(R"({"role":"user","content":[{"type":"image","source":{}}]})").traits.media);
    EXPECT_FALSE(parse(R"({"role":"user","content":"q"},{"role":"assistant","content":"{"})")
                     .traits.user_last);
    constexpr std::string_view user = R"({"role":"user","content":"q"})";
    EXPECT_TRUE(parse(user, R"(,"tools":[{"name":"f","input_schema":{}}])").traits.tools);
    EXPECT_FALSE(parse(user, R"(,"tools":[{"name":"f","input_schema":{}}])").traits.server_tools);
    EXPECT_TRUE(parse(user, R"(,"tools":[{"type":"web_search_20250305"}])").traits.server_tools);
    EXPECT_TRUE(parse(user, R"(,"mcp_servers":[{"url":"x"}])").traits.server_tools);
}

} // namespace
} // namespace bsc
