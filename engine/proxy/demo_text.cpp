#include "engine/proxy/demo_text.h"

#include "engine/base/digest.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>
#include <vector>

namespace bsc {

namespace {

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool inside = byte >= 0x80 || std::isalnum(byte) || (c == '-' && !word.empty());
        if (inside) {
            word += byte < 0x80 ? static_cast<char>(std::tolower(byte)) : c;
        } else if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    }
    if (!word.empty())
        words.push_back(std::move(word));
    return words;
}

/// What the prompt is about: its words without those that every question has.
std::string subject_of(std::string_view prompt) {
    static const std::set<std::string_view> common = {
        "a",     "about",  "am",    "an",    "and",  "any",   "are",  "as",      "at",    "be",
        "best",  "by",     "can",   "could", "did",  "do",    "does", "explain", "find",  "for",
        "from",  "get",    "give",  "has",   "have", "hello", "help", "hi",      "how",   "i",
        "if",    "in",     "is",    "it",    "its",  "list",  "long", "make",    "many",  "may",
        "me",    "much",   "must",  "my",    "need", "of",    "on",   "or",      "our",   "please",
        "s",     "should", "show",  "so",    "some", "tell",  "that", "the",     "their", "them",
        "there", "these",  "they",  "this",  "to",   "use",   "want", "was",     "way",   "we",
        "what",  "when",   "where", "which", "who",  "why",   "will", "with",    "would", "write",
        "you",   "your"};
    constexpr std::size_t longest = 5;
    std::string subject;
    std::size_t taken = 0;
    for (const std::string& word : words_of(prompt)) {
        if (common.contains(word) || taken == longest)
            continue;
        subject += (taken++ ? " " : "") + word;
    }
    return subject.empty() ? "this question" : subject;
}

/// Draws from lists by the bytes of a digest, so that one prompt always draws the same.
class Draw {
  public:
    explicit Draw(std::string_view prompt) : digest_(sha256(prompt)) {}
    template <std::size_t N>
    std::string_view from(const std::array<std::string_view, N>& list) {
        return list[digest_[at_++ % digest_.size()] % N];
    }

  private:
    Digest digest_;
    std::size_t at_ = 0;
};

/// Replaces every '%' by the subject in quotation marks.
void add(std::string& text, std::string_view sentence, std::string_view subject) {
    for (char c : sentence)
        c == '%' ? void(text.append("“").append(subject).append("”")) : void(text += c);
}

} // namespace

std::string demo_answer(std::string_view prompt) {
    static constexpr std::array<std::string_view, 5> how = {
        "Here is a way to go about %. ", "For %, three steps are usually enough. ",
        "You can take care of % in a few minutes. ", "There is a simple path to %. ",
        "This is how % is done most of the time. "};
    static constexpr std::array<std::string_view, 5> why = {
        "There are two main reasons behind %. ", "With %, cause and effect are easy to mix up. ",
        "% has a short explanation and a long one; this is the short one. ",
        "The usual explanation for % goes like this. ", "Several things come together in %. "};
    static constexpr std::array<std::string_view, 6> other = {
        "In short, about %: it depends on where you start. ",
        "Here is an overview of %. ",
        "The essentials about % fit into a few lines. ",
        "% comes up often, and the answer is short. ",
        "A good starting point for % is the following. ",
        "Let us look at % from two sides. "};
    static constexpr std::array<std::string_view, 6> first = {
        "First, write down what you have and what you expect, so that you notice when they "
        "differ. ",
        "Begin with the settings page, as most of what matters is decided there. ",
        "Start with the smallest case that shows the effect. ",
        "Check the basics first: names, dates and permissions. ",
        "Look at the last change that was made; it explains most surprises. ",
        "Collect one example that works and one that does not. "};
    static constexpr std::array<std::string_view, 6> second = {
        "Then change one thing at a time and keep a note of each step. ",
        "After that, compare the result with an earlier one you trust. ",
        "Next, ask who else is affected before going further. ",
        "Then repeat it under the same conditions to be sure. ",
        "From there, the remaining choices are mostly a matter of taste. ",
        "After that, give it a day before you judge the outcome. "};
    static constexpr std::array<std::string_view, 5> closing = {
        "If that does not settle %, add one detail to your question and ask again.",
        "For anything unusual about %, a person with access to the case should decide.",
        "That covers % in nine cases out of ten.", "Keep the notes: % tends to come back.",
        "With that, % should no longer be a surprise."};

    const std::string subject = subject_of(prompt);
    const std::vector<std::string> words = words_of(prompt);
    const bool asks_why = std::ranges::find(words, "why") != words.end();
    const bool asks_how = std::ranges::find(words, "how") != words.end();
    Draw draw(prompt);
    std::string text = "[demo] ";
    add(text, asks_why ? draw.from(why) : asks_how ? draw.from(how) : draw.from(other), subject);
    text += draw.from(first);
    text += draw.from(second);
    add(text, draw.from(closing), subject);
    return text;
}

std::uint64_t estimated_tokens(std::string_view text) {
    return (words_of(text).size() * 4 + 2) / 3;
}

} // namespace bsc
