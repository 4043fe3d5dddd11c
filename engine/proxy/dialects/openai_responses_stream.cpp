#include "engine/proxy/dialects/delta.h"
#include "engine/proxy/dialects/openai_responses.h"

namespace bsc {

namespace {

/// The closing event holds the whole response; what came before told it piece by piece.
class ResponsesMerger final : public SseMerger {
  public:
    json::object answer() override { return answer_; }
    bool is_whole() const override { return state_ == State::finished; }

  private:
    void add_event(const SseEvent& event) override {
        const auto data = parse_object(event.data);
        const std::string_view type = data ? string_member(*data, "type") : std::string_view();
        if (type.empty() || type == "error") {
            state_ = State::broken;
            return;
        }
        if (type != "response.completed" && type != "response.incomplete" &&
            type != "response.failed")
            return;
        const json::object* response = object_member(*data, "response");
        if (response)
            answer_ = *response;
        state_ = response ? State::finished : State::broken;
    }

    json::object answer_;
};

/// Writes events with their running number.
class EventWriter {
  public:
    void write(std::string_view type, json::object members) {
        json::object event{{"type", type}, {"sequence_number", number_++}};
        for (auto& [name, value] : members)
            event[name] = std::move(value);
        write_sse(out_, type, json::serialize(event));
    }
    std::string take() { return std::move(out_); }

  private:
    std::string out_;
    std::uint64_t number_ = 0;
};

/// Tells one item of the output: added, its parts, done.
class ItemWriter {
  public:
    ItemWriter(EventWriter& out, const json::object& item, std::size_t index)
        : out_(out), item_(item), index_(index) {}

    void write() {
        const std::string_view type = string_member(item_, "type");
        json::object opening = item_;
        if (opening.contains("status"))
            opening["status"] = "in_progress";
        for (std::string_view name : {"content", "summary"})
            if (json::value* list = opening.if_contains(name); list && list->is_array())
                list->get_array().clear();
        for (std::string_view name : {"arguments", "input"})
            if (json::value* text = opening.if_contains(name); text && text->is_string())
                *text = "";
        out_.write("response.output_item.added",
                   {{"output_index", index_}, {"item", std::move(opening)}});
        write_parts("summary", "summary_index", "response.reasoning_summary_part");
        write_parts("content", "content_index", "response.content_part");
        if (type == "function_call")
            write_text("response.function_call_arguments", "arguments", item_, {});
        if (type == "custom_tool_call")
            write_text("response.custom_tool_call_input", "input", item_, {});
        out_.write("response.output_item.done", {{"output_index", index_}, {"item", item_}});
    }

  private:
    void write_parts(std::string_view list, std::string_view index_name, std::string_view event) {
        const json::array* parts = array_member(item_, list);
        for (std::size_t i = 0; parts && i < parts->size(); ++i) {
            const json::object* part = (*parts)[i].if_object();
            if (!part)
                continue;
            const json::object place{{index_name, i}};
            json::object opening = *part;
            for (std::string_view name : {"text", "refusal"})
                if (opening.contains(name))
                    opening[name] = "";
            if (opening.contains("annotations"))
                opening["annotations"].emplace_array();
            write_placed(std::string(event) + ".added", place, {{"part", std::move(opening)}});
            write_part(*part, place);
            write_placed(std::string(event) + ".done", place, {{"part", *part}});
        }
    }

    void write_part(const json::object& part, const json::object& place) {
        const std::string_view type = string_member(part, "type");
        if (type == "output_text") {
            write_text("response.output_text", "text", part, place);
            if (const json::array* annotations = array_member(part, "annotations"))
                for (std::size_t i = 0; i < annotations->size(); ++i)
                    write_placed("response.output_text.annotation.added", place,
                                 {{"annotation_index", i}, {"annotation", (*annotations)[i]}});
        } else if (type == "summary_text") {
            write_text("response.reasoning_summary_text", "text", part, place);
        } else if (type == "reasoning_text") {
            write_text("response.reasoning_text", "text", part, place);
        } else if (type == "refusal") {
            write_text("response.refusal", "refusal", part, place);
        }
    }

    /// Deltas of a text member, then the whole of it.
    void write_text(std::string_view event, std::string_view name, const json::object& from,
                    const json::object& place) {
        const std::string_view text = string_member(from, name);
        const bool with_probabilities = event == "response.output_text";
        const auto say = [&](std::string_view kind, std::string_view member, std::string_view said,
                             const json::value& probabilities) {
            json::object members{{member, said}};
            if (with_probabilities)
                members["logprobs"] = probabilities;
            if (kind == ".done" && name == "arguments")
                members["name"] = string_member(item_, "name");
            write_placed(std::string(event) + std::string(kind), place, std::move(members));
        };
        for (std::string_view piece : pieces_of(text))
            say(".delta", "delta", piece, json::array());
        const json::value* probabilities = member(from, "logprobs");
        say(".done", name, text, probabilities ? *probabilities : json::array());
    }

    void write_placed(std::string_view event, const json::object& place, json::object members) {
        json::object placed{{"item_id", string_member(item_, "id")}, {"output_index", index_}};
        for (const auto& [name, value] : place)
            placed[name] = value;
        for (auto& [name, value] : members)
            placed[name] = std::move(value);
        out_.write(event, std::move(placed));
    }

    EventWriter& out_;
    const json::object& item_;
    const std::size_t index_;
};

} // namespace

std::unique_ptr<StreamMerger> OpenAiResponses::merger() const {
    return std::make_unique<ResponsesMerger>();
}

std::string OpenAiResponses::to_stream(const json::object& answer, const ApiRequest&) const {
    EventWriter out;
    json::object opening = answer;
    opening["status"] = "in_progress";
    opening["output"].emplace_array();
    for (std::string_view name : {"usage", "completed_at"})
        if (opening.contains(name))
            opening[name] = nullptr;
    out.write("response.created", {{"response", opening}});
    out.write("response.in_progress", {{"response", std::move(opening)}});
    if (const json::array* output = array_member(answer, "output"))
        for (std::size_t i = 0; i < output->size(); ++i)
            if (const json::object* item = (*output)[i].if_object())
                ItemWriter(out, *item, i).write();
    out.write("response.completed", {{"response", answer}});
    return out.take();
}

} // namespace bsc
