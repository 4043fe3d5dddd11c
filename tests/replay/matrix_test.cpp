#include "engine/replay/matrix.h"

#include <condition_variable>
#include <gmock/gmock.h>
#include <map>
#include <mutex>
#include <random>

namespace bsc {
namespace {

std::shared_ptr<const CodeTrace> random_trace(std::size_t requests, unsigned bits) {
    std::mt19937_64 random(bits);
    CodeTrace trace{.name = "random", .bits = bits};
    for (std::size_t i = 0; i < requests; ++i) {
        Code code(bits);
        const auto meaning = static_cast<std::uint32_t>(random() % 200);
        code.words()[0] = meaning * 0x9E3779B97F4A7C15;
        trace.requests.push_back({.code = code, .text = random() % 2000, .meaning = meaning});
    }
    return std::make_shared<const CodeTrace>(std::move(trace));
}

std::vector<MatrixCell> plan(std::initializer_list<const char*> policies,
                             std::initializer_list<std::size_t> capacities) {
    std::vector<MatrixCell> cells;
    for (const char* policy : policies)
        for (const std::size_t capacity : capacities)
            cells.push_back({.encoder = "test",
                             .bits = 64,
                             .radius = 8,
                             .capacity = capacity,
                             .policy = policy});
    return cells;
}

/// Collects updates from the workers.
struct Seen {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::size_t, std::vector<CellState>> states;
    std::map<std::size_t, CellUpdate> last;

    ReplayMatrix::OnUpdate collector() {
        return [this](const CellUpdate& update) {
            const std::lock_guard lock(mutex);
            auto& list = states[update.cell];
            if (list.empty() || list.back() != update.state)
                list.push_back(update.state);
            last[update.cell] = update;
            changed.notify_all();
        };
    }
    void await(std::size_t cell, CellState state) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !states[cell].empty() && states[cell].back() == state; });
    }
};

TEST(ReplayMatrix, EachCellIsASimulation) {
    const auto trace = random_trace(5000, 64);
    int encoded = 0;
    Seen seen;
    ReplayMatrix matrix(
        plan({"lru", "fifo", "lfu"}, {20, 100}), {.jobs = 2},
        [&](const std::string& encoder, unsigned bits) -> Result<std::shared_ptr<const CodeTrace>> {
            EXPECT_EQ(encoder, "test");
            EXPECT_EQ(bits, 64u);
            ++encoded;
            return trace;
        },
        seen.collector());
    matrix.wait();
    EXPECT_EQ(encoded, 1);
    ASSERT_EQ(seen.last.size(), 6u);
    for (const auto& [cell, update] : seen.last) {
        const MatrixCell& at = matrix.plan()[cell];
        const auto alone =
            simulate(*trace, {.policy = at.policy, .capacity = at.capacity, .radius = at.radius});
        EXPECT_EQ(update.state, CellState::done);
        EXPECT_EQ(update.result->hits, alone->hits) << at.key();
        EXPECT_EQ(update.result->state_hash, alone->state_hash) << at.key();
        EXPECT_THAT(seen.states[cell], testing::ElementsAre(CellState::running, CellState::done));
    }
}

TEST(ReplayMatrix, CellsAreCancelledAndRunAgain) {
    const auto trace = random_trace(2'000'000, 64);
    Seen seen;
    ReplayMatrix matrix(
        plan({"lru"}, {20, 30}), {.jobs = 1},
        [&](const std::string&, unsigned) -> Result<std::shared_ptr<const CodeTrace>> {
            return trace;
        },
        seen.collector());
    seen.await(0, CellState::running);
    matrix.cancel(1);
    seen.await(1, CellState::cancelled);
    matrix.cancel(0);
    seen.await(0, CellState::cancelled);
    EXPECT_FALSE(seen.last[0].result);
    matrix.wait();
    matrix.queue_again(1);
    seen.await(1, CellState::running);
}

TEST(ReplayMatrix, AFailureStaysInItsCell) {
    Seen seen;
    auto cells = plan({"lru", "no-such"}, {20});
    cells.push_back({.encoder = "absent", .bits = 64, .radius = 8});
    ReplayMatrix matrix(
        cells, {},
        [](const std::string& encoder, unsigned) -> Result<std::shared_ptr<const CodeTrace>> {
            if (encoder == "absent")
                return fail(ErrorCode::unavailable, "no such encoder");
            return random_trace(100, 64);
        },
        seen.collector());
    matrix.wait();
    EXPECT_EQ(seen.last[0].state, CellState::done);
    EXPECT_EQ(seen.last[1].state, CellState::failed);
    EXPECT_THAT(seen.last[1].error, testing::HasSubstr("unknown eviction policy"));
    EXPECT_EQ(seen.last[2].error, "no such encoder");
}

TEST(MatrixCell, KeysNameWhatIsVaried) {
    MatrixCell cell{
        .encoder = "lexical", .bits = 128, .radius = 19, .capacity = 5, .policy = "lru"};
    EXPECT_EQ(cell.key(), "encoder=lexical bits=128 radius=19 capacity=5 policy=lru");
    cell.adaptive = AdaptiveSettings{.max_error = 0.02};
    EXPECT_EQ(cell.key(), "encoder=lexical bits=128 radius=19 capacity=5 policy=lru adaptive=0.02 "
                          "insert=every-miss");
}

} // namespace
} // namespace bsc
