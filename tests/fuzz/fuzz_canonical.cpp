#include "engine/proxy/dialects/anthropic_messages.h"
#include "engine/proxy/dialects/ollama_chat.h"
#include "engine/proxy/dialects/ollama_generate.h"
#include "engine/proxy/dialects/openai_chat.h"
#include "engine/proxy/dialects/openai_completions.h"
#include "engine/proxy/dialects/openai_embeddings.h"
#include "engine/proxy/dialects/openai_responses.h"
#include "engine/proxy/json/raw_json.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <string>

using namespace bsc;
namespace json = boost::json;
using bsc::test::require;

namespace {

std::size_t depth_of(const RawJson& value) {
    std::size_t deepest = 0;
    for (const RawJson& child : value.children)
        deepest = std::max(deepest, depth_of(child));
    return deepest + (value.is_object() || value.is_array());
}

/// Boost rounds a number's last bit one way or the other, depending on the bytes that follow it,
/// and reads 0e530 as not-a-number.
bool alike(double a, double b) {
    return a == b || std::abs(a - b) <= 1e-300 + 1e-12 * std::abs(a) ||
           (std::isnan(a) && std::isnan(b));
}

bool alike(const json::value& a, const json::value& b) {
    if (a.is_double() && b.is_double())
        return alike(a.get_double(), b.get_double());
    if (a.is_array() && b.is_array())
        return std::ranges::equal(
            a.get_array(), b.get_array(),
            [](const json::value& left, const json::value& right) { return alike(left, right); });
    if (a.is_object() && b.is_object())
        return a.get_object().size() == b.get_object().size() &&
               std::ranges::all_of(a.get_object(), [&](const json::key_value_pair& member) {
                   const json::value* other = b.get_object().if_contains(member.key());
                   return other && alike(member.value(), *other);
               });
    return a == b;
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
        json::parse_options options;
        options.max_depth = max_json_depth;
        json::error_code error;
        const json::value value = json::parse(text, error, {}, options);
        require(!error);
        const json::value same = json::parse(canonical, error, {}, options);
        require(!error && alike(value, same));
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
