#include "engine/replay/prompt_gate.h"

#include "engine/cache/content_gate.h"

#include <utility>

namespace bsc {

PromptGate::PromptGate(std::vector<std::string> prompts) : prompts_(std::move(prompts)) {
    const ContentMarks none;
    unmarked_.reserve(prompts_.size());
    for (const std::string& prompt : prompts_)
        unmarked_.push_back(!content_difference(content_marks(prompt), none));
}

bool PromptGate::lets_pass(std::uint64_t asked, std::uint64_t stored) const {
    if ((unmarked_[asked] && unmarked_[stored]) || prompts_[asked].empty())
        return true;
    return !content_difference(content_marks(prompts_[asked]), content_marks(prompts_[stored]));
}

} // namespace bsc
