#include "engine/code/hamming.h"
#include "engine/embed/factory.h"
#include "engine/proxy/cache_service.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace bsc::test {
namespace {

namespace fs = std::filesystem;
using testing::UnorderedElementsAreArray;

/// What a person may do to entries, with a store behind it.
class UndoAndPins : public testing::Test {
  protected:
    UndoAndPins() {
        std::string name = (fs::temp_directory_path() / "bsc-undo-XXXXXX").string();
        folder = mkdtemp(name.data());
        config.cache.policy = "lru";
        config.cache.centre_after = 0;
        open();
    }
    ~UndoAndPins() override {
        service.reset();
        fs::remove_all(folder);
    }

    void open() {
        service.reset();
        EmbedderSettings lexical;
        lexical.kind = EmbedderKind::lexical;
        auto opened = CacheService::open(config, make_embedder(lexical).value(), nullptr,
                                         Store::open(folder / "cache.db").value());
        ASSERT_TRUE(opened) << opened.error().text;
        service = std::move(*opened);
    }

    EntryId add(const std::string& prompt, const std::string& answer = "{}") {
        auto inserted = service->insert({.partition = sha256("p"),
                                         .request_sha256 = sha256(prompt),
                                         .prompt = prompt,
                                         .embedding = *service->embed(prompt),
                                         .answer = answer});
        EXPECT_TRUE(inserted) << inserted.error().text;
        return inserted ? inserted->entry->id : 0;
    }
    Decision ask(const std::string& prompt) {
        return service
            ->lookup({.partition = sha256("p"), .request_sha256 = sha256(prompt), .prompt = prompt})
            .decision;
    }

    fs::path folder;
    CacheServiceConfig config;
    std::unique_ptr<CacheService> service;
};

TEST_F(UndoAndPins, TakenBackWholeWithUsesAndTimes) {
    const EntryId id = add("How do I reset my password?", "{\"a\":1}");
    add("Where is my parcel?");
    ASSERT_TRUE(ask("How do I reset my password?").hit());
    const EntryPtr before = service->cache().find(id);
    const TakenOut out = service->evict(std::array{id, EntryId{99}});
    EXPECT_THAT(out.ids, testing::ElementsAre(id));
    EXPECT_FALSE(ask("How do I reset my password?").hit());

    const auto back = service->undo_evict(out.ticket);
    ASSERT_TRUE(back) << back.error().text;
    EXPECT_THAT(*back, testing::ElementsAre(id));
    const EntryPtr after = service->cache().find(id);
    ASSERT_NE(after, nullptr);
    EXPECT_EQ(after->answer, "{\"a\":1}");
    EXPECT_EQ(after->code, before->code);
    EXPECT_EQ(after->created, before->created);
    EXPECT_EQ(after->access_count, before->access_count);
    EXPECT_EQ(after->last_accessed_us, before->last_accessed_us);
    EXPECT_FALSE(service->undo_evict(out.ticket)) << "once only";

    open();
    EXPECT_TRUE(ask("How do I reset my password?").hit());
    EXPECT_EQ(service->cache().find(id)->answer, "{\"a\":1}");
}

TEST_F(UndoAndPins, EvictionIsKeptWhenNobodyTakesItBack) {
    const EntryId id = add("Where is my parcel?");
    service->evict(std::array{id});
    open();
    EXPECT_EQ(service->cache().find(id), nullptr);
}

TEST_F(UndoAndPins, AfterItsTimeAnEvictionStands) {
    config.undo_period = std::chrono::milliseconds(0);
    open();
    const TakenOut out = service->evict(std::array{add("Where is my parcel?")});
    const auto back = service->undo_evict(out.ticket);
    ASSERT_FALSE(back);
    EXPECT_EQ(back.error().code, ErrorCode::not_found);
}

TEST_F(UndoAndPins, ANewerAnswerStays) {
    const EntryId old = add("Where is my parcel?", "{\"old\":1}");
    const TakenOut out = service->evict(std::array{old});
    const EntryId newer = add("Where is my parcel?", "{\"new\":1}");
    EXPECT_TRUE(service->undo_evict(out.ticket)->empty());
    EXPECT_EQ(ask("Where is my parcel?").nearest->id, newer);
}

TEST_F(UndoAndPins, NobodyLeavesForThoseTakenBack) {
    config.cache.max_entries = 3;
    open();
    const EntryId a = add("Where is my parcel?"), b = add("Do you ship to Norway?");
    ask("Where is my parcel?"); // used last
    const TakenOut out = service->evict(std::array{a, b});
    const EntryId c = add("How do I reset my password?"), d = add("Is there a student discount?");
    EXPECT_THAT(*service->undo_evict(out.ticket), testing::ElementsAre(a));
    for (const EntryId id : {a, c, d})
        EXPECT_NE(service->cache().find(id), nullptr) << id;
}

TEST_F(UndoAndPins, CodesAreMadeAnewWhenTheMeanChanged) {
    const EntryId id = add("Where is my parcel?");
    add("Do you ship to Norway?");
    const TakenOut out = service->evict(std::array{id});
    std::vector<float> mean = *service->embed("Where is the nearest shop?");
    for (float& x : mean)
        x *= 0.5f;
    ASSERT_TRUE(service->cache().set_mean_vector(mean));
    ASSERT_TRUE(service->undo_evict(out.ticket));
    std::vector<float> centred = *service->embed("Where is my parcel?");
    for (std::size_t i = 0; i < centred.size(); ++i)
        centred[i] -= mean[i];
    const Code expected = *service->cache().projection().encode(centred);
    EXPECT_LE(hamming_distance(service->cache().find(id)->code, expected), 4u); // int8 vectors
}

TEST_F(UndoAndPins, PinnedEntriesSurviveARestartAndEvictions) {
    config.cache.max_entries = 5;
    open();
    const EntryId kept = add("Where is my parcel?"), waiting = add("Do you ship to Norway?");
    EXPECT_EQ(service->pin(std::array{kept, EntryId{99}}, true), 1u);
    ASSERT_TRUE(service->store()->flush());
    EXPECT_EQ(service->pin(std::array{waiting}, true), 1u); // its row is in the file already
    EXPECT_TRUE(service->evict(std::array{kept}).ids.empty()) << "pinned";
    open();
    EXPECT_EQ(service->cache().stats().pinned, 2u);
    for (int i = 0; i < 20; ++i)
        add("question number " + std::to_string(i) + " about something else");
    EXPECT_NE(service->cache().find(kept), nullptr);
    EXPECT_NE(service->cache().find(waiting), nullptr);
    service->pin(std::array{kept}, false);
    open();
    EXPECT_EQ(service->cache().stats().pinned, 1u);
}

TEST_F(UndoAndPins, ASmallerCacheSaysWhichPinsItCannotHold) {
    std::vector<EntryId> ids;
    for (int i = 0; i < 6; ++i)
        ids.push_back(add("question number " + std::to_string(i) + " about something else"));
    service->pin(ids, true);
    add("and one that is not pinned");
    config.cache.max_entries = 4;
    open();
    EXPECT_EQ(service->cache().stats().pinned, 4u);
    EXPECT_EQ(service->pinned_without_room(), 2u);
    EXPECT_EQ(service->restore_notice(), "") << "eviction lost nothing";
    config.cache.max_entries = 100;
    open();
    EXPECT_EQ(service->cache().stats().pinned, 6u) << "they stayed in the store";
    EXPECT_EQ(service->pinned_without_room(), 0u);
}

TEST_F(UndoAndPins, CommandsFromManyThreads) {
    std::vector<EntryId> ids;
    for (int i = 0; i < 60; ++i)
        ids.push_back(add("question number " + std::to_string(i) + " about something else"));
    const auto work = [&](std::size_t first) {
        for (int round = 0; round < 30; ++round) {
            const std::span<const EntryId> mine(ids.data() + first, 20);
            const TakenOut out = service->evict(mine);
            EXPECT_THAT(*service->undo_evict(out.ticket), UnorderedElementsAreArray(out.ids));
            service->pin(mine.first(5), round % 2 == 0);
        }
    };
    std::vector<std::thread> threads;
    for (const std::size_t first : {0u, 20u, 40u})
        threads.emplace_back(work, first);
    for (int i = 0; i < 200; ++i)
        ask("question number " + std::to_string(i % 60) + " about something else");
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(service->cache().stats().entries, 60u);
    EXPECT_EQ(service->cache().stats().pinned, 0u);
}

} // namespace
} // namespace bsc::test
