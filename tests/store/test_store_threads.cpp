#include "tests/store/store_fixture.h"

#include <atomic>
#include <thread>

namespace bsc::test {
namespace {

TEST_F(StoreTest, ThreadsPutAndReadAtOnce) {
    constexpr std::uint64_t each = 400;
    auto store = open();
    std::vector<std::thread> threads;
    std::atomic<unsigned> writing{2};
    for (std::uint64_t t = 0; t < 2; ++t)
        threads.emplace_back([&, t] {
            for (std::uint64_t i = 1; i <= each; ++i) {
                const std::uint64_t id = t * each + i;
                store->put_entry(sample_entry(id));
                store->put_flow(sample_flow(id));
                store->touch_entry(id, 5, id);
                if (i % 10 == 0)
                    store->erase_entry(id);
                if (i % 100 == 0) {
                    EXPECT_TRUE(store->flush());
                }
            }
            --writing;
        });
    threads.emplace_back([&] {
        while (writing > 0) {
            const auto flows = store->flows(20);
            ASSERT_TRUE(flows);
            for (const FlowRecord& flow : *flows)
                expect_equal(flow, sample_flow(flow.id));
            EXPECT_EQ(store->health().trouble, "");
            EXPECT_GE(store->last_flow_id(), flows->empty() ? 0 : flows->front().id);
        }
    });
    for (auto& thread : threads)
        thread.join();
    const auto entries = entries_of(*store);
    EXPECT_EQ(entries.size(), 2 * each - 2 * each / 10);
    for (const EntryRecord& entry : entries)
        EXPECT_EQ(entry.access_count, entry.id);
    EXPECT_EQ(store->flows(10'000)->size(), 2 * each);
    EXPECT_EQ(store->last_entry_id(), 2 * each);
}

} // namespace
} // namespace bsc::test
