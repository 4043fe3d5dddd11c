#include "tests/store/store_fixture.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

namespace bsc::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

unsigned mode_of(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 0777;
}

TEST_F(StoreTest, EverythingComesBackAsItWas) {
    const EncoderRecord encoder{"lexical/1/384/abc", 384, 256, 42, "ff00"};
    {
        auto store = open();
        ASSERT_TRUE(store->replace_encoder(encoder, {}));
        store->put_mean_vector({0.5f, -0.25f});
        for (std::uint64_t id : {3, 1, 2})
            store->put_entry(sample_entry(id));
        for (std::uint64_t id : {10, 11})
            store->put_flow(sample_flow(id));
        LabelRecord label;
        label.flow_id = 10;
        label.entry_id = 3;
        label.word = LabelWord::wrong;
        label.source = label_source::flow_list;
        label.time_us = 77;
        store->put_label(label);
    }
    auto store = open();
    EXPECT_EQ(store->path(), file);
    EXPECT_EQ(store->encoder(), encoder);
    EXPECT_EQ(store->mean_vector(), (std::vector<float>{0.5f, -0.25f}));
    const auto entries = entries_of(*store);
    ASSERT_EQ(entries.size(), 3u);
    for (std::uint64_t id = 1; id <= 3; ++id)
        expect_equal(entries[id - 1], sample_entry(id));
    const auto flows = store->flows(10);
    ASSERT_EQ(flows->size(), 2u);
    expect_equal(flows->at(0), sample_flow(11));
    expect_equal(flows->at(1), sample_flow(10));
    const auto labels = store->labels();
    ASSERT_EQ(labels->size(), 1u);
    EXPECT_EQ(labels->at(0).flow_id, 10u);
    EXPECT_EQ(labels->at(0).entry_id, 3u);
    EXPECT_EQ(labels->at(0).word, LabelWord::wrong);
    EXPECT_EQ(labels->at(0).source, "user");
    EXPECT_EQ(store->last_flow_id(), 11u);
    EXPECT_EQ(store->last_entry_id(), 3u);
    EXPECT_GT(store->file_bytes(), 4096u);
    EXPECT_EQ(store->health().trouble, "");
}

TEST_F(StoreTest, OnlyTheOwnerMayRead) {
    file = folder / "new" / "folders" / "cache.db";
    auto store = open();
    store->put_entry(sample_entry(1));
    ASSERT_TRUE(store->flush());
    EXPECT_EQ(mode_of(file.parent_path()), 0700u);
    for (const char* suffix : {"", "-wal", "-shm", "-lock"})
        EXPECT_EQ(mode_of(file.string() + suffix), 0600u) << suffix;
    store.reset();
    chmod(file.c_str(), 0644);
    store = open();
    EXPECT_EQ(mode_of(file), 0600u) << "a file opened to others is closed again";
}

TEST_F(StoreTest, LeavesNothingBesideTheFile) {
    open()->put_entry(sample_entry(1));
    std::vector<std::string> names;
    for (const auto& item : fs::directory_iterator(folder))
        names.push_back(item.path().filename());
    EXPECT_THAT(names, testing::ElementsAre("cache.db"));
}

TEST_F(StoreTest, LaterChangesHold) {
    auto store = open();
    store->put_entry(sample_entry(1));
    store->put_entry(sample_entry(2));
    store->erase_entry(1);
    store->touch_entry(2, 999, 50);
    store->touch_entry(3, 1, 1); // not there: nothing happens
    auto entries = entries_of(*store);
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].last_accessed_us, 999);
    EXPECT_EQ(entries[0].access_count, 50u);

    store->touch_entry(2, 1000, 51); // now in the file, not among the waiting
    store->erase_entry(4);
    store->put_entry(sample_entry(4));
    entries = entries_of(*store);
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].access_count, 51u);

    store->put_entry(sample_entry(5));
    store->clear_entries();
    store->put_entry(sample_entry(6));
    entries = entries_of(*store);
    ASSERT_EQ(entries.size(), 1u);
    expect_equal(entries[0], sample_entry(6));
}

TEST_F(StoreTest, HighestEntryIdIsRememberedWhenTheEntryIsGone) {
    auto store = open();
    store->put_entry(sample_entry(9));
    store->erase_entry(9);
    store.reset();
    EXPECT_EQ(open()->last_entry_id(), 9u);
}

TEST_F(StoreTest, FlowsArePaged) {
    auto store = open();
    for (std::uint64_t id = 1; id <= 25; ++id)
        store->put_flow(sample_flow(id));
    EXPECT_EQ(store->last_flow_id(), 25u);
    const auto first = *store->flows(10);
    ASSERT_EQ(first.size(), 10u);
    EXPECT_EQ(first.front().id, 25u);
    const auto second = *store->flows(100, first.back().id);
    ASSERT_EQ(second.size(), 15u);
    EXPECT_EQ(second.front().id, 15u);
    expect_equal(**store->flow(7), sample_flow(7));
    EXPECT_FALSE(store->flow(26)->has_value());
}

TEST_F(StoreTest, OnlyTheNewestFlowsAreKept) {
    auto store = *Store::open_in_memory();
    for (std::uint64_t id = 1; id <= 20'010; ++id)
        store->put_flow(sample_flow(id));
    EXPECT_TRUE(store->flush());
    EXPECT_FALSE(store->flow(10)->has_value());
    EXPECT_TRUE(store->flow(11)->has_value());
    EXPECT_TRUE(store->flow(20'010)->has_value());
}

TEST_F(StoreTest, NewEncoderTakesTheEntriesWithIt) {
    const EncoderRecord old_encoder{"a", 2, 64, 1, "x"}, new_encoder{"b", 3, 64, 1, "y"};
    auto store = open();
    ASSERT_TRUE(store->replace_encoder(old_encoder, {}));
    store->put_mean_vector({1, 2});
    store->put_entry(sample_entry(1));
    store->put_entry(sample_entry(2));
    ASSERT_TRUE(store->replace_encoder(new_encoder, {sample_entry(2)}));
    store.reset();
    store = open();
    EXPECT_EQ(store->encoder(), new_encoder);
    EXPECT_THAT(store->mean_vector(), IsEmpty());
    ASSERT_EQ(entries_of(*store).size(), 1u);
    expect_equal(entries_of(*store)[0], sample_entry(2));
}

TEST_F(StoreTest, InMemoryWorksTheSameAndLeavesNoFile) {
    auto store = std::move(*Store::open_in_memory());
    EXPECT_TRUE(store->path().empty());
    store->put_entry(sample_entry(1));
    store->put_flow(sample_flow(1));
    EXPECT_EQ(entries_of(*store).size(), 1u);
    expect_equal(**store->flow(1), sample_flow(1));
    EXPECT_TRUE(fs::is_empty(folder));
}

TEST_F(StoreTest, ErasedTextIsNotLeftInTheFile) {
    const std::string secret = "a very particular prompt nobody else would write";
    {
        auto store = open();
        EntryRecord entry = sample_entry(1);
        entry.prompt = secret;
        store->put_entry(entry);
        store->put_entry(sample_entry(2));
    }
    ASSERT_NE(bytes().find(secret), std::string::npos);
    open()->erase_entry(1);
    EXPECT_EQ(bytes().find(secret), std::string::npos);
}

TEST_F(StoreTest, TooLongAnAnswerIsRefusedAndSaid) {
    auto store = open();
    EntryRecord entry = sample_entry(1);
    entry.answer.assign((std::size_t{64} << 20) + 1, 'x');
    store->put_entry(std::move(entry));
    store->put_entry(sample_entry(2));
    EXPECT_TRUE(store->flush()) << "it does not stand in the way of others";
    EXPECT_EQ(store->health().dropped, 1u);
    EXPECT_EQ(store->health().trouble, "") << "the disk is not to blame";
    EXPECT_EQ(entries_of(*store).size(), 1u);
}

} // namespace
} // namespace bsc::test
