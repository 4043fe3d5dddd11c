#include "engine/replay/label_words.h"

#include <algorithm>
#include <unordered_set>

namespace bsc {
namespace {

std::string key_of_pair(const std::string& prompt, const std::string& match) {
    return std::to_string(prompt.size()) + ':' + prompt + match;
}

} // namespace

/// A hit whose texts are gone is still one pair.
std::string LabelWords::key_of(const LabelRecord& label) {
    if (label.prompt.empty() || label.match.empty())
        return "flow " + std::to_string(label.flow_id) + ' ' + std::to_string(label.entry_id);
    return key_of_pair(label.prompt, label.match);
}

LabelWords::LabelWords(std::span<const LabelRecord> labels)
    : labels_(labels.begin(), labels.end()) {
    for (const LabelRecord& label : labels_)
        words_.insert_or_assign(key_of(label), label.word);
}

std::optional<LabelWord> LabelWords::of(const std::string& prompt, const std::string& match) const {
    const auto word = words_.find(key_of_pair(prompt, match));
    return word == words_.end() ? std::nullopt : std::optional(word->second);
}

bool LabelWords::counts(const LabelRecord& label, unsigned bits) const {
    return words_.at(key_of(label)) != LabelWord::skip && label.bits == bits && label.distance &&
           *label.distance <= bits && label.prompt != label.match;
}

std::size_t LabelWords::picked(unsigned bits) const {
    return static_cast<std::size_t>(std::ranges::count_if(labels_, [&](const LabelRecord& label) {
        return label.chance <= 0 && counts(label, bits);
    }));
}

std::vector<DistanceLabel> LabelWords::labels(unsigned bits, bool drawn_only) const {
    std::vector<DistanceLabel> labels;
    std::unordered_set<std::string> seen;
    double likeliest = 0;
    for (const LabelRecord& label : labels_) {
        if (!counts(label, bits))
            continue;
        const std::string key = key_of(label);
        const bool wrong = words_.at(key) == LabelWord::wrong;
        // Drawn once more is one more draw. A workload's classes judge every hit, repeats of a pair
        // too; these tell nothing new.
        const bool drawn_again = drawn_only && label.source == label_source::queue;
        if ((drawn_only && label.chance <= 0) || (!drawn_again && !seen.insert(key).second))
            continue;
        likeliest = std::max(likeliest, label.chance);
        labels.push_back({*label.distance, wrong, label.chance, label.reach});
    }
    for (DistanceLabel& label : labels)
        label.chance = drawn_only ? label.chance / likeliest : 1;
    return labels;
}

std::vector<DistanceLabel> LabelWords::judged(unsigned bits) const { return labels(bits, false); }
std::vector<DistanceLabel> LabelWords::drawn(unsigned bits) const { return labels(bits, true); }

} // namespace bsc
