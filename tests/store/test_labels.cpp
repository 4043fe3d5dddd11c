#include "engine/store/schema.h"
#include "store_fixture.h"

namespace bsc::test {
namespace {

LabelRecord word_on_flow(std::uint64_t flow, std::uint64_t entry, LabelWord word) {
    LabelRecord label;
    label.flow_id = flow;
    label.entry_id = entry;
    label.word = word;
    label.source = label_source::flow_list;
    label.time_us = 77;
    return label;
}

TEST_F(StoreTest, ALabelTakesAlongWhatItNeedsOfItsFlowAndEntry) {
    auto store = open();
    store->put_entry(sample_entry(3));
    store->put_flow(sample_flow(11));
    store->put_label(word_on_flow(11, 3, LabelWord::right));
    store->erase_entry(3);
    const auto labels = store->labels();
    ASSERT_TRUE(labels) << labels.error().text;
    ASSERT_EQ(labels->size(), 1u);
    const LabelRecord& label = labels->front();
    EXPECT_EQ(label.prompt, sample_flow(11).prompt);
    EXPECT_EQ(label.distance, sample_flow(11).distance);
    EXPECT_EQ(label.bits, sample_flow(11).bits);
    EXPECT_EQ(label.reach, sample_flow(11).radius);
}

TEST_F(StoreTest, ADrawnPairIsKeptAsItWasJudged) {
    LabelRecord label;
    label.word = LabelWord::skip;
    label.source = label_source::queue;
    label.time_us = 5;
    label.workload = "first hour";
    label.prompt = "a ü";
    label.match = "b";
    label.distance = 36;
    label.bits = 256;
    label.chance = 0.1;
    label.reach = 64;
    open()->put_label(label);
    const auto labels = open()->labels();
    ASSERT_EQ(labels->size(), 1u);
    const LabelRecord& kept = labels->front();
    EXPECT_EQ(kept.word, LabelWord::skip);
    EXPECT_EQ(kept.source, "queue");
    EXPECT_EQ(kept.workload, "first hour");
    EXPECT_EQ(kept.prompt, "a ü");
    EXPECT_EQ(kept.match, "b");
    EXPECT_EQ(kept.distance, 36u);
    EXPECT_EQ(kept.chance, 0.1) << "equal chances must stay equal";
    EXPECT_EQ(kept.reach, 64u);
}

TEST_F(StoreTest, TakingALabelBackBringsTheEarlierWordBack) {
    auto store = open();
    const auto first = store->put_label(word_on_flow(1, 1, LabelWord::wrong));
    const auto second = store->put_label(word_on_flow(1, 1, LabelWord::right));
    EXPECT_GT(second, first);
    store->erase_label(second);
    auto labels = store->labels();
    ASSERT_EQ(labels->size(), 1u);
    EXPECT_EQ(labels->front().id, first);
    EXPECT_EQ(labels->front().word, LabelWord::wrong);
    store->erase_label(first);
    EXPECT_TRUE(store->labels()->empty());
}

TEST_F(StoreTest, WordsOnHitsAreCountedByEntryAlsoThoseOfEarlierSessions) {
    {
        auto store = open();
        store->put_label(word_on_flow(1, 7, LabelWord::right));
        store->put_label(word_on_flow(2, 7, LabelWord::wrong));
        store->put_label(word_on_flow(3, 8, LabelWord::wrong));
        LabelRecord pair = word_on_flow(4, 0, LabelWord::wrong); // no hit
        pair.source = label_source::queue;
        store->put_label(pair);
    }
    auto store = open();
    const auto second_thought = store->put_label(word_on_flow(2, 7, LabelWord::right));
    const auto of_entry = [&](std::uint64_t entry) {
        const auto words = store->entry_words();
        EXPECT_TRUE(words && words->size() == 2);
        for (const EntryWords& one : *words)
            if (one.entry_id == entry)
                return std::pair(one.right, one.wrong);
        return std::pair(0u, 0u);
    };
    EXPECT_EQ(of_entry(7), std::pair(2u, 0u));
    EXPECT_EQ(of_entry(8), std::pair(0u, 1u));
    store->erase_label(second_thought);
    EXPECT_EQ(of_entry(7), std::pair(1u, 1u));
}

TEST_F(StoreTest, AnotherEncoderLeavesTheWordsAndForgetsTheDistances) {
    auto store = open();
    EncoderRecord encoder{"lexical/1/384/abc", 384, 256, 42, "ff00"};
    ASSERT_TRUE(store->replace_encoder(encoder, {}));
    LabelRecord label = word_on_flow(1, 1, LabelWord::wrong);
    label.distance = 20;
    label.chance = 1;
    store->put_label(label);
    ASSERT_TRUE(store->replace_encoder(encoder, {}));
    EXPECT_EQ(store->labels()->front().distance, 20u);
    encoder.seed = 7;
    ASSERT_TRUE(store->replace_encoder(encoder, {}));
    EXPECT_EQ(store->labels()->front().distance, std::nullopt);
    EXPECT_EQ(store->labels()->front().chance, 0);
    EXPECT_EQ(store->labels()->front().word, LabelWord::wrong);
}

TEST_F(StoreTest, LabelsAreReadBesideARunningStore) {
    auto store = open();
    store->put_label(word_on_flow(1, 1, LabelWord::wrong));
    ASSERT_TRUE(store->flush());
    const auto labels = Store::labels_of(file);
    ASSERT_TRUE(labels) << labels.error().text;
    EXPECT_EQ(labels->size(), 1u);
}

TEST_F(StoreTest, LabelsOfAnOlderFileComeAlong) {
    constexpr int before_pairs = 6;
    {
        std::string old = "PRAGMA application_id = " + std::to_string(store_application_id) + ";";
        for (int step = 0; step < before_pairs; ++step)
            old += schema_steps()[static_cast<std::size_t>(step)];
        sql(old + "PRAGMA user_version = 6; INSERT INTO labels VALUES(4, 2, 0, 'workload', 9);");
    }
    EXPECT_FALSE(Store::labels_of(file)) << "it cannot be read before it was brought up to date";
    const auto labels = open()->labels();
    ASSERT_TRUE(labels) << labels.error().text;
    ASSERT_EQ(labels->size(), 1u);
    EXPECT_EQ(labels->front().flow_id, 4u);
    EXPECT_EQ(labels->front().entry_id, 2u);
    EXPECT_EQ(labels->front().word, LabelWord::wrong);
    EXPECT_EQ(labels->front().chance, 1);
}

} // namespace
} // namespace bsc::test
