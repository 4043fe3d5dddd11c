#include "engine/embed/hybrid/static_vector.h"

#include "engine/embed/features/hash.h"
#include "engine/embed/features/hashed_text.h"
#include "engine/embed/text/unicode.h"

#include <cmath>

namespace bsc {
namespace {

constexpr std::size_t max_tokens = 512;

void add(std::span<const float> row, std::span<float> into) {
    for (std::size_t i = 0; i < into.size(); ++i) {
        into[i] += row[i];
    }
}

} // namespace

StaticVectors::StaticVectors(const TokenTable& table) : table_(table), signs_(table.dim()) {}

std::vector<float> StaticVectors::mean(std::span<const std::string_view> words) {
    std::vector<float> sum(table_.dim());
    std::size_t count = 0;
    for (const std::string_view word : words) {
        if (count >= max_tokens) {
            break;
        }
        if (has_non_latin_letter(word)) {
            add(hashed_row(word, is_cjk(first_code_point(word)) ? 2 : 3), sum);
            ++count;
            continue;
        }
        tokens_.clear();
        table_.tokenizer().append_tokens(word, tokens_);
        for (const std::uint32_t token : tokens_) {
            add(table_.row(token), sum);
        }
        count += tokens_.size();
    }
    normalise(sum);
    return sum;
}

std::vector<float> StaticVectors::hashed_row(std::string_view word, std::size_t gram) {
    std::vector<float> row(table_.dim());
    signs_.add(fnv1a64(word, fnv1a64("w ")));
    signs_.drain(1, row);
    const auto& features = grams_.of(word, gram, gram);
    const float scale = 1.0F / std::sqrt(static_cast<float>(features.size()));
    for (const std::uint64_t feature : features) {
        if (signs_.full()) {
            signs_.drain(scale, row);
        }
        signs_.add(feature);
    }
    signs_.drain(scale, row);
    normalise(row);
    for (float& x : row) {
        x *= table_.median_norm();
    }
    return row;
}

} // namespace bsc
