#include "engine/proxy/rules.h"

#include <algorithm>
#include <array>

namespace bsc {

namespace {

constexpr unsigned fewest_semantic_words = 3;

/// White space parts words; in scripts without it every character counts as one.
unsigned words_in(std::string_view text) {
    unsigned words = 0;
    bool inside = false;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool space = byte <= ' ';
        if (!space && (!inside || byte >= 0xE0))
            ++words;
        inside = !space;
    }
    return words;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// The first expression in the text that asks about now; empty when there is none.
std::string_view word_about_now(std::string_view text) {
    static constexpr std::array<std::string_view, 20> expressions = {
        "today",       "today's",      "tonight",      "tomorrow",      "yesterday",
        "currently",   "latest",       "newest",       "right now",     "at the moment",
        "this week",   "this month",   "this year",    "this morning",  "this evening",
        "so far this", "current time", "current date", "current price", "current weather"};
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    for (std::string_view expression : expressions)
        for (std::size_t at = lower.find(expression); at != std::string::npos;
             at = lower.find(expression, at + 1)) {
            const std::size_t end = at + expression.size();
            if ((at == 0 || !is_letter(lower[at - 1])) &&
                (end == lower.size() || !is_letter(lower[end])))
                return expression;
        }
    return {};
}

/// Why the request goes past the cache; empty when it does not.
std::string bypass_reason(const ApiRequest& request) {
    if (request.traits.many_answers)
        return "asks for more than one answer";
    if (request.traits.server_tools)
        return "server tools";
    return request.state;
}

/// Why only an equal request may share the answer; empty when a paraphrase may, too.
std::string exact_reason(const ApiRequest& request, CacheMode mode, const RuleSettings& settings) {
    const RequestTraits& traits = request.traits;
    if (mode == CacheMode::exact)
        return "not a question";
    if (traits.raw_text)
        return "raw text";
    if (traits.tool_result)
        return "last turn is a tool result";
    if (traits.tools)
        return "tools";
    if (traits.media)
        return "images, audio or files";
    if (traits.probabilities)
        return "token probabilities";
    if (traits.temperature && *traits.temperature > settings.max_semantic_temperature)
        return "temperature above " +
               std::to_string(settings.max_semantic_temperature).substr(0, 4);
    if (traits.messages > settings.max_semantic_messages)
        return "more than " + std::to_string(settings.max_semantic_messages) + " messages";
    if (!traits.user_last)
        return "last turn is not the user's";
    if (words_in(request.prompt) < fewest_semantic_words)
        return "fewer than " + std::to_string(fewest_semantic_words) + " words";
    if (settings.reads_all_of && !settings.reads_all_of(request.prompt))
        return "longer than the encoder reads";
    return {};
}

} // namespace

CachePlan plan_for(const ApiRequest& request, CacheMode mode, const CacheWishes& wishes,
                   const RuleSettings& settings) {
    CachePlan plan;
    plan.lookup = wishes.lookup;
    plan.store = wishes.store;
    plan.exact = wishes.exact;
    plan.semantic = wishes.semantic;
    plan.ttl = wishes.ttl;
    plan.reason = wishes.reason;

    const std::string_view now =
        mode == CacheMode::semantic ? word_about_now(request.prompt) : std::string_view();
    const auto about_now = [&] { return "asks about now: " + std::string(now); };
    std::string bypass = bypass_reason(request);
    if (bypass.empty() && !now.empty() && settings.about_now_bypasses)
        bypass = about_now();
    if (!bypass.empty()) {
        plan.lookup = plan.store = false;
        plan.reason = std::move(bypass);
        return plan;
    }
    std::string reason = exact_reason(request, mode, settings);
    if (!now.empty()) {
        if (reason.empty())
            reason = about_now();
        plan.ttl = std::min(plan.ttl.value_or(settings.about_now_ttl), settings.about_now_ttl);
    }
    if (!reason.empty()) {
        plan.semantic = false;
        if (plan.reason.empty())
            plan.reason = "exact only: " + reason;
    }
    return plan;
}

} // namespace bsc
