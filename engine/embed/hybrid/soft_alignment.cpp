#include "engine/embed/hybrid/soft_alignment.h"

#include "engine/embed/features/hash.h"
#include "engine/embed/features/hashed_text.h"
#include "engine/embed/hybrid/static_vector.h"
#include "engine/embed/text/unicode.h"
#include "engine/embed/text/words.h"

#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <vector>

namespace bsc {
namespace {

constexpr std::size_t max_read_words = 400;
constexpr std::size_t max_aligned_words = 64;
constexpr float alignment_share = 0.7F;

struct AlignedWord {
    std::uint64_t name; ///< hash: equal words have cosine 1, even those without a vector
    float weight;
};

/// Row i of `vectors` is the unit vector of words[i], or zero.
struct AlignedText final : PreparedText {
    std::vector<AlignedWord> words;
    std::vector<float> vectors;
    std::vector<float> mean;
};

/// Unit vector of the word, appended to `out`, and its weight.
float append_word_vector(const TokenTable& table, StaticVectors& vectors, std::string_view word,
                         std::vector<std::uint32_t>& tokens, std::vector<float>& out) {
    const std::size_t dim = table.dim();
    out.resize(out.size() + dim);
    const std::span<float> row = std::span(out).last(dim);
    if (has_non_latin_letter(word)) {
        std::ranges::copy(vectors.hashed_row(word, 3), row.begin());
        normalise(row);
        return 1;
    }
    tokens.clear();
    table.tokenizer().append_tokens(word, tokens);
    for (const std::uint32_t token : tokens) {
        const auto piece = table.row(token);
        for (std::size_t i = 0; i < dim; ++i) {
            row[i] += piece[i];
        }
    }
    normalise(row);
    const bool ordinary = tokens.size() == 1 && !has_digit(word);
    return ordinary ? std::min(1.0F, table.norm(tokens[0]) / table.median_norm()) : 1.0F;
}

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const Rows> word_rows(const AlignedText& text) {
    return {text.vectors.data(), static_cast<Eigen::Index>(text.words.size()),
            static_cast<Eigen::Index>(text.mean.size())};
}

float dot(const std::vector<float>& a, const std::vector<float>& b) {
    const auto size = static_cast<Eigen::Index>(a.size());
    return Eigen::Map<const Eigen::VectorXf>(a.data(), size)
        .dot(Eigen::Map<const Eigen::VectorXf>(b.data(), size));
}

float weighted_mean(std::span<const AlignedWord> words, std::span<const float> best) {
    float sum = 0, weights = 1e-6F;
    for (std::size_t i = 0; i < words.size(); ++i) {
        sum += words[i].weight * std::min(best[i], 1.0F);
        weights += words[i].weight;
    }
    return sum / weights;
}

/// Mean over both directions of each word's best match, clipped to 0..1.
float alignment(const AlignedText& a, const AlignedText& b) {
    const Rows cosines = word_rows(a) * word_rows(b).transpose();
    std::vector<float> best_a(a.words.size()), best_b(b.words.size());
    for (std::size_t i = 0; i < a.words.size(); ++i) {
        for (std::size_t j = 0; j < b.words.size(); ++j) {
            const bool same = a.words[i].name == b.words[j].name;
            const float cosine =
                same ? 1.0F : cosines(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
            best_a[i] = std::max(best_a[i], cosine);
            best_b[j] = std::max(best_b[j], cosine);
        }
    }
    return (weighted_mean(a.words, best_a) + weighted_mean(b.words, best_b)) / 2;
}

/// The words that are not boilerplate; all of them when nothing else is left.
std::vector<std::string_view> telling_words(std::vector<std::string_view> words,
                                            const WordSet& boilerplate) {
    if (boilerplate.empty()) {
        return words;
    }
    std::vector<std::string_view> kept;
    std::ranges::copy_if(words, std::back_inserter(kept),
                         [&](std::string_view word) { return !boilerplate.contains(word); });
    const bool telling = std::ranges::any_of(kept, has_letter_or_number);
    return telling ? kept : words;
}

/// The first distinct words with a letter or number in them, or of all words when none has one.
std::vector<std::string_view> aligned_words(std::span<const std::string_view> words) {
    const bool spoken = std::ranges::any_of(words, has_letter_or_number);
    std::vector<std::string_view> out;
    for (const std::string_view word : words) {
        if (out.size() == max_aligned_words) {
            break;
        }
        if ((!spoken || has_letter_or_number(word)) && std::ranges::find(out, word) == out.end()) {
            out.push_back(word);
        }
    }
    return out;
}

} // namespace

SoftAlignment::SoftAlignment(std::shared_ptr<const TokenTable> table, WordSet boilerplate)
    : table_(std::move(table)), boilerplate_(std::move(boilerplate)) {}

std::unique_ptr<PreparedText> SoftAlignment::prepare(std::string_view text) const {
    const Words split = split_words(text, max_static_words);
    const auto words = telling_words(split.joined_cjk_views(), boilerplate_);
    auto out = std::make_unique<AlignedText>();
    StaticVectors vectors(*table_);
    out->mean = vectors.mean(words);
    std::vector<std::uint32_t> tokens;
    const auto read = std::span(words).first(std::min(words.size(), max_read_words));
    for (const std::string_view word : aligned_words(read)) {
        const float weight = append_word_vector(*table_, vectors, word, tokens, out->vectors);
        out->words.push_back({fnv1a64(word), weight});
    }
    return out;
}

float SoftAlignment::score(const PreparedText& a, const PreparedText& b) const {
    const auto& left = static_cast<const AlignedText&>(a);
    const auto& right = static_cast<const AlignedText&>(b);
    const float cosine = dot(left.mean, right.mean);
    const float score = alignment_share * alignment(left, right) + (1 - alignment_share) * cosine;
    return std::clamp(score, 0.0F, 1.0F);
}

} // namespace bsc
