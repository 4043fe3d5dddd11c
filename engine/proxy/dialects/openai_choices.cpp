#include "engine/proxy/dialects/openai_choices.h"

#include "engine/proxy/dialects/delta.h"

#include <algorithm>
#include <array>

namespace bsc {

void ChoicesMerger::add_event(const SseEvent& event) {
    if (event.data == "[DONE]") {
        state_ = is_whole() ? State::finished : State::broken;
        return;
    }
    const auto chunk = parse_object(event.data);
    if (!chunk || has_value(*chunk, "error")) {
        state_ = State::broken;
        return;
    }
    for (const auto& [name, value] : *chunk) {
        if (name == "choices")
            merge_choices(value);
        else if (name != "obfuscation" && !(value.is_null() && answer_.contains(name)))
            answer_[name] = value;
    }
}

void ChoicesMerger::merge_choices(const json::value& value) {
    const json::array* deltas = value.if_array();
    if (!deltas) {
        state_ = State::broken;
        return;
    }
    for (const json::value& element : *deltas) {
        const json::object* delta = element.if_object();
        json::object* choice = delta ? element_of_index(choices_, *delta) : nullptr;
        if (!choice) {
            state_ = State::broken;
            return;
        }
        merge_choice(*choice, *delta);
    }
}

bool ChoicesMerger::is_whole() const {
    return !choices_.empty() && std::ranges::all_of(choices_, [](const json::value& choice) {
        return has_value(choice.get_object(), "finish_reason");
    });
}

json::object ChoicesMerger::answer() {
    json::object answer = answer_;
    answer["object"] = object_;
    if (!answer.contains("usage"))
        answer["usage"] = nullptr;
    json::array choices = choices_;
    std::ranges::sort(choices, {}, [](const json::value& choice) {
        return count_member(choice.get_object(), "index");
    });
    for (json::value& choice : choices)
        complete(choice.get_object());
    answer["choices"] = std::move(choices);
    return answer;
}

ChunkWriter::ChunkWriter(const json::object& answer, std::string_view object,
                         bool usage_announced) {
    for (const auto& [name, value] : answer)
        if (name != "choices" && name != "usage")
            chunk_[name] = value;
    chunk_["object"] = object;
    if (usage_announced)
        chunk_["usage"] = nullptr;
}

void ChunkWriter::choice(const json::value& index, json::object members) {
    json::object choice{{"index", index}};
    for (auto& [name, value] : members)
        choice[name] = std::move(value);
    write({json::value(std::move(choice))});
}

void ChunkWriter::usage(const json::value& numbers) {
    chunk_["usage"] = numbers;
    write({});
}

void ChunkWriter::write(json::array choices) {
    chunk_["choices"] = std::move(choices);
    write_sse(out_, "", json::serialize(chunk_));
}

json::value index_of(const json::object& choice, std::size_t place) {
    const json::value* own = member(choice, "index");
    return own ? *own : json::value(place);
}

std::string why_not_finished(const json::object& answer) {
    static constexpr std::array<std::string_view, 3> good = {"stop", "tool_calls", "function_call"};
    if (has_value(answer, "error"))
        return "the answer is an error";
    const json::array* choices = array_member(answer, "choices");
    if (!choices || choices->empty())
        return "the answer has no choices";
    for (const json::value& element : *choices) {
        const json::object* choice = element.if_object();
        const std::string_view finish = choice ? string_member(*choice, "finish_reason") : "";
        if (finish.empty())
            return "the answer has no end";
        if (std::ranges::find(good, finish) == good.end())
            return "the answer ended with " + std::string(finish);
    }
    return {};
}

} // namespace bsc
