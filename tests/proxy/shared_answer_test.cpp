// One writer, many readers, a bounded log between them.
#include "engine/proxy/shared_answer.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

constexpr std::size_t piece_bytes = 1u << 20;

/// An answer whose writer and readers are coroutines of one io_context.
struct Room {
    asio::io_context io;
    int abandoned = 0;
    std::shared_ptr<SharedAnswer> answer =
        std::make_shared<SharedAnswer>(io, [this] { ++abandoned; });
    std::size_t written = 0; ///< pieces

    void run() {
        io.restart();
        io.poll();
    }
    /// Writes pieces, each of one letter, as fast as the answer lets it; then ends.
    static asio::awaitable<void> write(Room& room, std::size_t pieces, std::size_t bytes) {
        for (std::size_t i = 0; i < pieces; ++i) {
            const std::string piece(bytes, static_cast<char>('a' + i % 26));
            co_await room.answer->append(piece);
            ++room.written;
        }
        room.answer->end();
    }
    void start_writing(std::size_t pieces, std::size_t bytes = piece_bytes) {
        asio::co_spawn(io, write(*this, pieces, bytes), asio::detached);
    }
};

struct Client {
    explicit Client(Room& room) : reader(room.answer, [this] { was_told = true; }) {}

    /// Reads up to `pieces` more.
    static asio::awaitable<void> read(Client& client, std::size_t pieces) {
        for (; pieces > 0; --pieces) {
            const auto piece = co_await client.reader.next();
            if (!piece) {
                client.at_end = true;
                co_return;
            }
            client.text += piece->front();
        }
    }
    void start_reading(Room& room, std::size_t pieces) {
        asio::co_spawn(room.io, read(*this, pieces), asio::detached);
    }

    bool was_told = false, at_end = false;
    std::string text;
    SharedAnswer::Reader reader;
};

TEST(SharedAnswer, LateReadersGetItFromTheStart) {
    Room room;
    Client early(room);
    early.start_reading(room, 9);
    room.start_writing(3, 10);
    room.run();
    Client late(room);
    late.start_reading(room, 9);
    room.run();
    EXPECT_EQ(early.text, "abc");
    EXPECT_EQ(late.text, "abc");
    EXPECT_TRUE(early.at_end && late.at_end);
    EXPECT_EQ(room.abandoned, 0);
}

TEST(SharedAnswer, ASingleReaderSetsThePaceAndIsNeverDropped) {
    Room room;
    Client only(room);
    room.start_writing(40);
    room.run();
    EXPECT_EQ(room.written, SharedAnswer::head_start / piece_bytes) << "then it waits";
    for (int i = 0; i < 40; ++i) {
        only.start_reading(room, 1);
        room.run();
        EXPECT_LE(room.written, only.text.size() + SharedAnswer::head_start / piece_bytes);
    }
    only.start_reading(room, 1);
    room.run();
    EXPECT_EQ(only.text.size(), 40u);
    EXPECT_TRUE(only.at_end);
    EXPECT_FALSE(only.was_told);
}

TEST(SharedAnswer, WhoFallsBehindWhatIsKeptIsDroppedAndTheOthersGoOn) {
    Room room;
    Client slow(room), fast(room);
    slow.start_reading(room, 1);
    fast.start_reading(room, 100);
    room.start_writing(20);
    room.run();
    EXPECT_TRUE(fast.at_end);
    EXPECT_EQ(fast.text.size(), 20u);
    EXPECT_TRUE(slow.was_told);
    EXPECT_TRUE(slow.reader.was_dropped());
    slow.start_reading(room, 1);
    room.run();
    EXPECT_TRUE(slow.at_end) << "it gets nothing that has a gap";
    EXPECT_FALSE(room.answer->is_kept_whole());
}

TEST(SharedAnswer, WhatFitsDropsNobody) {
    Room room;
    Client slow(room), fast(room);
    fast.start_reading(room, 100);
    room.start_writing(SharedAnswer::kept_bytes / piece_bytes);
    room.run();
    EXPECT_TRUE(room.answer->is_kept_whole());
    slow.start_reading(room, 100);
    room.run();
    EXPECT_EQ(slow.text, fast.text);
    EXPECT_TRUE(slow.at_end);
}

TEST(SharedAnswer, TheLastReaderToLeaveIsTold) {
    Room room;
    std::optional<Client> first(room), second(room);
    room.start_writing(40);
    room.run();
    first.reset();
    EXPECT_EQ(room.abandoned, 0);
    second->reader.leave();
    EXPECT_EQ(room.abandoned, 1);
    room.run();
    EXPECT_EQ(room.written, 40u) << "the writer does not wait for nobody";
    second.reset();
    EXPECT_EQ(room.abandoned, 1) << "once";
}

TEST(SharedAnswer, AFailureEndsAllWaits) {
    Room room;
    Client one(room), two(room);
    asio::co_spawn(room.io, one.reader.wait_for_head(), asio::detached);
    two.start_reading(room, 1);
    room.run();
    room.answer->fail({UpstreamError::Kind::cut, "It was cut."});
    room.run();
    EXPECT_TRUE(two.at_end);
    EXPECT_EQ(room.answer->failure()->text, "It was cut.");
}

} // namespace
} // namespace bsc
