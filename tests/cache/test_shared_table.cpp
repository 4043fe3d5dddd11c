#include "engine/cache/shared_table.h"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <thread>
#include <vector>

namespace bsc {
namespace {

struct Item {
    int key;
    int value;
};
struct Key {
    static int of(const Item& item) { return item.key; }
    /// Poor on purpose: long probe chains, and the reserved tags among the hashes.
    static std::uint64_t hash(int key) { return static_cast<std::uint64_t>(key % 50); }
};
using Table = SharedTable<const Item, Key>;

std::shared_ptr<const Item> item(int key, int value) {
    return std::make_shared<const Item>(Item{key, value});
}

TEST(SharedTable, IsAMap) {
    Table table;
    std::map<int, int> model;
    std::mt19937 random(5);
    for (int step = 0; step < 50'000; ++step) {
        const int key = static_cast<int>(random() % 300);
        if (random() % 2) {
            table.put(item(key, step));
            model[key] = step;
        } else {
            ASSERT_EQ(table.erase(key), model.erase(key) == 1);
        }
        ASSERT_EQ(table.size(), model.size());
        const int asked = static_cast<int>(random() % 300);
        const auto found = table.find(asked);
        ASSERT_EQ(found ? found->value : -1, model.contains(asked) ? model[asked] : -1);
    }
    std::map<int, int> visited;
    table.for_each([&](const auto& object) { visited[object->key] = object->value; });
    EXPECT_EQ(visited, model);
}

TEST(SharedTable, LetsGoOfWhatIsErasedAndOfItsOwnMemory) {
    Table table;
    const std::size_t empty = table.memory_bytes();
    auto held = item(1, 1);
    table.put(held);
    EXPECT_EQ(held.use_count(), 2);
    table.erase(1);
    EXPECT_EQ(held.use_count(), 1);
    for (int i = 0; i < 1'000; ++i)
        table.put(item(i, i));
    EXPECT_GT(table.memory_bytes(), 50 * empty);
    for (int i = 0; i < 1'000; ++i)
        table.erase(i);
    EXPECT_EQ(table.memory_bytes(), empty);
}

TEST(SharedTableThreads, ReadersFindWhatIsThereWhileAWriterRebuilds) {
    Table table;
    constexpr int pinned = 40, last = 400;
    for (int key = 0; key < pinned; ++key)
        table.put(item(key, 0));
    std::atomic<bool> done{false};
    std::vector<std::thread> readers;
    for (unsigned t = 0; t < 2; ++t)
        readers.emplace_back([&, t] {
            std::mt19937 random(t);
            std::vector<int> newest(pinned);
            do {
                const int key = static_cast<int>(random() % last);
                const auto found = table.find(key);
                if (key < pinned) {
                    ASSERT_NE(found, nullptr);
                    ASSERT_GE(found->value, newest[key]) << "an older value came back";
                    newest[key] = found->value;
                }
                ASSERT_TRUE(!found || found->key == key);
            } while (!done);
        });
    std::mt19937 random(99);
    for (int step = 1; step < 20'000; ++step) {
        const int key = static_cast<int>(random() % last);
        if (key < pinned || random() % 2)
            table.put(item(key, step));
        else
            table.erase(key);
    }
    done = true;
    for (auto& reader : readers)
        reader.join();
}

} // namespace
} // namespace bsc
