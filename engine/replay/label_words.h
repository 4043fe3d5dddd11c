#pragma once

#include "engine/replay/threshold_promise.h"
#include "engine/store/records.h"

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace bsc {

/// What has been said of pairs of prompts: the last word on each holds for all its labels.
class LabelWords {
  public:
    /// In the order in which they were given.
    explicit LabelWords(std::span<const LabelRecord> labels);

    /// Nothing: nobody was asked. Skip counts as a word.
    std::optional<LabelWord> of(const std::string& prompt, const std::string& match) const;

    /// Right and wrong at known distances of `bits` wide codes, however the pairs were found.
    std::vector<DistanceLabel> judged(unsigned bits) const;
    /// Of these the pairs that were drawn: what promise_threshold() may rest on. The chances of all
    /// are scaled alike, the likeliest to 1. A pair that the queue drew twice counts twice.
    std::vector<DistanceLabel> drawn(unsigned bits) const;
    /// How many labels carry no promise: they were picked.
    std::size_t picked(unsigned bits) const;

  private:
    bool counts(const LabelRecord& label, unsigned bits) const;
    static std::string key_of(const LabelRecord& label);
    std::vector<DistanceLabel> labels(unsigned bits, bool drawn_only) const;

    std::vector<LabelRecord> labels_;
    std::unordered_map<std::string, LabelWord> words_;
};

} // namespace bsc
