#include "engine/proxy/dialects/openai_completions.h"

#include "engine/proxy/dialects/delta.h"
#include "engine/proxy/dialects/openai_choices.h"
#include "engine/proxy/dialects/openai_usage.h"
#include "engine/proxy/dialects/request_fields.h"

namespace bsc {

namespace {

class TextMerger final : public ChoicesMerger {
  public:
    TextMerger() : ChoicesMerger("text_completion") {}

  private:
    void merge_choice(json::object& choice, const json::object& delta) override {
        merge_delta(choice, delta);
    }
};

} // namespace

Result<ApiRequest> OpenAiCompletions::parse_request(std::string_view body,
                                                    const KeyFields& fields) const {
    auto root = parse_body(body);
    if (!root)
        return tl::unexpected(root.error());
    ApiRequest request = read_common(*root);
    request.wants_usage = wants_usage(*root, request.stream);
    request.traits.raw_text = true;
    for (std::string_view name : {"n", "best_of"})
        if (const RawJson* count = root->find(name))
            request.traits.many_answers |= count->has_content() && number_of(count) != 1.0;
    if (const RawJson* wanted = root->find("logprobs"))
        request.traits.probabilities = wanted->is_number();
    if (RawJson* prompt = root->find("prompt")) {
        if (prompt->is_string())
            take_prompt(*prompt, request);
        else
            take_prompts(*prompt, request);
    }
    drop_members(*root, {"stream", "stream_options", "prompt_cache_key", "prompt_cache_options",
                         "prompt_cache_retention"});
    drop_end_user(*root, fields);
    finish_request(*root, request);
    return request;
}

std::string OpenAiCompletions::why_not_stored(const json::object& answer) const {
    if (std::string obstacle = why_not_finished(answer); !obstacle.empty())
        return obstacle;
    for (const json::value& choice : answer.at("choices").as_array())
        if (string_member(choice.as_object(), "text").empty())
            return "the answer is empty";
    return {};
}

std::optional<Usage> OpenAiCompletions::usage_of(const json::object& answer) const {
    return openai_usage_of(answer);
}

void OpenAiCompletions::renew(json::object& answer, const ApiRequest&, IdSource& ids) const {
    answer["id"] = ids.make("cmpl-");
    answer["created"] = unix_seconds();
}

std::unique_ptr<StreamMerger> OpenAiCompletions::merger() const {
    return std::make_unique<TextMerger>();
}

std::string OpenAiCompletions::to_stream(const json::object& answer,
                                         const ApiRequest& request) const {
    ChunkWriter out(answer, "text_completion", request.wants_usage);
    if (const json::array* choices = array_member(answer, "choices"))
        for (std::size_t i = 0; i < choices->size(); ++i) {
            json::object closing = (*choices)[i].as_object();
            const json::value index = index_of(closing, i);
            for (std::string_view piece : pieces_of(string_member(closing, "text")))
                out.choice(index,
                           {{"text", piece}, {"logprobs", nullptr}, {"finish_reason", nullptr}});
            closing["text"] = "";
            out.choice(index, std::move(closing));
        }
    if (has_value(answer, "usage") && request.wants_usage)
        out.usage(answer.at("usage"));
    out.done();
    return out.take();
}

std::optional<std::string> OpenAiCompletions::asking_for_usage(std::string_view body,
                                                               const ApiRequest& request) const {
    return with_usage_option(body, request);
}

bool OpenAiCompletions::is_usage_only(std::string_view data) const { return is_usage_chunk(data); }

} // namespace bsc
