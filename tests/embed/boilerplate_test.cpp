#include "engine/embed/boilerplate.h"

#include <gmock/gmock.h>

namespace bsc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(WordSet, SortsAndFinds) {
    const WordSet words({"b", "a", "b"});
    EXPECT_THAT(words.words(), ElementsAre("a", "b"));
    EXPECT_TRUE(words.contains("a"));
    EXPECT_FALSE(words.contains("c"));
    EXPECT_EQ(words, WordSet({"a", "b"}));
    EXPECT_TRUE(WordSet().empty());
}

TEST(BoilerplateLearner, FindsWordsInMoreThanSixtyPercent) {
    BoilerplateLearner learner(10);
    for (int i = 0; i < 10; ++i) {
        EXPECT_FALSE(learner.ready());
        std::string prompt = "You are helpful, helpful! number" + std::to_string(i);
        prompt += i < 6 ? " six" : "";
        prompt += i < 7 ? " seven" : "";
        learner.add(prompt);
    }
    EXPECT_TRUE(learner.ready());
    EXPECT_THAT(learner.words().words(), ElementsAre("are", "helpful", "seven", "you"));
    learner.add("late late late");
    EXPECT_EQ(learner.seen(), 10u);
}

TEST(BoilerplateLearner, NothingInCommonIsNothing) {
    BoilerplateLearner learner(3);
    EXPECT_THAT(learner.words().words(), IsEmpty());
    learner.add("one");
    learner.add("two");
    learner.add("");
    EXPECT_THAT(learner.words().words(), IsEmpty());
}

TEST(BoilerplateLearner, Takes300PromptsByDefault) {
    BoilerplateLearner learner;
    for (int i = 0; i < 299; ++i) {
        learner.add("same");
    }
    EXPECT_FALSE(learner.ready());
    learner.add("same");
    EXPECT_TRUE(learner.ready());
}

} // namespace
} // namespace bsc
