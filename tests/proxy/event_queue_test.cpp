#include "engine/proxy/events.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace bsc {
namespace {

TEST(EventQueue, KeepsOrderAndCountsWhatItDrops) {
    EventQueue queue(4);
    for (std::uint64_t id = 1; id <= 6; ++id)
        EXPECT_EQ(queue.push(LabelEvent{.flow_id = id}), id <= 4);
    EXPECT_EQ(queue.dropped(), 2u);
    std::vector<Event> out(3);
    ASSERT_EQ(queue.drain(out), 3u);
    EXPECT_EQ(std::get<LabelEvent>(out[0]).flow_id, 1u);
    EXPECT_EQ(std::get<LabelEvent>(out[2]).flow_id, 3u);
    EXPECT_TRUE(queue.push(LabelEvent{.flow_id = 7}));
    ASSERT_EQ(queue.drain(out), 2u);
    EXPECT_EQ(std::get<LabelEvent>(out[0]).flow_id, 4u);
    EXPECT_EQ(std::get<LabelEvent>(out[1]).flow_id, 7u);
    EXPECT_EQ(queue.drain(out), 0u);
}

TEST(EventQueue, ManyWritersOneReader) {
    constexpr std::uint64_t writers = 4, each = 20'000;
    EventQueue queue(64);
    std::vector<std::thread> threads;
    for (std::uint64_t writer = 0; writer < writers; ++writer)
        threads.emplace_back([&queue, writer] {
            for (std::uint64_t i = 0; i < each; ++i)
                queue.push(LabelEvent{.flow_id = i, .entry_id = writer});
        });
    std::uint64_t received = 0;
    std::vector<std::uint64_t> next(writers, 0);
    std::vector<Event> out(32);
    const auto take = [&] {
        const std::size_t count = queue.drain(out);
        for (std::size_t i = 0; i < count; ++i) {
            const auto& event = std::get<LabelEvent>(out[i]);
            EXPECT_GE(event.flow_id, next[event.entry_id]) << "each writer's events stay in order";
            next[event.entry_id] = event.flow_id + 1;
        }
        received += count;
        return count;
    };
    while (received + queue.dropped() < writers * each)
        if (take() == 0)
            std::this_thread::yield();
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(received + queue.dropped(), writers * each);
}

TEST(FixedText, CutsAtACharacter) {
    EXPECT_EQ(FixedText<4>("abcdef").view(), "abcd");
    EXPECT_EQ(FixedText<4>("abcü").view(), "abc");
    EXPECT_EQ(FixedText<3>("🙂").view(), "");
}

} // namespace
} // namespace bsc
