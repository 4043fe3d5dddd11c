#include "engine/proxy/dialects/anthropic_messages.h"
#include "engine/proxy/dialects/delta.h"
#include "engine/proxy/dialects/ollama_chat.h"
#include "engine/proxy/dialects/ollama_embed.h"
#include "engine/proxy/dialects/ollama_generate.h"
#include "engine/proxy/dialects/openai_chat.h"
#include "engine/proxy/dialects/openai_completions.h"
#include "engine/proxy/dialects/openai_embeddings.h"
#include "engine/proxy/dialects/openai_responses.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>

using namespace bsc;
using bsc::test::require;

namespace {

/// Each line that is an object, merged in turn: adding nothing changes nothing, and what was
/// collected is JSON.
void merge_lines(std::string_view lines) {
    json::object collected;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        const auto delta = parse_object(lines.substr(0, end));
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
        if (!delta)
            continue;
        merge_delta(collected, *delta);
        const json::object before = collected;
        merge_delta(collected, {});
        require(collected == before);
    }
    json::error_code error;
    json::parse_options deep;
    deep.max_depth = 1000;
    (void)json::parse(json::serialize(collected), error, {}, deep);
    require(!error);
}

/// Whatever may be stored can be served in every form, and the stream that tells it is sound.
void serve(const Endpoint& endpoint, const json::object& answer) {
    (void)endpoint.usage_of(answer);
    if (!endpoint.why_not_stored(answer).empty())
        return;
    auto stored = parse_object(endpoint.to_stored(answer, json::serialize(answer)));
    require(stored.has_value());
    IdSource ids;
    endpoint.renew(*stored, {}, ids);
    if (const auto merger = endpoint.merger()) {
        merger->add(endpoint.to_stream(*stored, {}));
        require(merger->state() == StreamMerger::State::finished);
        require(endpoint.why_not_stored(merger->answer()).empty());
    }
}

/// The answer does not depend on how the stream was cut.
void merge_stream(const Endpoint& endpoint, const test::CutInput& input) {
    const auto whole = endpoint.merger(), cut = endpoint.merger();
    whole->add(input.whole());
    input.in_pieces([&](std::string_view piece) { cut->add(piece); });
    require(whole->state() == cut->state());
    require(whole->is_whole() == cut->is_whole());
    if (whole->state() == StreamMerger::State::broken)
        return;
    const json::object answer = whole->answer();
    require(answer == cut->answer());
    serve(endpoint, answer);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const test::CutInput input(data, size);
    merge_lines(input.whole());
    const OpenAiChat chat;
    const OpenAiCompletions completions;
    const OpenAiResponses responses;
    const AnthropicMessages messages;
    const OllamaChat ollama_chat;
    const OllamaGenerate ollama_generate;
    const OpenAiEmbeddings embeddings;
    const OllamaEmbed ollama_embeddings;
    for (const Endpoint* endpoint : std::initializer_list<const Endpoint*>{
             &chat, &completions, &responses, &messages, &ollama_chat, &ollama_generate})
        merge_stream(*endpoint, input);
    if (const auto answer = parse_object(input.whole()))
        for (const Endpoint* endpoint : std::initializer_list<const Endpoint*>{
                 &chat, &completions, &responses, &messages, &ollama_chat, &ollama_generate,
                 &embeddings, &ollama_embeddings})
            serve(*endpoint, *answer);
    return 0;
}
