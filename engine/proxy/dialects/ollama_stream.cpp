#include "engine/proxy/dialects/ollama_stream.h"

#include "engine/proxy/dialects/delta.h"

#include <algorithm>

namespace bsc {

void OllamaMerger::add_object(const json::object& line) {
    if (has_value(line, "error")) {
        state_ = State::broken;
        return;
    }
    for (const auto& [name, value] : line) {
        json::value& own = answer_[name];
        const bool is_text = std::ranges::find(texts_, std::string_view(name)) != texts_.end();
        if (is_text && value.is_string() && own.is_string()) {
            own.get_string().append(value.get_string());
        } else if (name == "message" && value.is_object()) {
            if (!own.is_object())
                own.emplace_object();
            merge_delta(own.get_object(), value.get_object());
        } else if (value.is_array() && own.is_array()) {
            for (const json::value& element : value.get_array())
                own.get_array().push_back(element);
        } else {
            own = value;
        }
    }
    if (const json::value* done = member(line, "done"); done && done->is_bool() && done->get_bool())
        state_ = State::finished;
}

void LineWriter::part(json::object members) {
    json::object line;
    for (std::string_view name : {"model", "created_at"})
        if (const json::value* value = member(answer_, name))
            line[name] = *value;
    for (auto& [name, value] : members)
        line[name] = std::move(value);
    line["done"] = false;
    out_.append(json::serialize(line)).append("\n");
}

void LineWriter::last(std::initializer_list<std::string_view> texts, json::object emptied) {
    json::object line;
    for (const auto& [name, value] : answer_)
        if (std::ranges::find(texts, std::string_view(name)) == texts.end())
            line[name] = value;
        else if (json::value* empty = emptied.if_contains(name))
            line[name] = std::move(*empty);
    out_.append(json::serialize(line)).append("\n");
}

} // namespace bsc
