#include "engine/proxy/dialects/ollama_common.h"

#include "engine/proxy/dialects/request_fields.h"

#include <cstdio>
#include <ctime>

namespace bsc {

ApiRequest read_ollama(RawJson& root) {
    ApiRequest request = read_common(root);
    const RawJson* stream = root.find("stream");
    request.stream = !stream || stream->kind != RawJson::Kind::boolean || stream->is_true();
    request.wants_usage = false; // its streams always tell the numbers
    if (const RawJson* options = root.find("options"))
        request.traits.temperature = number_of(options->find("temperature"));
    drop_members(root, {"stream", "keep_alive"});
    return request;
}

void read_images(const RawJson& object, RequestTraits& traits) {
    if (const RawJson* images = object.find("images"))
        traits.media |= images->has_content();
}

std::optional<Usage> ollama_usage_of(const json::object& answer) {
    if (!has_value(answer, "prompt_eval_count") && !has_value(answer, "eval_count"))
        return std::nullopt;
    return Usage{.input = count_member(answer, "prompt_eval_count"),
                 .output = count_member(answer, "eval_count")};
}

std::string why_not_ended(const json::object& answer) {
    if (has_value(answer, "error"))
        return "the answer is an error";
    const json::value* done = member(answer, "done");
    if (!done || !done->is_bool() || !done->get_bool())
        return "the answer has no end";
    const std::string_view reason = string_member(answer, "done_reason");
    return reason.empty() || reason == "stop" ? "" : "the answer ended with " + std::string(reason);
}

std::string ollama_time() {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    tm utc{};
    gmtime_r(&now.tv_sec, &utc);
    char text[40];
    const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    std::snprintf(text + size, sizeof text - size, ".%06ldZ", now.tv_nsec / 1000);
    return text;
}

} // namespace bsc
