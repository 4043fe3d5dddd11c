#include "tests/store/store_fixture.h"

#include "engine/base/digest.h"

#include <chrono>
#include <csignal>
#include <poll.h>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

namespace bsc::test {
namespace {

using Clock = std::chrono::steady_clock; // one clock for all processes of the machine

struct Accepted {
    std::uint64_t id;
    std::int64_t at_ns; ///< when put_entry had returned
};

/// Slow to make, so that a second's worth of entries stays small, and checkable.
std::string answer_for(std::uint64_t id) {
    std::string text = std::to_string(id);
    for (int i = 0; i < 200; ++i)
        text = to_hex(sha256(text));
    return text;
}

[[noreturn]] void write_until_killed(const fs::path& file, int report) {
    auto store = Store::open(file);
    if (!store)
        _exit(1);
    for (std::uint64_t id = (*store)->last_entry_id() + 1;; ++id) {
        EntryRecord entry = sample_entry(id);
        entry.answer = answer_for(id);
        (*store)->put_entry(std::move(entry));
        const Accepted accepted{id, Clock::now().time_since_epoch().count()};
        if (write(report, &accepted, sizeof accepted) != sizeof accepted)
            _exit(1);
    }
}

class StoreCrash : public StoreTest, public testing::WithParamInterface<unsigned> {};

TEST_P(StoreCrash, KilledWriterLosesNothingOlderThanASecond) {
    std::mt19937 random(GetParam());
    std::vector<Accepted> accepted;
    for (int round = 0; round < 2; ++round) {
        int report[2];
        ASSERT_EQ(pipe(report), 0);
        const pid_t child = fork();
        if (child == 0)
            write_until_killed(file, report[1]);
        close(report[1]);
        const auto end = Clock::now() +
                         std::chrono::milliseconds(1200 + random() % 600); // mid-batch, mid-commit
        while (Clock::now() < end) {
            pollfd waiting{report[0], POLLIN, 0};
            Accepted one;
            if (poll(&waiting, 1, 20) == 1) {
                ASSERT_EQ(read(report[0], &one, sizeof one), static_cast<ssize_t>(sizeof one))
                    << "the writer ended by itself";
                accepted.push_back(one);
            }
        }
        const std::int64_t killed_ns = Clock::now().time_since_epoch().count();
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        for (Accepted one; read(report[0], &one, sizeof one) == sizeof one;)
            accepted.push_back(one);
        close(report[0]);

        auto store = open();
        ASSERT_NE(store, nullptr);
        const auto entries = entries_of(*store);
        std::size_t due = 0;
        while (due < accepted.size() && accepted[due].at_ns < killed_ns - 1'000'000'000)
            ++due;
        EXPECT_GT(due, 50u) << "the test must have something to lose";
        EXPECT_GE(entries.size(), due);
        EXPECT_LE(entries.size(), accepted.size() + 1);
        for (std::size_t i = 0; i < entries.size(); ++i) {
            ASSERT_EQ(entries[i].id, i + 1) << "batches are whole and in order";
            if (i % 50 == 0) {
                EXPECT_EQ(entries[i].answer, answer_for(i + 1));
            }
        }
        accepted.resize(entries.size());
    }
}

INSTANTIATE_TEST_SUITE_P(Moments, StoreCrash, testing::Values(1u, 2u));

} // namespace
} // namespace bsc::test
