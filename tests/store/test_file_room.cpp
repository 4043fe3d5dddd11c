#include "engine/store/file_room.h"
#include "engine/store/run_library.h"
#include "engine/store/schema.h"
#include "engine/store/store.h"
#include "engine/store/workload_library.h"
#include "tests/store/other_process.h"
#include "tests/store/store_fixture.h"

#include <limits>

namespace bsc {
namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t slack = 200'000; // tables and what they are not filled up with

class RoomOfAFile : public test::StoreTest {
  protected:
    std::uint64_t bytes_on_disk() const { return std::filesystem::file_size(file); }

    /// As a program of the version before made it.
    void make_old_file() {
        constexpr std::size_t steps = 8;
        for (std::size_t i = 0; i < steps; ++i)
            sql(schema_steps()[i]);
        sql("PRAGMA user_version = " + std::to_string(steps) +
            "; PRAGMA application_id = " + std::to_string(store_application_id));
    }

    static std::uint64_t fill(WorkloadLibrary& library, const std::string& name,
                              std::uint64_t bytes) {
        auto writer = library.create(name, WorkloadKind::imported, "");
        WorkloadRowRecord row;
        row.prompt = std::string(500, 'p');
        for (std::uint64_t written = 0; written < bytes; written += row.prompt.size())
            EXPECT_TRUE(writer->add(row));
        return writer->commit()->id;
    }

    static void purge(WorkloadLibrary& library, std::uint64_t id) {
        EXPECT_TRUE(library.remove(id));
        EXPECT_TRUE(library.purge());
    }
};

TEST_F(RoomOfAFile, OfWorkloadsIsGivenBackBesideAStoreThatIsOpen) {
    const auto store = *Store::open(file);
    const auto library = *WorkloadLibrary::open(file);
    const auto kept = fill(*library, "kept", 500'000);
    const auto gone = fill(*library, "gone", 3'000'000);
    EXPECT_EQ(library->give_room_back(0)->given_back, 0u) << "nothing is deleted";
    const std::uint64_t full = bytes_on_disk();
    purge(*library, gone);
    const auto room = library->give_room_back(0);
    ASSERT_TRUE(room) << room.error().text;
    EXPECT_GT(room->given_back, 3'000'000u);
    EXPECT_EQ(room->kept, 0u);
    EXPECT_LE(bytes_on_disk() + room->given_back, full + slack);
    EXPECT_LT(bytes_on_disk(), 500'000u + slack);
    EXPECT_EQ(library->page(kept, 0, 10'000)->size(), 1000u);
    store->put_entry(test::sample_entry(1));
    EXPECT_TRUE(store->flush());
}

TEST_F(RoomOfAFile, OfRunsIsGivenBack) {
    const auto runs = *RunLibrary::open(file);
    const auto id = *runs->start({.kind = "replay"}, {"a"});
    ASSERT_TRUE(runs->put(id, {"a", "done", std::string(2'000'000, 'r'), ""}));
    ASSERT_TRUE(runs->remove(id));
    EXPECT_EQ(runs->give_room_back(0)->given_back, 0u) << "it can be restored";
    ASSERT_TRUE(runs->purge());
    EXPECT_GT(runs->give_room_back(0)->given_back, 1'900'000u);
    EXPECT_LT(bytes_on_disk(), slack);
}

TEST_F(RoomOfAFile, OfAnOlderVersionIsGivenBackByRewritingItOnce) {
    make_old_file();
    const auto store = *Store::open(file);
    const auto library = *WorkloadLibrary::open(file);
    const auto kept = fill(*library, "kept", 500'000);
    const auto small = fill(*library, "small", 100'000);
    purge(*library, fill(*library, "gone", 3'000'000));
    const auto too_much = library->give_room_back(100'000);
    EXPECT_EQ(too_much->given_back, 0u);
    EXPECT_GT(too_much->kept, 3'000'000u);
    EXPECT_TRUE(too_much->can_go) << "by one who may rewrite more";
    store->put_entry(test::sample_entry(1));
    EXPECT_GT(library->give_room_back(rewritten_beside_writers)->given_back, 3'000'000u);
    EXPECT_TRUE(store->flush());
    EXPECT_EQ(entries_of(*store).size(), 1u);
    EXPECT_LT(bytes_on_disk(), 600'000u + slack);
    purge(*library, small); // now as in a new file
    EXPECT_GT(library->give_room_back(0)->given_back, 90'000u);
    EXPECT_EQ(library->page(kept, 0, 10'000)->size(), 1000u);
}

TEST_F(RoomOfAFile, OfAnOlderVersionStaysWhenItIsNotWorthARewrite) {
    make_old_file();
    const auto library = *WorkloadLibrary::open(file);
    fill(*library, "kept", 500'000);
    purge(*library, fill(*library, "gone", 100'000));
    const auto room = library->give_room_back(unlimited);
    ASSERT_TRUE(room) << room.error().text;
    EXPECT_EQ(room->given_back, 0u);
    EXPECT_GT(room->kept, 90'000u);
    EXPECT_FALSE(room->can_go) << "another time it would be the same";
}

TEST_F(RoomOfAFile, OfAnOlderVersionStaysWhileAnotherProcessHasItOpen) {
    make_old_file();
    test::OtherProcess other([&] { return RunLibrary::open(file); });
    ASSERT_TRUE(other.holds());
    const auto library = *WorkloadLibrary::open(file);
    purge(*library, fill(*library, "gone", 3'000'000));
    const auto room = library->give_room_back(unlimited);
    EXPECT_EQ(room->given_back, 0u);
    EXPECT_GT(room->kept, 3'000'000u) << "used again before the file grows";
    EXPECT_TRUE(room->can_go) << "once the other has closed it";
    const std::uint64_t before = bytes_on_disk();
    fill(*library, "next", 2'000'000);
    EXPECT_EQ(bytes_on_disk(), before);
    other.end();
    EXPECT_EQ(library->give_room_back(unlimited)->kept, 0u);
}

TEST_F(RoomOfAFile, InMemoryIsNobodysBusiness) {
    const auto library = *WorkloadLibrary::open_in_memory();
    purge(*library, fill(*library, "gone", 100'000));
    EXPECT_EQ(library->give_room_back(unlimited)->given_back, 0u);
}

} // namespace
} // namespace bsc
