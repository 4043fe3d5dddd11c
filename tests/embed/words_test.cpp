#include "engine/embed/text/words.h"

#include "engine/embed/text/unicode.h"

#include <chrono>
#include <gmock/gmock.h>

namespace bsc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words_of(std::string_view text, std::size_t limit = max_feature_words) {
    const Words words = split_words(text, limit);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        out.emplace_back(words[i]);
    }
    return out;
}

TEST(Words, LowersAndSplitsOnBlanksAndPunctuation) {
    EXPECT_THAT(words_of("How do I reset\tmy_PASS-word?\r\n"),
                ElementsAre("how", "do", "i", "reset", "my", "_", "pass", "-", "word", "?"));
    EXPECT_THAT(words_of("$5+x~y"), ElementsAre("$", "5", "+", "x", "~", "y"));
}

TEST(Words, NothingInNothing) {
    EXPECT_THAT(words_of(""), IsEmpty());
    EXPECT_THAT(words_of(" \t\r\n"), IsEmpty());
    EXPECT_THAT(words_of("\x01\x02\x7f"), IsEmpty());
    EXPECT_THAT(words_of("\u200b\u00ad"), IsEmpty());
}

TEST(Words, ControlCharactersVanishWithoutSplitting) {
    EXPECT_THAT(words_of(std::string_view("a\0b\x07"
                                          "c\x0b"
                                          "d",
                                          7)),
                ElementsAre("abcd"));
    EXPECT_THAT(words_of("zero\u200bwidth \ufeffbom"), ElementsAre("zerowidth", "bom"));
}

TEST(Words, AccentsGoAndCaseFolds) {
    EXPECT_THAT(words_of("Naïve CAFÉ nai\u0308ve"), ElementsAre("naive", "cafe", "naive"));
    EXPECT_THAT(words_of("İstanbul ẞ"), ElementsAre("istanbul", "ß"));
}

TEST(Words, FinalSigmaIsJudgedInContext) {
    EXPECT_THAT(words_of("ΛΌΓΟΣ ΣΑΣ"), ElementsAre("λογος", "σας"));
}

TEST(Words, UnicodeBlanksAndMarksSplit) {
    EXPECT_THAT(words_of("a\u00a0b\u2003c\u2028d\u3000e"), ElementsAre("a", "b", "c", "d", "e"));
    EXPECT_THAT(words_of("“q” — x…"), ElementsAre("“", "q", "”", "—", "x", "…"));
}

TEST(Words, EachIdeographIsAWordAndRunsJoin) {
    const Words words = split_words("重置my密码？ 好");
    EXPECT_EQ(words.size(), 7u);
    EXPECT_THAT(words.joined_cjk_views(), ElementsAre("重置", "my", "密码", "？", "好"));
}

TEST(Words, RunsOfIdeographsJoinAcrossBlanksAsTheReferenceDoes) {
    EXPECT_THAT(split_words("重 置").joined_cjk_views(), ElementsAre("重置"));
}

TEST(Words, InvalidUtf8IsSkipped) {
    EXPECT_THAT(words_of("ab\xff"
                         "cd"),
                ElementsAre("abcd"));
    EXPECT_THAT(words_of("\xe2\x82 x \xed\xa0\x80y \xf4\x90\x80\x80 \xc0\xaf"),
                ElementsAre("x", "y"));
}

TEST(Words, StopAtTheLimit) {
    EXPECT_THAT(words_of("a b c d", 2), ElementsAre("a", "b"));
    EXPECT_THAT(words_of("a,b", 2), ElementsAre("a", ","));
    EXPECT_THAT(words_of("é,ü,ö", 2), ElementsAre("e", ","));
    EXPECT_TRUE(has_at_most_words("a b c", 3));
    EXPECT_FALSE(has_at_most_words("a b c", 2));
    EXPECT_TRUE(has_at_most_words("aaaa       ", 2));
}

TEST(Words, KnowLettersNumbersAndScripts) {
    EXPECT_TRUE(has_letter_or_number("½"));
    EXPECT_TRUE(has_letter_or_number("ж"));
    EXPECT_FALSE(has_letter_or_number("?!—"));
    EXPECT_TRUE(has_digit("a1"));
    EXPECT_TRUE(has_digit("²"));
    EXPECT_FALSE(has_digit("½"));
    EXPECT_TRUE(has_non_latin_letter("пароль"));
    EXPECT_FALSE(has_non_latin_letter("straße"));
    EXPECT_FALSE(has_non_latin_letter("🚀"));
}

} // namespace
} // namespace bsc
