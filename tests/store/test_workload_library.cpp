#include "engine/store/run_library.h"
#include "engine/store/store.h"
#include "engine/store/workload_library.h"
#include "tests/store/other_process.h"
#include "tests/store/store_fixture.h"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

namespace bsc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

WorkloadRowRecord row(std::string prompt) {
    WorkloadRowRecord made;
    made.prompt = std::move(prompt);
    return made;
}

WorkloadInfo fill(WorkloadLibrary& library, const std::string& name, std::size_t rows) {
    auto writer = library.create(name, WorkloadKind::imported, "from a test");
    EXPECT_TRUE(writer) << writer.error().text;
    for (std::size_t i = 0; i < rows; ++i)
        EXPECT_TRUE(writer->add(row("prompt " + std::to_string(i))));
    return *writer->commit();
}

std::vector<std::string> names(const WorkloadLibrary& library) {
    std::vector<std::string> all;
    const auto list = *library.list();
    for (const WorkloadInfo& info : list)
        all.push_back(info.name);
    return all;
}

class Libraries : public test::StoreTest {};

TEST_F(Libraries, KeepEveryFieldOfARow) {
    auto library = *WorkloadLibrary::open(file);
    auto writer = library->create("all", WorkloadKind::recorded, "note");
    ASSERT_TRUE(writer->add({1.5, "Hé", "class", "source", "partition", "model", 12, 34}));
    ASSERT_TRUE(writer->add({4.0, "b", std::nullopt, "", "", "", 0, 0}));
    const auto made = writer->commit();
    ASSERT_TRUE(made) << made.error().text;
    library = *WorkloadLibrary::open(file);
    const auto info = *library->info(made->id);
    EXPECT_EQ(info.name, "all");
    EXPECT_EQ(info.kind, WorkloadKind::recorded);
    EXPECT_EQ(info.note, "note");
    EXPECT_EQ(info.requests, 2u);
    EXPECT_EQ(info.labelled, 1u);
    EXPECT_EQ(info.timed, 2u);
    EXPECT_EQ(info.span_seconds, 2.5);
    const auto page = *library->page(made->id, 0, 10);
    ASSERT_EQ(page.size(), 2u);
    EXPECT_EQ(page[0].arrival, 1.5);
    EXPECT_EQ(page[0].prompt, "Hé");
    EXPECT_EQ(page[0].meaning_class, "class");
    EXPECT_EQ(page[0].source, "source");
    EXPECT_EQ(page[0].partition, "partition");
    EXPECT_EQ(page[0].model, "model");
    EXPECT_EQ(page[0].input_tokens, 12u);
    EXPECT_EQ(page[0].output_tokens, 34u);
    EXPECT_EQ(page[1].meaning_class, std::nullopt);
}

TEST_F(Libraries, PageAndReadManyRowsInOrder) {
    const auto library = *WorkloadLibrary::open_in_memory();
    const auto info = fill(*library, "many", 9001);
    const auto page = *library->page(info.id, 8999, 10);
    ASSERT_EQ(page.size(), 2u);
    EXPECT_EQ(page[1].prompt, "prompt 9000");
    auto rows = library->rows(info.id, 5);
    std::size_t at = 5;
    for (auto next = rows->next(); *next; next = rows->next())
        ASSERT_EQ((*next)->prompt, "prompt " + std::to_string(at++));
    EXPECT_EQ(at, 9001u);
}

TEST_F(Libraries, ShowNothingThatWasNotCommitted) {
    auto library = *WorkloadLibrary::open(file);
    {
        auto writer = library->create("half", WorkloadKind::imported, "");
        for (int i = 0; i < 5000; ++i)
            ASSERT_TRUE(writer->add(row("x")));
        EXPECT_THAT(names(*library), IsEmpty());
    }
    EXPECT_THAT(names(*library), IsEmpty());
    EXPECT_THAT(*library->page(1, 0, 10), IsEmpty()) << "its rows are gone too";
    EXPECT_FALSE(library->rows(1));
}

TEST_F(Libraries, RenameRemoveAndUndo) {
    const auto library = *WorkloadLibrary::open(file);
    const auto a = fill(*library, "a", 1), b = fill(*library, "b", 1);
    EXPECT_THAT(library->rename(b.id, "a").error().text, HasSubstr("already"));
    EXPECT_THAT(library->rename(b.id, " ").error().text, HasSubstr("needs a name"));
    EXPECT_THAT(library->rename(99, "c").error().text, HasSubstr("no workload 99"));
    ASSERT_TRUE(library->rename(b.id, "c"));
    EXPECT_THAT(names(*library), ElementsAre("c", "a"));

    ASSERT_TRUE(library->remove(a.id));
    EXPECT_FALSE(library->remove(a.id));
    EXPECT_THAT(names(*library), ElementsAre("c"));
    fill(*library, "a", 1);
    EXPECT_EQ(library->restore(a.id)->name, "a 2");
    EXPECT_THAT(names(*library), ElementsAre("a", "c", "a 2"));
}

TEST_F(Libraries, WhatWasRemovedGoesOnlyWhenItIsErased) {
    auto library = *WorkloadLibrary::open(file);
    const auto a = fill(*library, "a", 3), b = fill(*library, "b", 1), c = fill(*library, "c", 1);
    EXPECT_FALSE(library->erase(a.id)) << "it is not removed";
    for (const auto& info : {a, b})
        ASSERT_TRUE(library->remove(info.id));
    library = *WorkloadLibrary::open(file);
    ASSERT_TRUE(library->sweep());
    EXPECT_EQ(library->removed()->size(), 2u);
    EXPECT_EQ(library->restore(a.id)->requests, 3u);

    ASSERT_TRUE(library->remove(a.id));
    ASSERT_TRUE(library->erase(a.id));
    EXPECT_FALSE(library->restore(a.id));
    EXPECT_FALSE(library->erase(a.id));
    EXPECT_THAT(*library->page(a.id, 0, 10), IsEmpty());
    EXPECT_EQ(library->removed()->size(), 1u);
    ASSERT_TRUE(library->purge());
    EXPECT_THAT(*library->removed(), IsEmpty());
    EXPECT_THAT(*library->page(b.id, 0, 10), IsEmpty());
    EXPECT_EQ(library->page(c.id, 0, 10)->size(), 1u);
}

TEST_F(Libraries, SweepTakesWhatACrashLeft) {
    const auto library = *WorkloadLibrary::open(file);
    const auto kept = fill(*library, "kept", 1), half_erased = fill(*library, "half erased", 2),
               old = fill(*library, "old import", 2), young = fill(*library, "young import", 2);
    ASSERT_TRUE(library->remove(half_erased.id));
    SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
    db.exec("UPDATE workloads SET ready = 0 WHERE name <> 'kept'"); // no writer tells otherwise
    db.exec("UPDATE workloads SET created_us = created_us - 3600000001 WHERE name = 'old import'");
    EXPECT_THAT(*library->removed(), IsEmpty()) << "its rows may be missing";
    ASSERT_TRUE(library->sweep());
    EXPECT_EQ(library->page(kept.id, 0, 10)->size(), 1u);
    EXPECT_THAT(*library->page(half_erased.id, 0, 10), IsEmpty());
    EXPECT_THAT(*library->page(old.id, 0, 10), IsEmpty());
    EXPECT_EQ(library->page(young.id, 0, 10)->size(), 2u) << "it may be written just now";
}

TEST_F(Libraries, FindByNameOrId) {
    const auto library = *WorkloadLibrary::open(file);
    EXPECT_THAT(library->find("x").error().text, HasSubstr("none is saved"));
    const auto a = fill(*library, "a", 1);
    EXPECT_EQ(library->find("a")->id, a.id);
    EXPECT_EQ(library->find(std::to_string(a.id))->name, "a");
    EXPECT_THAT(library->find("x").error().text, HasSubstr("there are: a"));
    EXPECT_EQ(*library->free_name("a"), "a 2");
    EXPECT_EQ(*library->free_name("b"), "b");
}

TEST_F(Libraries, ShareTheFileWithAStoreThatIsOpen) {
    const auto store = *Store::open(file);
    const auto library = *WorkloadLibrary::open(file);
    const auto runs = *RunLibrary::open(file);
    for (int i = 0; i < 20; ++i) {
        FlowRecord flow;
        flow.id = static_cast<std::uint64_t>(i) + 1;
        store->put_flow(flow);
        fill(*library, "w" + std::to_string(i), 3000);
        ASSERT_TRUE(runs->start({.kind = "replay"}, {"a"}));
    }
    EXPECT_TRUE(store->flush());
    EXPECT_EQ(store->flows(100)->size(), 20u);
    EXPECT_EQ(library->list()->size(), 20u);
    EXPECT_EQ(runs->list()->size(), 20u);
}

TEST_F(Libraries, LeaveTheLogOfAnotherProcessAlone) {
    test::OtherProcess workbench([&] {
        auto store = Store::open(file);
        auto library = WorkloadLibrary::open(file);
        auto runs = RunLibrary::open(file);
        return store && library && runs
                   ? std::optional(
                         std::tuple(std::move(store), std::move(library), std::move(runs)))
                   : std::nullopt;
    });
    ASSERT_TRUE(workbench.holds());
    EXPECT_TRUE(RunLibrary::open(file)) << "and is closed again";
    EXPECT_TRUE(std::filesystem::exists(file.string() + "-wal"))
        << "what the other writes from now on would be lost";
}

TEST_F(Libraries, AreOpenedWithoutATurnAtWriting) {
    fill(**WorkloadLibrary::open(file), "a", 1);
    SQLite::Database writer(file.string(), SQLite::OPEN_READWRITE);
    writer.exec("BEGIN IMMEDIATE");
    const auto library = WorkloadLibrary::open(file);
    ASSERT_TRUE(library) << library.error().text;
    EXPECT_EQ(names(**library), std::vector<std::string>{"a"});
    const auto runs = RunLibrary::open(file);
    ASSERT_TRUE(runs) << runs.error().text;
    EXPECT_THAT(*(*runs)->list(), IsEmpty());
}

} // namespace
} // namespace bsc
