#include "engine/store/run_library.h"
#include "engine/store/schema.h"
#include "tests/store/other_process.h"
#include "tests/store/store_fixture.h"

#include <atomic>
#include <barrier>
#include <gmock/gmock.h>
#include <thread>

namespace bsc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Runs : public test::StoreTest {
  protected:
    std::unique_ptr<RunLibrary> open_runs() const {
        auto runs = RunLibrary::open(file);
        EXPECT_TRUE(runs) << runs.error().text;
        return std::move(*runs);
    }
    bool anybody_writes() const { return std::filesystem::exists(file.string() + "-runs-lock"); }
};

std::vector<std::uint64_t> numbers(const Result<std::vector<RunInfo>>& runs) {
    std::vector<std::uint64_t> all;
    for (const RunInfo& run : *runs)
        all.push_back(run.id);
    return all;
}

std::uint64_t start(RunLibrary& runs) { return *runs.start({.kind = "replay"}, {"a", "b"}); }

TEST_F(Runs, KeepTheirPlanAndWhatCameOfIt) {
    auto runs = open_runs();
    const auto id = *runs->start({.kind = "replay",
                                  .name = "matrix",
                                  .workload = "a",
                                  .started_us = 5,
                                  .machine = "{}",
                                  .settings = "{\"x\":1}"},
                                 {"one", "two", "three"});
    ASSERT_TRUE(runs->put(id, {"two", "done", "{\"hits\":1}", ""}));
    ASSERT_TRUE(runs->put(id, {"three", "running", "", ""}));
    EXPECT_THAT(runs->put(id, {"four", "done", "", ""}).error().text, HasSubstr("no part"));

    runs = open_runs();
    const auto parts = *runs->parts(id);
    ASSERT_EQ(parts.size(), 3u);
    EXPECT_EQ(parts[0].state, "queued");
    EXPECT_EQ(parts[1].state, "done");
    EXPECT_EQ(parts[1].result, "{\"hits\":1}");
    EXPECT_EQ(parts[2].state, "queued") << "it was cut short";
    EXPECT_EQ(runs->info(id)->finished_us, std::nullopt);
    EXPECT_EQ(runs->info(id)->parts, 3u);
    EXPECT_EQ(runs->info(id)->done, 1u);
    ASSERT_TRUE(runs->finish(id, 9));
    EXPECT_EQ(runs->info(id)->finished_us, 9);
    EXPECT_EQ(runs->info(id)->settings, "{\"x\":1}");
    EXPECT_THAT(*runs->list("stress"), IsEmpty());
    EXPECT_EQ(runs->list("replay")->size(), 1u);
}

TEST_F(Runs, WhatWasRemovedWaitsInTheFileAndComesBackAsItWas) {
    auto runs = open_runs();
    const auto id = *runs->start({.kind = "benchmark",
                                  .name = "all",
                                  .workload = "a",
                                  .started_us = 5,
                                  .machine = "{}",
                                  .settings = "{\"x\":1}"},
                                 {"b", "a"});
    ASSERT_TRUE(runs->put(id, {"a", "failed", "", "no room"}));
    ASSERT_TRUE(runs->finish(id, 9));
    ASSERT_TRUE(runs->remove(id));
    EXPECT_THAT(runs->info(id).error().text, HasSubstr("restore it"));
    EXPECT_THAT(runs->remove(id).error().text, HasSubstr("restore it"));
    EXPECT_THAT(runs->claim(id).error().text, HasSubstr("restore it")) << "nobody goes on with it";
    EXPECT_THAT(runs->remove(99).error().text, HasSubstr("no run 99"));
    EXPECT_THAT(*runs->list(), IsEmpty());

    runs = open_runs();
    ASSERT_THAT(numbers(runs->removed()), ElementsAre(id));
    const auto back = runs->restore(id);
    ASSERT_TRUE(back) << back.error().text;
    EXPECT_EQ(back->kind, "benchmark");
    EXPECT_EQ(back->name, "all");
    EXPECT_EQ(back->workload, "a");
    EXPECT_EQ(back->started_us, 5);
    EXPECT_EQ(back->finished_us, 9);
    EXPECT_EQ(back->machine, "{}");
    EXPECT_EQ(back->settings, "{\"x\":1}");
    const auto parts = *runs->parts(id);
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].key, "b");
    EXPECT_EQ(parts[0].state, "queued");
    EXPECT_EQ(parts[1].state, "failed");
    EXPECT_EQ(parts[1].error, "no room");
    EXPECT_THAT(numbers(runs->list()), ElementsAre(id));
    EXPECT_THAT(runs->restore(id).error().text, HasSubstr("No removed run"));
}

TEST_F(Runs, AreDeletedForGoodOnlyOnceTheyAreRemoved) {
    const auto runs = open_runs();
    const auto a = start(*runs), b = start(*runs), c = start(*runs);
    EXPECT_THAT(runs->erase(a).error().text, HasSubstr("No removed run"));
    ASSERT_TRUE(runs->purge());
    EXPECT_THAT(numbers(runs->list()), ElementsAre(c, b, a));
    for (const std::uint64_t run : {a, b})
        ASSERT_TRUE(runs->remove(run));
    ASSERT_TRUE(runs->erase(a));
    EXPECT_THAT(*runs->parts(a), IsEmpty());
    EXPECT_FALSE(runs->restore(a));
    EXPECT_FALSE(runs->erase(a));
    EXPECT_THAT(numbers(runs->removed()), ElementsAre(b));
    ASSERT_TRUE(runs->purge());
    EXPECT_THAT(*runs->removed(), IsEmpty());
    EXPECT_EQ(runs->parts(c)->size(), 2u);
    EXPECT_GT(start(*runs), c) << "numbers are not given again";
}

TEST_F(Runs, AreNotRemovedUnderTheirWriter) {
    const auto writing = open_runs();
    const std::filesystem::path link = folder / "link.sqlite";
    std::filesystem::create_symlink(file, link);
    const auto other = *RunLibrary::open(link);
    const auto a = start(*writing), b = start(*writing), c = start(*writing);
    std::optional<RunClaim> first = *writing->claim(a);
    {
        const auto second = writing->claim(b);
        ASSERT_TRUE(second);
        for (RunLibrary* library : {writing.get(), other.get()}) {
            EXPECT_EQ(library->remove(a).error().code, ErrorCode::busy);
            EXPECT_THAT(library->remove(a).error().text, HasSubstr("wait until it is done"));
            EXPECT_EQ(library->claim(a).error().code, ErrorCode::busy) << "one writer at a time";
            EXPECT_TRUE(library->info(a)->being_written);
            EXPECT_FALSE(library->info(c)->being_written);
        }
        EXPECT_TRUE(other->remove(c)) << "nobody writes to it";
        EXPECT_TRUE(other->info(a)->being_written) << "another's end changes nothing";
    }
    EXPECT_TRUE(other->remove(b));
    EXPECT_TRUE(anybody_writes());
    first.reset();
    EXPECT_FALSE(anybody_writes()) << "nothing is left beside the database";
    EXPECT_FALSE(other->info(a)->being_written);
    EXPECT_TRUE(other->remove(a));
    EXPECT_FALSE(anybody_writes());
}

TEST_F(Runs, ThatEndAtOnceLeaveNothingBesideTheDatabase) {
    const auto runs = open_runs();
    constexpr int rounds = 500;
    int left = 0;
    std::barrier over(2, [&]() noexcept { left += anybody_writes(); });
    std::atomic<int> ready = 0;
    const auto write = [&, over = &over](std::uint64_t run) {
        for (int round = 1; round <= rounds; ++round) {
            std::optional<RunClaim> claim = *runs->claim(run);
            for (++ready; ready < 2 * round;) // nearer together than a barrier wakes them
                std::this_thread::yield();
            claim.reset();
            over->arrive_and_wait();
        }
    };
    std::thread other(write, start(*runs));
    write(start(*runs));
    other.join();
    EXPECT_EQ(left, 0);
}

TEST_F(Runs, InMemoryAreClaimedAsWell) {
    const auto runs = *RunLibrary::open_in_memory();
    const auto id = start(*runs);
    {
        const auto claim = *runs->claim(id);
        EXPECT_EQ(runs->remove(id).error().code, ErrorCode::busy);
    }
    EXPECT_TRUE(runs->remove(id));
    EXPECT_TRUE(runs->restore(id));
}

TEST_F(Runs, OpeningTheFileLeavesWhatOthersRunAlone) {
    const auto writing = open_runs();
    const auto mine = start(*writing), dead = start(*writing);
    const auto claim = *writing->claim(mine);
    for (const std::uint64_t run : {mine, dead})
        ASSERT_TRUE(writing->put(run, {"a", "running", "", ""}));
    const auto other = open_runs();
    EXPECT_EQ(other->parts(mine)->front().state, "running");
    EXPECT_EQ(other->parts(dead)->front().state, "queued");
}

TEST_F(Runs, OfAKilledWriterCanBeRemoved) {
    const auto id = start(*open_runs());
    test::OtherProcess writer([&] {
        const auto runs = open_runs();
        auto claim = runs->claim(id);
        EXPECT_TRUE(runs->put(id, {"a", "running", "", ""}));
        return claim;
    });
    ASSERT_TRUE(writer.holds());
    auto runs = open_runs();
    EXPECT_EQ(runs->remove(id).error().code, ErrorCode::busy);
    EXPECT_EQ(runs->parts(id)->front().state, "running");
    writer.end();
    EXPECT_TRUE(anybody_writes()) << "only its file is left";
    EXPECT_FALSE(runs->info(id)->being_written);
    EXPECT_EQ(runs->parts(id)->front().state, "queued") << "told at once";
    EXPECT_TRUE(runs->remove(id));
    EXPECT_FALSE(anybody_writes());
    runs = open_runs();
    EXPECT_EQ(runs->restore(id)->id, id);
    EXPECT_EQ(runs->parts(id)->front().state, "queued");
}

TEST_F(Runs, OfTheVersionBeforeAreAllKept) {
    constexpr std::size_t without_removed = 8;
    for (std::size_t i = 0; i < without_removed; ++i)
        sql(schema_steps()[i]);
    sql("PRAGMA user_version = " + std::to_string(without_removed) +
        "; PRAGMA application_id = " + std::to_string(store_application_id) +
        "; INSERT INTO runs VALUES(3, 'replay', 'n', 'w', 5, 9, '{}', '{\"x\":1}');"
        "INSERT INTO run_parts VALUES(3, 0, 'a', 'done', '{\"hits\":1}', '');"
        "INSERT INTO run_parts VALUES(3, 1, 'b', 'failed', '', 'no room')");
    const auto runs = open_runs();
    EXPECT_EQ(number("PRAGMA user_version"), static_cast<int>(schema_steps().size()));
    EXPECT_THAT(*runs->removed(), IsEmpty());
    ASSERT_THAT(numbers(runs->list()), ElementsAre(3));
    const RunInfo run = *runs->info(3);
    EXPECT_EQ(run.workload, "w");
    EXPECT_EQ(run.finished_us, 9);
    EXPECT_EQ(run.settings, "{\"x\":1}");
    EXPECT_EQ(runs->parts(3)->front().result, "{\"hits\":1}");
    EXPECT_EQ(runs->parts(3)->back().error, "no room");
    EXPECT_TRUE(runs->remove(3));
    EXPECT_TRUE(runs->restore(3));
}

} // namespace
} // namespace bsc
