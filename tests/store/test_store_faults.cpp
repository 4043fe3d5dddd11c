#include "tests/store/store_fixture.h"

#include <condition_variable>
#include <csignal>
#include <gmock/gmock.h>
#include <mutex>
#include <sys/mount.h>
#include <sys/resource.h>

namespace bsc::test {
namespace {

using testing::HasSubstr;

/// Lets no file of this process grow beyond `bytes`.
class FileLimit {
  public:
    explicit FileLimit(rlim_t bytes) {
        former_handler_ = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &former_);
        rlimit limit = former_;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileLimit() {
        setrlimit(RLIMIT_FSIZE, &former_);
        std::signal(SIGXFSZ, former_handler_);
    }

  private:
    rlimit former_{};
    void (*former_handler_)(int);
};

/// What the store says of its health, to be waited for.
class Watcher {
  public:
    explicit Watcher(Store& store) : store_(store) {
        store_.watch([this](const StoreHealth& health) {
            const std::lock_guard lock(mutex_);
            told_.push_back(health);
            changed_.notify_all();
        });
    }
    ~Watcher() { store_.watch(nullptr); }

    /// The n-th thing told, counted from 0.
    StoreHealth told(std::size_t n) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return told_.size() > n; });
        return told_[n];
    }
    std::size_t count() {
        const std::lock_guard lock(mutex_);
        return told_.size();
    }

  private:
    Store& store_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<StoreHealth> told_;
};

using StoreFaults = StoreTest;

TEST_F(StoreFaults, FullDiskIsReportedAndNothingIsLostOnceThereIsRoom) {
    auto store = open();
    store->put_entry(sample_entry(1));
    ASSERT_TRUE(store->flush());
    Watcher watcher(*store);
    EntryRecord large = sample_entry(2);
    large.prompt = std::string(300'000, 'p');
    {
        const FileLimit full(store->file_bytes());
        store->put_entry(large);
        const auto flushed = store->flush();
        ASSERT_FALSE(flushed);
        EXPECT_EQ(flushed.error().code, ErrorCode::io);
        EXPECT_THAT(store->health().trouble, HasSubstr(file.string()));
        EXPECT_THAT(watcher.told(0).trouble, HasSubstr(file.string()));
        store->put_entry(sample_entry(3));
        EXPECT_TRUE(store->flows(1)) << "reading goes on";
    }
    EXPECT_EQ(watcher.told(1).trouble, "") << "tried again without being asked";
    EXPECT_TRUE(store->flush());
    EXPECT_EQ(store->health().trouble, "");
    EXPECT_EQ(store->health().dropped, 0u);
    EXPECT_EQ(watcher.count(), 2u) << "told once of the trouble and once of its end";
    const auto entries = entries_of(*store);
    ASSERT_EQ(entries.size(), 3u);
    expect_equal(entries[1], large);
}

/// A disk of one megabyte; skipped where mounting is not allowed.
TEST_F(StoreFaults, AFullFileSystemIsNamed) {
    const fs::path disk = folder / "disk";
    fs::create_directory(disk);
    if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") != 0)
        GTEST_SKIP() << "skipped: mounting a file system needs root";
    file = disk / "cache.db";
    {
        auto store = open();
        ASSERT_NE(store, nullptr);
        EntryRecord large = sample_entry(1);
        large.prompt = std::string(2'000'000, 'p');
        store->put_entry(std::move(large));
        EXPECT_FALSE(store->flush());
        EXPECT_THAT(store->health().trouble, HasSubstr("the disk is full"));
        store->erase_entry(1);
        store->put_entry(sample_entry(2));
    }
    EXPECT_EQ(umount(disk.c_str()), 0);
}

TEST_F(StoreFaults, FlushingAfterAChangeToNothingReturns) {
    auto store = open();
    store->erase_entry(7);
    store->touch_entry(7, 1, 1);
    EXPECT_TRUE(store->flush());
}

TEST_F(StoreFaults, AnotherProgramsLockIsWaitedOut) {
    auto store = open();
    Watcher watcher(*store);
    SQLite::Database other(file.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    store->put_entry(sample_entry(1));
    const auto flushed = store->flush();
    ASSERT_FALSE(flushed);
    EXPECT_THAT(flushed.error().text, HasSubstr("another process is writing"));
    EXPECT_THAT(watcher.told(0).trouble, HasSubstr("another process is writing"));
    other.exec("ROLLBACK");
    EXPECT_EQ(watcher.told(1).trouble, "");
    EXPECT_EQ(entries_of(*store).size(), 1u);
}

TEST_F(StoreFaults, AFileThatWasMovedAwayIsNotWrittenTo) {
    auto store = open();
    store->put_entry(sample_entry(1));
    ASSERT_TRUE(store->flush());
    const fs::path elsewhere = folder / "moved.db";
    fs::rename(file, elsewhere);
    store->put_entry(sample_entry(2));
    const auto flushed = store->flush();
    ASSERT_FALSE(flushed);
    EXPECT_THAT(flushed.error().text, HasSubstr("moved or deleted"));
    fs::rename(elsewhere, file);
    EXPECT_TRUE(store->flush());
    EXPECT_EQ(entries_of(*store).size(), 2u);
}

TEST_F(StoreFaults, MemoryForWhatWaitsIsBounded) {
    auto store = open();
    store->put_entry(sample_entry(1));
    ASSERT_TRUE(store->flush());
    Watcher watcher(*store);
    {
        const FileLimit full(store->file_bytes());
        EntryRecord entry = sample_entry(2);
        entry.prompt.assign(std::size_t{1} << 20, 'p');
        store->put_entry(entry);
        ASSERT_FALSE(store->flush());
        for (std::uint64_t id = 3; id < 80; ++id) {
            entry.id = id;
            store->put_entry(entry);
        }
        const auto dropped = store->health().dropped;
        EXPECT_GT(dropped, 10u);
        EXPECT_LT(dropped, 20u) << "64 MiB wait, the rest is dropped";
        store->erase_entry(1);
        for (std::uint64_t id = 2; id < 100'000; ++id)
            store->erase_entry(id);
        store->put_flow(sample_flow(1));
        EXPECT_EQ(store->health().dropped, dropped) << "what was erased made room again";
    }
    watcher.told(1);
    EXPECT_TRUE(store->flush());
    EXPECT_TRUE(entries_of(*store).empty()) << "erased entries do not come back";
    EXPECT_TRUE(store->flow(1)->has_value());
}

} // namespace
} // namespace bsc::test
