#include "engine/proxy/dialects/anthropic_messages.h"
#include "engine/proxy/dialects/ollama_chat.h"
#include "engine/proxy/dialects/ollama_generate.h"
#include "engine/proxy/dialects/openai_chat.h"
#include "engine/proxy/dialects/openai_completions.h"
#include "engine/proxy/dialects/openai_embeddings.h"
#include "engine/proxy/dialects/openai_responses.h"
#include "engine/proxy/json/raw_json.h"
#include "tests/fuzz/fuzz_input.h"

#include <boost/json.hpp>
#include <string>

using namespace bsc;
using bsc::test::require;

namespace {

std::size_t depth_of(const RawJson& value) {
    std::size_t deepest = 0;
    for (const RawJson& child : value.children)
        deepest = std::max(deepest, depth_of(child));
    return deepest + (value.is_object() || value.is_array());
}

void read_request(const Endpoint& endpoint, std::string_view body) {
    const auto request = endpoint.parse_request(body, {});
    if (!request)
        return;
    std::string parts;
    for (const std::string& part : request->prompt_parts)
        parts += part;
    require(parts.size() <= 3 * body.size()); // "\n" may be written \u000a
    const auto again = endpoint.parse_request(body, {});
    require(again && again->partition_json == request->partition_json);
}

} // namespace

/// What is taken is valid, bounded, and its canonical form is its own.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto read = parse_raw_json(text);
    if (read) {
        require(depth_of(*read) <= max_json_depth);
        const std::string canonical = canonical_json(*read);
        const auto again = parse_raw_json(canonical);
        require(again.has_value());
        require(canonical_json(*again) == canonical);
        boost::json::parse_options options;
        options.max_depth = max_json_depth;
        boost::json::error_code error;
        const auto value = boost::json::parse(text, error, {}, options);
        require(!error);
        const auto same = boost::json::parse(canonical, error, {}, options);
        // Boost reads 0e530 as not-a-number, which equals nothing.
        require(!error && (same == value || value != value));
    }
    read_request(OpenAiChat(), text);
    read_request(OpenAiCompletions(), text);
    read_request(OpenAiResponses(), text);
    read_request(OpenAiEmbeddings(), text);
    read_request(AnthropicMessages(), text);
    read_request(OllamaChat(), text);
    read_request(OllamaGenerate(), text);
    return 0;
}
