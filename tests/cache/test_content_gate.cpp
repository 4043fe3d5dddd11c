#include "engine/cache/content_gate.h"

#include <gtest/gtest.h>
#include <random>

namespace bsc {
namespace {

std::optional<std::string> difference(std::string_view a, std::string_view b) {
    return content_difference(content_marks(a), content_marks(b));
}

struct Pair {
    std::string a, b;
    std::string difference; ///< empty: they agree
};

class ContentGate : public testing::TestWithParam<Pair> {};

TEST_P(ContentGate, SaysWhatDiffers) {
    const Pair& pair = GetParam();
    EXPECT_EQ(difference(pair.a, pair.b).value_or(""), pair.difference);
}

INSTANTIATE_TEST_SUITE_P(
    Prompts, ContentGate,
    testing::Values(
        Pair{"How do I bake bread?", "What is the way to bake bread?", ""},
        Pair{"Who won the cup in 2023?", "Who won the cup in 2024?", "2023 / 2024"},
        Pair{"Who won in 2023?", "Who won?", "2023 / –"},
        Pair{"rows 5, 6 and 7", "rows 7 and 6 and 5", ""},
        Pair{"version 1.2.3 please", "version 1.2.4 please", "1.2.3 / 1.2.4"},
        Pair{"It costs 1,000 dollars.", "It costs 1,000 dollars", ""},
        Pair{"GPT-4o or GPT-4?", "GPT-4o or GPT-3?", "4 / 3"},
        Pair{"numbers 1 2 3 4 5", "numbers", "1, 2, 3, … / –"}, Pair{"2023年に", "2023 年に", ""},
        Pair{"Translate \"good morning\"", "Translate \"good night\"", "good morning / good night"},
        Pair{"Translate “good morning”", "Translate \"good morning\" now", ""},
        Pair{"say 'yes' to it", "say 'nope' to it", "yes / nope"},
        Pair{"\"a\" and \"b\"", "\"a\" or \"b\"", ""},
        Pair{"what's the dog's name", "whats the dogs name", ""},
        Pair{"call `run` first", "call `stop` first", "run / stop"},
        Pair{"What does read_file do?", "What does write_file do?", "read_file / write_file"},
        Pair{"What does getName return?", "What does setName return?", "getName / setName"},
        Pair{"Is YouTube down?", "is youtube down", ""},
        Pair{"Read https://a.org/x.", "Read https://a.org/y", "https://a.org/x / https://a.org/y"},
        Pair{"Read https://a.org/x.", "Please read https://a.org/x", ""},
        Pair{"Is it safe?", "Is it not safe?", "– / not"},
        Pair{"Why doesn't it start?", "Why does it start?", "doesn't / –"},
        Pair{"Why doesn’t it start?", "Why doesn't it start?", ""},
        Pair{"It is not impossible without help", "It is possible with help", ""},
        Pair{"", "", ""}));

TEST(ContentMarks, UnpairedMarksAndAnyBytesAreRead) {
    std::mt19937 random(3);
    for (int round = 0; round < 2000; ++round) {
        std::string text(random() % 60, '\0');
        for (char& c : text)
            c = "\"'`_aB1.\xe2\x80\x9c\x99 ,h/:"[random() % 18];
        EXPECT_FALSE(difference(text, text)) << text;
    }
    // Cost must stay linear: with a quadratic reading these would take minutes.
    for (const char* piece : {"'a ", "„", "\"", "“x", "aB_", "http"}) {
        std::string text;
        while (text.size() < 200'000)
            text += piece;
        EXPECT_FALSE(difference(text, text));
    }
}

} // namespace
} // namespace bsc
