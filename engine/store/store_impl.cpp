#include "engine/store/store_impl.h"

#include "engine/store/label_rows.h"
#include "engine/store/rows.h"

#include <algorithm>
#include <chrono>

namespace bsc {
namespace {

using namespace std::chrono_literals;

/// From the first change accepted to its commit. Well under the half second promised.
constexpr auto gathering_time = 200ms;
constexpr auto retry_pause = 500ms;
/// With this much waiting, records are dropped ...
constexpr std::size_t most_pending_bytes = std::size_t{64} << 20;
/// ... entries after this time, which a burst needs and a disk that hangs does not get twice.
constexpr auto patience = 250ms;

/// The newest flows are kept; what they saved stays in the ledger.
constexpr std::uint64_t flows_in_file = 200'000, flows_in_memory = 20'000;

} // namespace

Result<std::unique_ptr<Store::Impl>> Store::Impl::create(const std::filesystem::path& file) {
    auto impl = std::make_unique<Impl>();
    impl->file = file;
    auto writing = file.empty() ? open_memory_database() : open_for_writing(file);
    if (!writing)
        return tl::unexpected(writing.error());
    impl->writing = std::make_shared<Connection>();
    impl->writing->db = std::move(*writing);
    impl->reading = impl->writing;
    if (!file.empty()) {
        auto reading = open_for_reading(file);
        if (!reading)
            return tl::unexpected(reading.error());
        impl->reading = std::make_shared<Connection>();
        impl->reading->db = std::move(*reading);
    }
    auto known = impl->with(*impl->reading, [&](auto& db, const auto&) -> Result<void> {
        impl->last_flow_id = read_last_flow_id(db);
        impl->last_label_id = read_last_label_id(db);
        impl->handed_over = impl->last_entry_id = read_last_entry_id(db);
        return {};
    });
    if (!known)
        return tl::unexpected(known.error());
    impl->writer = std::thread([impl = impl.get()] { impl->run(); });
    return impl;
}

Store::Impl::~Impl() {
    {
        const std::lock_guard lock(mutex);
        stopping = true;
    }
    wake.notify_all();
    if (writer.joinable())
        writer.join();
}

bool Store::Impl::has_room(std::unique_lock<std::mutex>& lock, Room room) {
    const auto there_is_room = [&] { return pending.bytes() < most_pending_bytes; };
    if (there_is_room() || room == Room::always)
        return true;
    if (room == Room::now || stalled || !trouble.empty() || stopping)
        return false;
    stalled = !settled.wait_for(lock, patience,
                                [&] { return there_is_room() || !trouble.empty() || stopping; });
    return there_is_room();
}

StoreHealth Store::Impl::health() const {
    const std::lock_guard lock(mutex);
    StoreHealth health{trouble, dropped};
    if (health.trouble.empty() && stalled)
        health.trouble = "the disk does not keep up with what is to be written to " + name();
    return health;
}

void Store::Impl::tell() {
    const std::lock_guard lock(telling);
    const StoreHealth now = health();
    if (now.trouble.empty() != told_of_trouble)
        return;
    told_of_trouble = !told_of_trouble;
    if (watcher)
        watcher(now);
}

void Store::Impl::drop() {
    const std::lock_guard lock(mutex);
    ++dropped;
}

Result<void> Store::Impl::flush() const {
    std::unique_lock lock(mutex);
    const std::uint64_t wanted = accepted, failures_before = failures;
    if (committed >= wanted)
        return {};
    hurry = true;
    wake.notify_all();
    settled.wait(lock, [&] { return committed >= wanted || failures > failures_before; });
    if (committed >= wanted)
        return {};
    return fail(ErrorCode::io, trouble);
}

void Store::Impl::run() {
    std::unique_lock lock(mutex);
    for (;;) {
        wake.wait(lock, [&] { return stopping || !pending.empty(); });
        if (pending.empty())
            return;
        wake.wait_for(lock, gathering_time,
                      [&] { return stopping || hurry || pending.bytes() >= full_batch_bytes; });
        const Pending batch = std::exchange(pending, {});
        const std::uint64_t upto = accepted;
        handed_over = std::max(handed_over, batch.highest_entry());
        hurry = false;
        settled.notify_all(); // there is room again
        if (!commit(batch, lock))
            return;
        committed = upto;
        trouble.clear();
        stalled = false;
        settled.notify_all();
        lock.unlock();
        tell();
        lock.lock();
    }
}

bool Store::Impl::commit(const Pending& batch, std::unique_lock<std::mutex>& lock) {
    for (;;) {
        const bool last_attempt = stopping;
        lock.unlock();
        const auto written = with(*writing, [&](auto& db, const auto& codec) -> Result<void> {
            if (auto there = is_in_place(db, name()); !there)
                return there;
            return write_batch(db, codec, batch, file.empty() ? flows_in_memory : flows_in_file);
        });
        lock.lock();
        if (written)
            return true;
        ++failures;
        trouble = written.error().text;
        settled.notify_all();
        lock.unlock();
        tell();
        lock.lock();
        if (last_attempt)
            return false;
        wake.wait_for(lock, retry_pause, [&] { return stopping || hurry; });
        hurry = false;
    }
}

} // namespace bsc
