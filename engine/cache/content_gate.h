#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// The parts of a prompt that two prompts must agree on before they may share an answer, however
/// close their codes are. Views into the text they were taken from, each list sorted.
struct ContentMarks {
    std::string_view text;
    std::vector<std::string_view> numbers;     ///< words with a digit: "2023", "4o", "3.14"
    std::vector<std::string_view> quotes;      ///< between quotation marks or backticks
    std::vector<std::string_view> identifiers; ///< snake_case, camelCase
    std::vector<std::string_view> urls;
    std::vector<std::string_view> negations; ///< "not", "don't", "without", ...
};

/// Any bytes; what is not ASCII separates words.
ContentMarks content_marks(std::string_view text);

/// What differs, as "2023 / 2024" ("–" where a side has nothing), or nothing when the two agree:
/// equal numbers, quotes and URLs, each one's identifiers found in the other (in any case), and
/// both or neither negated.
std::optional<std::string> content_difference(const ContentMarks& a, const ContentMarks& b);

} // namespace bsc
