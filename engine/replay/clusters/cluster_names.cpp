#include "engine/replay/clusters/cluster_names.h"

#include "engine/embed/lexical/word_weights.h"
#include "engine/embed/text/words.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <unordered_set>

namespace bsc {
namespace {

constexpr std::size_t words_read = 64; ///< of a prompt: what it asks mostly stands at its front
constexpr std::size_t words_in_name = 3;
/// Weight of all prompts' frequencies in each cluster: this share of them, up to so many.
constexpr double prior_share = 0.1, most_prior_prompts = 500;
constexpr float least_weight = 0.52f;
constexpr double least_deviations = 2;
constexpr double least_share = 0.04; ///< of a cluster's prompts that have the word

struct Word {
    std::vector<std::uint32_t> in; ///< prompts of each cluster; the last is of no cluster
    std::uint32_t all = 0;
};

/// Three letters or more, or a character of a script without an alphabet; no word of every question
/// ("how", "which").
bool tells(std::string_view word, const WordWeights& weights) {
    const auto may_be_letter = [](unsigned char c) { return c >= 0x80 || std::isalpha(c) != 0; };
    return word.size() >= 3 && std::ranges::all_of(word, may_be_letter) &&
           weights.of(word) >= least_weight;
}

/// "refund" and "refunds" are one word to a reader.
bool same_stem(std::string_view a, std::string_view b) {
    const std::size_t shared = std::min(a.size(), b.size());
    const std::size_t common = static_cast<std::size_t>(
        std::ranges::mismatch(a.substr(0, shared), b.substr(0, shared)).in1 - a.begin());
    return common >= 4 && common + 3 >= std::max(a.size(), b.size());
}

std::string title_of(std::span<const std::string_view> words) {
    std::string title;
    for (const std::string_view word : words)
        (title += title.empty() ? "" : ", ") += word;
    if (!title.empty())
        title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
    return title;
}

} // namespace

std::vector<std::string> cluster_names(std::span<const std::string_view> prompts,
                                       std::span<const std::uint16_t> cluster_of,
                                       std::size_t clusters) {
    const WordWeights weights;
    boost::unordered_flat_map<std::string, Word> words;
    std::vector<double> prompts_in(clusters + 1);
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        const std::size_t cluster = std::min<std::size_t>(cluster_of[i], clusters);
        ++prompts_in[cluster];
        const Words split = split_words(prompts[i], words_read);
        std::unordered_set<std::string_view> seen;
        for (std::size_t w = 0; w < split.size(); ++w)
            if (tells(split[w], weights) && seen.insert(split[w]).second) {
                Word& word = words[std::string(split[w])];
                word.in.resize(clusters + 1);
                ++word.in[cluster];
                ++word.all;
            }
    }

    const auto all_prompts = static_cast<double>(prompts.size());
    const double prior_prompts = std::min(most_prior_prompts, prior_share * all_prompts);
    std::vector<std::string> names;
    for (std::size_t c = 0; c < clusters; ++c) {
        struct Candidate {
            double deviations;
            std::string_view word;
        };
        std::vector<Candidate> candidates;
        const double inside = prompts_in[c], outside = all_prompts - inside;
        for (const auto& [text, word] : words) {
            const double here = word.in[c];
            if (here < 2 || here < least_share * inside)
                continue;
            const double there = word.all - here, share = word.all / all_prompts;
            const double prior = prior_prompts * share;
            const auto log_odds = [&](double count, double of) {
                return std::log((count + prior) / (of + prior_prompts - count - prior + 1));
            };
            const double deviations = (log_odds(here, inside) - log_odds(there, outside)) /
                                      std::sqrt(1 / (here + prior) + 1 / (there + prior));
            if (deviations >= least_deviations)
                candidates.push_back({deviations, text});
        }
        std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
            return a.deviations != b.deviations ? a.deviations > b.deviations : a.word < b.word;
        });
        std::vector<std::string_view> chosen;
        for (const Candidate& candidate : candidates) {
            if (chosen.size() == words_in_name)
                break;
            if (std::ranges::none_of(
                    chosen, [&](std::string_view w) { return same_stem(w, candidate.word); }))
                chosen.push_back(candidate.word);
        }
        names.push_back(title_of(chosen));
    }
    return names;
}

} // namespace bsc
