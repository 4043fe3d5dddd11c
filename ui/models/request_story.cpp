#include "ui/models/request_story.h"

#include "engine/code/hamming.h"
#include "ui/models/format.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace bsc::ui {

namespace {

constexpr std::string_view prompt = "How do I get a refund?";
constexpr std::string_view near_prompt = "How can I get a refund?";
constexpr std::string_view far_prompt = "How long does a refund take?";
constexpr std::chrono::seconds patience{5};

using Clock = std::chrono::steady_clock;

Result<Code> codeOf(std::string_view text, const Embedder& embedder, const Projection& projection) {
    return embedder.embed(text, Clock::now() + patience).and_then([&](const auto& vector) {
        return projection.encode(vector);
    });
}

double medianEmbedMs(const Embedder& embedder) {
    std::array<double, 7> times{};
    for (double& time : times) {
        const auto begin = Clock::now();
        (void)embedder.embed(prompt, begin + patience);
        time = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
    }
    std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
    return times[times.size() / 2];
}

} // namespace

Result<RequestStory> tellRequestStory(const Embedder& embedder, const Projection& projection) {
    const auto code = codeOf(prompt, embedder, projection);
    if (!code)
        return tl::unexpected(code.error());
    const auto near_code = codeOf(near_prompt, embedder, projection);
    if (!near_code)
        return tl::unexpected(near_code.error());
    const auto far_code = codeOf(far_prompt, embedder, projection);
    if (!far_code)
        return tl::unexpected(far_code.error());

    RequestStory story;
    story.prompt = toText(prompt);
    story.nearPrompt = toText(near_prompt);
    story.farPrompt = toText(far_prompt);
    story.code = *code;
    story.nearCode = *near_code;
    story.nearDistance = hamming_distance(*code, *near_code);
    story.farDistance = hamming_distance(*code, *far_code);
    story.dim = projection.dim();
    story.embedMs = medianEmbedMs(embedder);
    return story;
}

} // namespace bsc::ui
