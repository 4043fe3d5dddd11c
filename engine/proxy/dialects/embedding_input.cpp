#include "engine/proxy/dialects/embedding_input.h"

#include "engine/proxy/dialects/request_fields.h"

namespace bsc {

namespace {

/// As much of the texts as a table shows.
std::string shown(const ApiRequest& request) {
    constexpr std::size_t most_shown = 500;
    std::string text;
    for (const std::string& part : request.prompt_parts) {
        if (text.size() > most_shown)
            break;
        text.append(text.empty() ? "" : "\n").append(part);
    }
    if (text.size() > most_shown) {
        std::size_t end = most_shown;
        while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            --end;
        text.resize(end);
    }
    return text;
}

} // namespace

void take_input(RawJson& root, ApiRequest& request) {
    if (RawJson* input = root.find("input")) {
        if (input->is_string())
            take_prompt(*input, request);
        else
            take_prompts(*input, request);
        if (request.prompt_parts.empty()) {
            request.prompt_parts.push_back(canonical_json(*input));
            input->mark = RawJson::Mark::blank;
        }
    }
    request.prompt = shown(request);
    request.partition_json = canonical_json(root);
}

} // namespace bsc
