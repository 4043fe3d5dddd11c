#include "engine/cache/content_gate.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace bsc {
namespace {

using Views = std::vector<std::string_view>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) { return is_digit(c) || is_lower(c) || is_upper(c) || c == '_'; }
char lowered(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lowered(x) == lowered(y); });
}

struct QuotePair {
    std::string_view open, close;
};
constexpr std::array quote_pairs{
    QuotePair{"\"", "\""}, QuotePair{"`", "`"},   QuotePair{"“", "”"}, QuotePair{"„", "“"},
    QuotePair{"«", "»"},   QuotePair{"「", "」"}, QuotePair{"‘", "’"},
};

/// A longer quotation is a passage to work on, not a name to agree on; the bound also keeps a text
/// full of unpaired marks cheap.
constexpr std::size_t longest_quote = 200;

/// The text between the quotation marks that open at `at`, if they do and close again.
std::optional<std::string_view> quoted_at(std::string_view text, std::size_t at) {
    const auto upto_close = [&](std::size_t begin,
                                auto&& closes) -> std::optional<std::string_view> {
        const std::size_t last = std::min(text.size(), begin + longest_quote);
        for (std::size_t end = begin + 1; end < last; ++end)
            if (closes(end))
                return text.substr(begin, end - begin);
        return std::nullopt;
    };
    for (const auto& [open, close] : quote_pairs)
        if (text.substr(at).starts_with(open))
            return upto_close(at + open.size(),
                              [&](std::size_t end) { return text.substr(end).starts_with(close); });
    // An ASCII apostrophe quotes only where a word cannot have one: 'like this', not don't.
    if (text[at] == '\'' && (at == 0 || !is_word(text[at - 1])))
        return upto_close(at + 1, [&](std::size_t end) {
            return text[end] == '\'' && (end + 1 == text.size() || !is_word(text[end + 1]));
        });
    return std::nullopt;
}

std::size_t url_length(std::string_view rest) {
    if (!rest.starts_with("http://") && !rest.starts_with("https://") && !rest.starts_with("www."))
        return 0;
    std::size_t n = std::min(rest.find_first_of(" \t\r\n\"'`<>"), rest.size());
    while (n > 0 && std::string_view(".,;:!?)]}").find(rest[n - 1]) != std::string_view::npos)
        --n;
    return n;
}

bool joins_digits(std::string_view text, std::size_t at) {
    return (text[at] == '.' || text[at] == ',' || text[at] == ':') && at > 0 &&
           is_digit(text[at - 1]) && at + 1 < text.size() && is_digit(text[at + 1]);
}

/// Length of the word at the start of `rest`: letters, digits and underscores, one apostrophe
/// between letters (either kind), and the points inside a number.
std::size_t word_length(std::string_view rest) {
    std::size_t n = 0;
    while (n < rest.size()) {
        const std::size_t apostrophe = rest[n] == '\''                   ? 1
                                       : rest.substr(n).starts_with("’") ? 3
                                                                         : 0;
        if (is_word(rest[n]) || joins_digits(rest, n))
            ++n;
        else if (apostrophe && n > 0 && n + apostrophe < rest.size() &&
                 is_word(rest[n + apostrophe]))
            n += apostrophe;
        else
            break;
    }
    return n;
}

bool is_identifier(std::string_view word) {
    for (std::size_t i = 1; i < word.size(); ++i) {
        if (word[i] == '_' && word[i - 1] != '_' && i + 1 < word.size())
            return true;
        if (is_lower(word[i - 1]) && is_upper(word[i]))
            return true;
    }
    return false;
}

bool is_negation(std::string_view word) {
    static constexpr std::array<std::string_view, 16> words{
        "not", "no",      "never",  "without", "cannot", "none",  "nothing", "nobody",
        "nor", "neither", "except", "dont",    "doesnt", "didnt", "isnt",    "cant"};
    return std::ranges::any_of(words, [&](auto w) { return equal_ignoring_case(w, word); }) ||
           (word.size() > 3 && equal_ignoring_case(word.substr(word.size() - 3), "n't")) ||
           (word.size() > 5 && equal_ignoring_case(word.substr(word.size() - 5), "n’t"));
}

void add_word(ContentMarks& marks, std::string_view word) {
    if (std::ranges::any_of(word, is_digit))
        marks.numbers.push_back(word);
    else if (is_identifier(word))
        marks.identifiers.push_back(word);
    else if (is_negation(word))
        marks.negations.push_back(word);
}

bool contains_word(std::string_view text, std::string_view word) {
    auto begin = text.begin();
    for (;;) {
        const auto at = std::search(begin, text.end(), word.begin(), word.end(),
                                    [](char a, char b) { return lowered(a) == lowered(b); });
        if (at == text.end())
            return false;
        const auto after = at + static_cast<std::ptrdiff_t>(word.size());
        if ((at == text.begin() || !is_word(at[-1])) && (after == text.end() || !is_word(*after)))
            return true;
        begin = at + 1;
    }
}

/// Identifiers of `from` that `in` does not have, in any case. Beyond a few the texts differ
/// anyway.
Views missing_identifiers(const ContentMarks& from, const ContentMarks& in) {
    constexpr std::size_t enough = 4;
    Views missing;
    for (std::string_view word : from.identifiers)
        if (missing.size() < enough && !std::ranges::binary_search(in.identifiers, word) &&
            !contains_word(in.text, word))
            missing.push_back(word);
    return missing;
}

std::string joined(const Views& views) {
    if (views.empty())
        return "–";
    std::string text;
    constexpr std::size_t shown = 3;
    for (std::size_t i = 0; i < std::min(shown, views.size()); ++i)
        text.append(i == 0 ? "" : ", ").append(views[i]);
    return views.size() > shown ? text + ", …" : text;
}

std::string both_sides(const Views& a, const Views& b) { return joined(a) + " / " + joined(b); }

std::optional<std::string> unequal(const Views& a, const Views& b) {
    if (a == b)
        return std::nullopt;
    Views only_a, only_b;
    std::ranges::set_difference(a, b, std::back_inserter(only_a));
    std::ranges::set_difference(b, a, std::back_inserter(only_b));
    return both_sides(only_a, only_b);
}

} // namespace

ContentMarks content_marks(std::string_view text) {
    ContentMarks marks;
    marks.text = text;
    std::size_t quoted_until = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (const std::size_t url = url_length(text.substr(i))) {
            marks.urls.push_back(text.substr(i, url));
            i += url;
        } else if (const std::size_t word = word_length(text.substr(i))) {
            add_word(marks, text.substr(i, word));
            i += word;
        } else {
            // What is quoted is read as words too, but its closing mark opens nothing.
            if (const auto quoted = i >= quoted_until ? quoted_at(text, i) : std::nullopt) {
                marks.quotes.push_back(*quoted);
                quoted_until = static_cast<std::size_t>(quoted->end() - text.begin()) + 1;
            }
            ++i;
        }
    }
    for (Views* list : {&marks.numbers, &marks.quotes, &marks.identifiers, &marks.urls})
        std::ranges::sort(*list);
    return marks;
}

std::optional<std::string> content_difference(const ContentMarks& a, const ContentMarks& b) {
    for (auto list : {&ContentMarks::numbers, &ContentMarks::quotes, &ContentMarks::urls})
        if (auto difference = unequal(a.*list, b.*list))
            return difference;
    const Views only_a = missing_identifiers(a, b), only_b = missing_identifiers(b, a);
    if (!only_a.empty() || !only_b.empty())
        return both_sides(only_a, only_b);
    if (a.negations.size() % 2 != b.negations.size() % 2)
        return both_sides(a.negations, b.negations);
    return std::nullopt;
}

} // namespace bsc
