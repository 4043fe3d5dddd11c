#include "engine/replay/trap_twins.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>

namespace bsc {
namespace {

constexpr std::array<std::string_view, 4> kind_names{"negation", "number", "entity", "order"};

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }

std::string lowered(std::string_view text) {
    std::string low(text);
    std::ranges::transform(low, low.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return low;
}

/// One blank-parted piece of a text: what stands before and behind its word is kept apart.
struct Token {
    std::string before, word, behind; ///< punctuation, the word itself, punctuation and blanks

    std::string key() const { return lowered(word); }
    bool ends_sentence() const { return behind.find_first_of(".?!:\n") != std::string::npos; }
};

using Tokens = std::vector<Token>;

bool in_word(char c) {
    return is_letter(c) || is_digit(c) || c == '\'' || c == '-' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

Tokens tokens_of(std::string_view text) {
    Tokens tokens;
    for (std::size_t at = 0; at < text.size();) {
        Token token;
        while (at < text.size() && !in_word(text[at]))
            token.before += text[at++];
        while (at < text.size() && in_word(text[at]))
            token.word += text[at++];
        while (at < text.size() && !in_word(text[at])) {
            token.behind += text[at++];
            if (token.behind.back() == ' ')
                break;
        }
        tokens.push_back(std::move(token));
    }
    return tokens;
}

std::string text_of(const Tokens& tokens) {
    std::string text;
    for (const Token& token : tokens)
        text += token.before + token.word + token.behind;
    return text;
}

template <std::size_t N>
bool one_of(const std::string& word, const std::array<std::string_view, N>& words) {
    return std::ranges::find(words, word) != words.end();
}

/// Keeps a leading capital.
void replace_word(Token& token, std::string word) {
    if (!token.word.empty() && is_upper(token.word[0]) && !word.empty())
        word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
    token.word = std::move(word);
}

// Negation

constexpr std::array<std::string_view, 24> auxiliaries{
    "can",  "could", "do",    "does",   "did",  "is",   "are",  "was",
    "were", "will",  "would", "should", "must", "may",  "have", "has",
    "had",  "might", "shall", "am",     "be",   "need", "dare", "ought"};
constexpr std::array<std::string_view, 12> subjects{"i",  "you", "we", "they",  "he",   "she",
                                                    "it", "one", "my", "there", "this", "that"};
constexpr std::array<std::string_view, 30> imperatives{
    "write",   "explain", "show",     "translate", "list",    "summarize", "summarise", "give",
    "tell",    "create",  "find",     "add",       "remove",  "delete",    "make",      "generate",
    "convert", "fix",     "describe", "compare",   "send",    "set",       "use",       "cancel",
    "change",  "turn",    "include",  "sort",      "rewrite", "draft"};

struct Opposite {
    std::string_view word, other;
};
constexpr std::array<Opposite, 14> opposites{{{"don't", "do"},
                                              {"doesn't", "does"},
                                              {"didn't", "did"},
                                              {"can't", "can"},
                                              {"cannot", "can"},
                                              {"won't", "will"},
                                              {"isn't", "is"},
                                              {"aren't", "are"},
                                              {"wasn't", "was"},
                                              {"shouldn't", "should"},
                                              {"couldn't", "could"},
                                              {"wouldn't", "would"},
                                              {"without", "with"},
                                              {"never", "always"}}};

std::optional<Tokens> without_negation(Tokens tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const std::string word = tokens[i].key();
        if (word == "not" && i > 0) {
            tokens[i - 1].behind = tokens[i].behind;
            tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(i));
            return tokens;
        }
        for (const Opposite& opposite : opposites)
            if (word == opposite.word) {
                replace_word(tokens[i], std::string(opposite.other));
                return tokens;
            }
    }
    return std::nullopt;
}

std::optional<Tokens> with_negation(Tokens tokens) {
    const auto insert_not_behind = [&](std::size_t i) {
        Token added{.before = {}, .word = "not", .behind = tokens[i].behind};
        tokens[i].behind = " ";
        tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(added));
        return tokens;
    };
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (!one_of(tokens[i].key(), auxiliaries) || tokens[i].ends_sentence())
            continue;
        const bool question = one_of(tokens[i + 1].key(), subjects) && i + 2 < tokens.size();
        return insert_not_behind(question ? i + 1 : i);
    }
    for (Token& token : tokens)
        if (token.key() == "with") {
            replace_word(token, "without");
            return tokens;
        }
    if (!tokens.empty() && one_of(tokens[0].key(), imperatives)) {
        tokens[0].word = "Do not " + lowered(tokens[0].word);
        return tokens;
    }
    return std::nullopt;
}

std::optional<std::string> negated(const Tokens& tokens) {
    auto made = without_negation(tokens);
    if (!made)
        made = with_negation(tokens);
    return made ? std::optional(text_of(*made)) : std::nullopt;
}

// Number

constexpr std::array<std::string_view, 13> number_words{
    "one",   "two",  "three", "four",   "five",   "six",     "seven",
    "eight", "nine", "ten",   "eleven", "twelve", "thirteen"};

/// The digits of the first number, one higher; 9 becomes 10, 099 becomes 100.
bool raise_digits(std::string& word) {
    const auto first = std::ranges::find_if(word, is_digit);
    if (first == word.end())
        return false;
    auto end = std::find_if_not(first, word.end(), is_digit);
    for (auto digit = end; digit != first;) {
        --digit;
        if (*digit != '9') {
            ++*digit;
            return true;
        }
        *digit = '0';
    }
    word.insert(first, '1');
    return true;
}

std::optional<std::string> renumbered(Tokens tokens) {
    for (Token& token : tokens) {
        if (raise_digits(token.word))
            return text_of(tokens);
        // "one" is a pronoun as often as a number.
        const auto word = std::ranges::find(number_words, token.key());
        if (word != number_words.end() && word != number_words.begin() &&
            word + 1 != number_words.end()) {
            replace_word(token, std::string(word[1]));
            return text_of(tokens);
        }
    }
    return std::nullopt;
}

// Entity

/// A capital inside a sentence, but for "I".
bool is_name(const Tokens& tokens, std::size_t i) {
    const std::string& word = tokens[i].word;
    if (i == 0 || tokens[i - 1].ends_sentence() || word.size() < 2 || !is_upper(word[0]))
        return false;
    return !word.starts_with("I'");
}

std::vector<std::string> names_of(std::span<const std::string> prompts) {
    std::set<std::string> names;
    for (const std::string& prompt : prompts) {
        const Tokens tokens = tokens_of(prompt);
        for (std::size_t i = 0; i < tokens.size(); ++i)
            if (is_name(tokens, i))
                names.insert(tokens[i].word);
    }
    return {names.begin(), names.end()};
}

/// Half the alphabet on: neighbours are often spellings of one name.
std::optional<std::string> renamed(Tokens tokens, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!is_name(tokens, i))
            continue;
        const auto at = std::ranges::lower_bound(names, tokens[i].word);
        const auto number = static_cast<std::size_t>(at - names.begin());
        const std::string& other = names[(number + names.size() / 2) % names.size()];
        if (other == tokens[i].word)
            return std::nullopt; // there is no second name
        tokens[i].word = other;
        return text_of(tokens);
    }
    return std::nullopt;
}

// Order

constexpr std::array<std::string_view, 3> turning_points{"before", "after", "into"};
constexpr std::array<std::string_view, 7> articles{"a", "an", "the", "my", "your", "our", "this"};

/// The word behind `i`, past an article.
std::size_t noun_behind(const Tokens& tokens, std::size_t i) {
    const bool article = i + 2 < tokens.size() && one_of(tokens[i + 1].key(), articles);
    return article ? i + 2 : i + 1;
}

std::optional<std::string> reordered(Tokens tokens) {
    const auto swapped = [&](std::size_t a, std::size_t b) -> std::optional<std::string> {
        if (b >= tokens.size() || tokens[a].key() == tokens[b].key())
            return std::nullopt;
        std::swap(tokens[a].word, tokens[b].word);
        return text_of(tokens);
    };
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
        if (tokens[i].key() == "from")
            for (std::size_t to = i + 2; to + 1 < tokens.size() && to <= i + 4; ++to)
                if (tokens[to].key() == "to")
                    return swapped(to - 1, noun_behind(tokens, to));
        if (tokens[i].key() == "than" && i >= 2) // "A faster than B"
            return swapped(i - 2, noun_behind(tokens, i));
        if (one_of(tokens[i].key(), turning_points) && !tokens[i].ends_sentence())
            return swapped(i - 1, noun_behind(tokens, i));
    }
    return std::nullopt;
}

} // namespace

std::string_view name_of(TrapKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::vector<TrapTwin> trap_twins(std::span<const std::string> prompts) {
    const std::vector<std::string> names = names_of(prompts);
    std::vector<TrapTwin> twins;
    for (const std::string& prompt : prompts) {
        const Tokens tokens = tokens_of(prompt);
        const auto add = [&](TrapKind kind, std::optional<std::string> twin) {
            if (twin && *twin != prompt)
                twins.push_back({kind, prompt, std::move(*twin)});
        };
        add(TrapKind::negation, negated(tokens));
        add(TrapKind::number, renumbered(tokens));
        add(TrapKind::entity, renamed(tokens, names));
        add(TrapKind::order, reordered(tokens));
    }
    return twins;
}

} // namespace bsc
