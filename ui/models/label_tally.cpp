#include "ui/models/label_tally.h"

namespace bsc::ui {

std::optional<bool> LabelTally::set(std::uint64_t flowId, bool right) {
    const auto [word, fresh] = words_.try_emplace(flowId, right);
    if (fresh) {
        ++labels_;
        wrong_ += !right;
        order_.push_back(flowId);
        if (order_.size() > memory_) {
            words_.erase(order_.front());
            order_.pop_front();
        }
        return std::nullopt;
    }
    const bool before = word->second;
    wrong_ += before && !right;
    wrong_ -= !before && right;
    word->second = right;
    return before;
}

std::optional<bool> LabelTally::takeBack(std::uint64_t flowId) {
    const auto word = words_.find(flowId);
    if (word == words_.end())
        return std::nullopt;
    const bool right = word->second;
    --labels_;
    wrong_ -= !right;
    words_.erase(word);
    std::erase(order_, flowId);
    return right;
}

} // namespace bsc::ui
