#pragma once

#include "engine/cache/atomic_ptr.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace bsc {

/// Hash table of shared immutable objects for one writer and any number of readers.
///
/// Open addressing with linear probing. A slot is an atomic tag (the hash, or "free", or "erased")
/// and an AtomicPtr. The writer publishes the object before its tag, and an erased slot stays
/// marked, so a probe never breaks off early; a reader trusts a tag only as a hint and the object
/// itself as the truth. Growing fills a new slot array and swaps it in whole: a reader that is
/// still in the old one sees the table as it was at that moment.
///
/// KeyOf names the key: `static auto of(const T&)`, `static std::uint64_t hash(const Key&)`.
template <class T, class KeyOf>
class SharedTable {
  public:
    using Ptr = std::shared_ptr<T>;

    SharedTable() : slots_(std::make_shared<const Slots>(smallest)) {}

    /// Readers: the object with this key, or null.
    template <class Key>
    Ptr find(const Key& key) const {
        const auto slots = slots_.load();
        const std::uint64_t wanted = tag_of(key);
        for (std::size_t i = wanted & slots->mask;; i = (i + 1) & slots->mask) {
            const std::uint64_t tag = slots->slot[i].tag.load(std::memory_order_acquire);
            if (tag == free_tag)
                return nullptr;
            if (tag != wanted)
                continue;
            if (Ptr found = slots->slot[i].object.load(); found && KeyOf::of(*found) == key)
                return found;
        }
    }

    /// Readers: every object, in no order.
    template <class Visit>
    void for_each(Visit&& visit) const {
        const auto slots = slots_.load();
        for (std::size_t i = 0; i <= slots->mask; ++i)
            if (slots->slot[i].tag.load(std::memory_order_acquire) > erased_tag)
                if (Ptr object = slots->slot[i].object.load())
                    visit(object);
    }

    std::size_t size() const { return size_.load(std::memory_order_relaxed); }
    std::size_t memory_bytes() const { return (slots_.load()->mask + 1) * sizeof(Slot); }

    /// Writer: puts the object in, in one step in place of one with the same key.
    void put(Ptr object) {
        const auto key = KeyOf::of(*object);
        if (Slot* slot = slot_of(key)) {
            slot->object.store(std::move(object));
            return;
        }
        if ((used_ + 1) * 4 > (slots_.load()->mask + 1) * 3)
            rebuild(size() + 1);
        place(*slots_.load(), std::move(object));
        size_.fetch_add(1, std::memory_order_relaxed);
        ++used_;
    }

    /// Writer: false when there is no such key.
    template <class Key>
    bool erase(const Key& key) {
        Slot* slot = slot_of(key);
        if (!slot)
            return false;
        slot->tag.store(erased_tag, std::memory_order_release);
        slot->object.store(nullptr);
        size_.fetch_sub(1, std::memory_order_relaxed);
        if (const std::size_t slots = slots_.load()->mask + 1;
            slots > smallest && size() * 8 < slots)
            rebuild(size());
        return true;
    }

  private:
    static constexpr std::uint64_t free_tag = 0, erased_tag = 1;
    static constexpr std::size_t smallest = 8;

    struct Slot {
        std::atomic<std::uint64_t> tag{free_tag};
        AtomicPtr<T> object;
    };
    struct Slots {
        explicit Slots(std::size_t n) : slot(std::make_unique<Slot[]>(n)), mask(n - 1) {}
        std::unique_ptr<Slot[]> slot;
        std::size_t mask;
    };

    template <class Key>
    static std::uint64_t tag_of(const Key& key) {
        return std::max<std::uint64_t>(KeyOf::hash(key), erased_tag + 1);
    }

    template <class Key>
    Slot* slot_of(const Key& key) {
        const auto slots = slots_.load();
        const std::uint64_t wanted = tag_of(key);
        for (std::size_t i = wanted & slots->mask;; i = (i + 1) & slots->mask) {
            Slot& slot = slots->slot[i];
            const std::uint64_t tag = slot.tag.load(std::memory_order_relaxed);
            if (tag == free_tag)
                return nullptr;
            if (tag == wanted && KeyOf::of(*slot.object.load()) == key)
                return &slot;
        }
    }

    static void place(const Slots& slots, Ptr object) {
        const std::uint64_t tag = tag_of(KeyOf::of(*object));
        std::size_t i = tag & slots.mask;
        while (slots.slot[i].tag.load(std::memory_order_relaxed) != free_tag)
            i = (i + 1) & slots.mask;
        slots.slot[i].object.store(std::move(object));
        slots.slot[i].tag.store(tag, std::memory_order_release);
    }

    /// Makes room for `expected` objects at half load and drops the marks of erased ones.
    void rebuild(std::size_t expected) {
        auto fresh = std::make_shared<const Slots>(std::bit_ceil(std::max(smallest, expected * 2)));
        used_ = 0;
        for_each([&](const Ptr& object) {
            place(*fresh, object);
            ++used_;
        });
        slots_.store(std::move(fresh));
    }

    AtomicPtr<const Slots> slots_;
    std::atomic<std::size_t> size_{0};
    std::size_t used_ = 0; ///< slots that are not free; the writer's
};

} // namespace bsc
