#include "engine/proxy/dialects/openai_responses.h"

#include <gtest/gtest.h>

#include <map>

namespace bsc {
namespace {

const OpenAiResponses endpoint;

constexpr std::string_view answer_text = R"({
  "id":"resp_1","object":"response","created_at":5,"completed_at":6,"status":"completed","error":null,
  "model":"m","store":true,"vendor":{"a":1},
  "output":[
    {"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"hm, größer"}],
     "encrypted_content":"c2ln"},
    {"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[
      {"type":"output_text","text":"Hello 🙂, a text that is long enough for pieces.","logprobs":[],
       "annotations":[{"type":"url_citation","url":"u"}]}]},
    {"id":"fc_1","type":"function_call","status":"completed","call_id":"call_1","name":"f",
     "arguments":"{\"x\":1}"},
    {"id":"ctc_1","type":"custom_tool_call","call_id":"call_2","name":"g","input":"raw"},
    {"id":"x_1","type":"future_item","payload":7}],
  "usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":20,
           "output_tokens_details":{"reasoning_tokens":3},"total_tokens":29}})";
const json::object answer = *parse_object(answer_text);

std::vector<json::value> events_of(std::string_view stream) {
    SseReader reader;
    reader.add(stream);
    std::vector<json::value> events;
    while (auto event = reader.next()) {
        events.push_back(json::parse(event->data));
        EXPECT_EQ(events.back().at("type").as_string(), event->name);
    }
    return events;
}

TEST(Responses, ReplayIsTheWholeLadder) {
    const auto events = events_of(endpoint.to_stream(answer, {}));
    std::map<std::string, int> counts;
    for (std::size_t i = 0; i < events.size(); ++i) {
        EXPECT_EQ(events[i].at("sequence_number"), i);
        ++counts[std::string(events[i].at("type").as_string())];
    }
    EXPECT_EQ(events[0].at("type"), "response.created");
    EXPECT_EQ(events[0].at("response").at("status"), "in_progress");
    EXPECT_EQ(events[0].at("response").at("id"), "resp_1");
    EXPECT_TRUE(events[0].at("response").at("output").as_array().empty());
    EXPECT_TRUE(events[0].at("response").at("usage").is_null());
    EXPECT_EQ(events[1].at("type"), "response.in_progress");
    EXPECT_EQ(events.back().at("type"), "response.completed");
    EXPECT_EQ(events.back().at("response"), answer);
    EXPECT_EQ(counts["response.output_item.added"], 5);
    EXPECT_EQ(counts["response.output_item.done"], 5);
    EXPECT_EQ(counts["response.content_part.added"], 1);
    EXPECT_EQ(counts["response.content_part.done"], 1);
    EXPECT_GE(counts["response.output_text.delta"], 2);
    EXPECT_EQ(counts["response.output_text.done"], 1);
    EXPECT_EQ(counts["response.output_text.annotation.added"], 1);
    EXPECT_EQ(counts["response.reasoning_summary_part.added"], 1);
    EXPECT_EQ(counts["response.reasoning_summary_text.done"], 1);
    EXPECT_EQ(counts["response.function_call_arguments.done"], 1);
    EXPECT_EQ(counts["response.custom_tool_call_input.done"], 1);
}

TEST(Responses, TheLaddersPiecesMakeTheItems) {
    std::map<std::string, std::string> texts;
    for (const json::value& event : events_of(endpoint.to_stream(answer, {}))) {
        const auto type = event.at("type").as_string();
        if (type.ends_with(".delta"))
            texts[std::string(event.at("item_id").as_string())] +=
                std::string(event.at("delta").as_string());
        if (type == "response.output_item.added" && event.at("output_index") == 2) {
            EXPECT_EQ(event.at("item").at("arguments"), "");
        }
        if (type == "response.content_part.added") {
            EXPECT_EQ(event.at("part").at("text"), "");
            EXPECT_EQ(event.at("content_index"), 0);
            EXPECT_EQ(event.at("output_index"), 1);
        }
    }
    EXPECT_EQ(texts["rs_1"], "hm, größer");
    EXPECT_EQ(texts["msg_1"], "Hello 🙂, a text that is long enough for pieces.");
    EXPECT_EQ(texts["fc_1"], "{\"x\":1}");
    EXPECT_EQ(texts["ctc_1"], "raw");
}

TEST(Responses, TheClosingEventHoldsTheAnswer) {
    const std::string stream = endpoint.to_stream(answer, {});
    for (std::size_t piece : {1, 50, 100'000}) {
        const auto merger = endpoint.merger();
        for (std::size_t at = 0; at < stream.size(); at += piece)
            merger->add(std::string_view(stream).substr(at, piece));
        ASSERT_EQ(merger->state(), StreamMerger::State::finished);
        EXPECT_EQ(merger->answer(), answer);
    }
    const auto state_after = [](std::string_view text) {
        const auto merger = endpoint.merger();
        merger->add(text);
        return merger->state();
    };
    using State = StreamMerger::State;
    EXPECT_EQ(state_after(stream.substr(0, stream.size() - 3)), State::open) << "a clean cut";
    EXPECT_EQ(state_after("event: error\ndata: {\"type\":\"error\",\"message\":\"m\"}\n\n"),
              State::broken);
    EXPECT_EQ(state_after("data: nonsense\n\n"), State::broken);
}

TEST(Responses, OnlyWholeAnswersAreStored) {
    EXPECT_EQ(endpoint.why_not_stored(answer), "");
    const auto with = [](std::string_view name, const json::value& value) {
        json::object changed = answer;
        changed[name] = value;
        return endpoint.why_not_stored(changed);
    };
    for (const char* status : {"incomplete", "failed", "in_progress", "queued", "cancelled"})
        EXPECT_NE(with("status", status), "") << status;
    EXPECT_NE(with("error", json::object{{"code", "server_error"}}), "");
    EXPECT_NE(with("output", json::array()), "");
    EXPECT_NE(with("output", nullptr), "");
    EXPECT_NE(with("output", json::parse(R"([{"type":"reasoning","summary":[]}])")), "");
    EXPECT_NE(with("output", json::parse(R"([{"type":"message","content":[
        {"type":"refusal","refusal":"no"}]}])")),
              "");
    EXPECT_NE(endpoint.why_not_stored({}), "");
}

TEST(Responses, ChainableAnswersKeepTheirIds) {
    IdSource ids;
    json::object kept = answer;
    endpoint.renew(kept, {}, ids);
    EXPECT_EQ(kept, answer);
    kept["store"] = false;
    endpoint.renew(kept, {}, ids);
    EXPECT_EQ(kept.at("id"), "resp_1");
    EXPECT_NE(kept.at("output").at(2).at("call_id"), "call_1");
    EXPECT_NE(kept.at("output").at(3).at("call_id"), "call_2");
    EXPECT_EQ(kept.at("output").at(0).at("encrypted_content"), "c2ln");
}

TEST(Responses, UsageTellsCachedInputApart) {
    const auto usage = endpoint.usage_of(answer);
    ASSERT_TRUE(usage);
    EXPECT_EQ(usage->input, 5u);
    EXPECT_EQ(usage->cache_read, 4u);
    EXPECT_EQ(usage->output, 20u);
}

ApiRequest parse(std::string_view fields, const KeyFields& key = {}) {
    const auto request =
        endpoint.parse_request(R"({"model":"m",)" + std::string(fields) + "}", key);
    EXPECT_TRUE(request) << fields;
    return request.value_or(ApiRequest{});
}

TEST(Responses, TheLastUserTurnIsThePrompt) {
    EXPECT_EQ(parse(R"("input":"How are you?")").prompt, "How are you?");
    const ApiRequest request = parse(R"("instructions":"Be brief.","input":[
        {"role":"user","content":"first"},{"role":"assistant","content":"a"},
        {"type":"message","role":"user","content":[{"type":"input_text","text":"second"}]}])");
    EXPECT_EQ(request.prompt, "second");
    EXPECT_EQ(request.traits.messages, 3u);
    EXPECT_NE(request.partition_json.find("first"), std::string::npos);
    EXPECT_NE(request.partition_json.find("Be brief."), std::string::npos);
    EXPECT_EQ(request.partition_json.find("second"), std::string::npos);
    EXPECT_TRUE(parse(R"("input":[{"type":"function_call_output","call_id":"c","output":"42"}])")
                    .traits.tool_result);
    EXPECT_FALSE(parse(R"("input":[{"role":"assistant","content":"So"}])").traits.user_last);
    EXPECT_TRUE(
        parse(R"("input":[{"role":"user","content":[{"type":"input_image"}]}])").traits.media);
}

TEST(Responses, WhatTheProviderKeepsIsStateful) {
    for (const char* fields :
         {R"("input":"q","previous_response_id":"resp_0")",
          R"("input":"q","conversation":"conv_1")", R"("input":"q","conversation":{"id":"conv_1"})",
          R"("input":"q","prompt":{"id":"p"})", R"("input":"q","background":true)",
          R"("input":[{"type":"item_reference","id":"i"}])", R"("instructions":"only these")"})
        EXPECT_NE(parse(fields).state, "") << fields;
    EXPECT_EQ(parse(R"("input":"q","previous_response_id":null,"background":false)").state, "");
}

TEST(Responses, ToolsAndTheKey) {
    EXPECT_TRUE(parse(R"("input":"q","tools":[{"type":"function","name":"f"}])").traits.tools);
    EXPECT_FALSE(
        parse(R"("input":"q","tools":[{"type":"function","name":"f"}])").traits.server_tools);
    for (const char* tool : {"web_search", "file_search", "code_interpreter", "mcp",
                             "image_generation", "computer_use_preview"})
        EXPECT_TRUE(parse(R"("input":"q","tools":[{"type":")" + std::string(tool) + R"("}])")
                        .traits.server_tools)
            << tool;
    EXPECT_TRUE(
        parse(R"("input":"q","include":["message.output_text.logprobs"])").traits.probabilities);

    const std::string plain = parse(R"("input":"q")").partition_json;
    for (const char* dropped :
         {R"("input":"q","stream":true)", R"("input":"q","prompt_cache_key":"k")",
          R"("input":"q","stream_options":{"include_obfuscation":false})"})
        EXPECT_EQ(parse(dropped).partition_json, plain) << dropped;
    for (const char* kept :
         {R"("input":"q","store":false)", R"("input":"q","max_output_tokens":9)",
          R"("input":"q","reasoning":{"effort":"low"})",
          R"("input":"q","text":{"verbosity":"low"})", R"("input":"q","safety_identifier":"s")",
          R"("input":"q","truncation":"auto")"})
        EXPECT_NE(parse(kept).partition_json, plain) << kept;
    EXPECT_EQ(parse(R"("input":"q","safety_identifier":"s")", {.safety_identifier = false})
                  .partition_json,
              plain);
}

} // namespace
} // namespace bsc
