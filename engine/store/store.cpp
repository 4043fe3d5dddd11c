#include "engine/store/store.h"

#include "engine/store/answer_codec.h"
#include "engine/store/database_file.h"
#include "engine/store/label_rows.h"
#include "engine/store/lock_file.h"
#include "engine/store/pending.h"
#include "engine/store/policy_memory_rows.h"
#include "engine/store/rows.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace bsc {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// From the first change accepted to its commit. Well under the half second promised.
constexpr auto gathering_time = 200ms;
constexpr auto retry_pause = 500ms;
/// A batch this large is written at once ...
constexpr std::size_t full_batch_bytes = std::size_t{8} << 20;
/// ... and with this much waiting, records are dropped ...
constexpr std::size_t most_pending_bytes = std::size_t{64} << 20;
/// ... entries after this time, which a burst needs and a disk that hangs does not get twice.
constexpr auto patience = 250ms;

/// The newest flows are kept; what they saved stays in the ledger.
constexpr std::uint64_t flows_in_file = 200'000, flows_in_memory = 20'000;

enum class Room {
    always, ///< takes no room to speak of, or must not be lost
    now,    ///< dropped when there is none
    soon,   ///< the same, after some patience
};

/// A connection and the lock under which it is used.
struct Connection {
    DatabasePtr db;
    AnswerCodec codec;
    std::mutex mutex;
};

} // namespace

struct Store::Impl {
    fs::path file; ///< empty: in memory
    std::optional<LockFile> lock_file;
    std::shared_ptr<Connection> writing, reading; ///< the same one in memory
    std::atomic<std::uint64_t> last_flow_id{0}, last_entry_id{0}, last_label_id{0};

    std::mutex telling; ///< held while the watcher is called or changed
    std::function<void(const StoreHealth&)> watcher;
    bool told_of_trouble = false;

    mutable std::mutex mutex;                ///< guards what follows
    mutable std::condition_variable wake;    ///< the writer: there is something to do
    mutable std::condition_variable settled; ///< everybody else: a batch was written, or failed
    Pending pending;
    std::uint64_t accepted = 0, committed = 0; ///< changes
    std::uint64_t failures = 0;                ///< attempts to commit
    std::uint64_t dropped = 0;
    std::uint64_t handed_over = 0; ///< highest entry id the writer was given: no later one is filed
    std::string trouble;
    bool stalled = false; ///< patience ended before the running batch did
    mutable bool hurry = false;
    bool stopping = false;
    std::thread writer;

    std::string name() const { return file.empty() ? "the store in memory" : file.string(); }

    static Result<std::unique_ptr<Impl>> create(const fs::path& file);
    ~Impl() {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        wake.notify_all();
        if (writer.joinable())
            writer.join();
    }

    /// Runs `use(db, codec)` on a connection; what SQLite throws comes back as an error.
    template <class Use>
    auto with(Connection& connection, Use&& use) const
        -> std::invoke_result_t<Use, SQLite::Database&, const AnswerCodec&> {
        const std::lock_guard lock(connection.mutex);
        try {
            return use(*connection.db, connection.codec);
        } catch (const SQLite::Exception& thrown) {
            return tl::unexpected(error_of(thrown, name()));
        } catch (const std::exception& thrown) {
            return fail(ErrorCode::io, name() + ": " + thrown.what());
        }
    }

    /// A reader sees what was accepted before it asked, unless the disk is in trouble.
    template <class Use>
    auto read(Use&& use) const {
        (void)flush();
        return with(*reading, std::forward<Use>(use));
    }

    bool has_room(std::unique_lock<std::mutex>& lock, Room room) {
        const auto there_is_room = [&] { return pending.bytes() < most_pending_bytes; };
        if (there_is_room() || room == Room::always)
            return true;
        if (room == Room::now || stalled || !trouble.empty() || stopping)
            return false;
        stalled = !settled.wait_for(
            lock, patience, [&] { return there_is_room() || !trouble.empty() || stopping; });
        return there_is_room();
    }

    template <class Change>
    void accept(Room room, Change&& change) {
        std::unique_lock lock(mutex);
        if (!has_room(lock, room)) {
            ++dropped;
            lock.unlock();
            tell();
            return;
        }
        const bool was_empty = pending.empty();
        change(pending);
        if (pending.empty())
            return; // it undid what only waited here
        ++accepted;
        if (was_empty || pending.bytes() >= full_batch_bytes)
            wake.notify_all();
    }

    StoreHealth health() const {
        const std::lock_guard lock(mutex);
        StoreHealth health{trouble, dropped};
        if (health.trouble.empty() && stalled)
            health.trouble = "the disk does not keep up with what is to be written to " + name();
        return health;
    }

    /// Tells the watcher when trouble began or ended since it was last told.
    void tell() {
        const std::lock_guard lock(telling);
        const StoreHealth now = health();
        if (now.trouble.empty() != told_of_trouble)
            return;
        told_of_trouble = !told_of_trouble;
        if (watcher)
            watcher(now);
    }

    void drop() {
        const std::lock_guard lock(mutex);
        ++dropped;
    }

    Result<void> flush() const {
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

    void run() {
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

    /// Tries until it works; false when the store closes before it does.
    bool commit(const Pending& batch, std::unique_lock<std::mutex>& lock) {
        for (;;) {
            const bool last_attempt = stopping;
            lock.unlock();
            const auto written = with(*writing, [&](auto& db, const auto& codec) -> Result<void> {
                if (auto there = is_in_place(db, name()); !there)
                    return there;
                return write_batch(db, codec, batch,
                                   file.empty() ? flows_in_memory : flows_in_file);
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
};

Result<std::unique_ptr<Store::Impl>> Store::Impl::create(const fs::path& file) {
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

Result<std::unique_ptr<Store>> Store::open(const fs::path& file) {
    const fs::path folder = fs::absolute(file).parent_path();
    std::error_code error;
    if (!fs::exists(folder, error)) {
        fs::create_directories(folder, error);
        if (!error)
            fs::permissions(folder, fs::perms::owner_all, error);
        if (error)
            return fail(ErrorCode::io, "cannot create " + folder.string() + ": " + error.message());
    }
    auto lock = LockFile::acquire(file.string() + "-lock");
    if (!lock && lock.error().code == ErrorCode::busy)
        return fail(ErrorCode::busy, "another process has " + file.string() +
                                         " open; close it or choose another file");
    if (!lock)
        return tl::unexpected(lock.error());
    auto impl = Impl::create(file);
    if (!impl)
        return tl::unexpected(impl.error());
    (*impl)->lock_file.emplace(std::move(*lock));
    return std::unique_ptr<Store>(new Store(std::move(*impl)));
}

Result<std::unique_ptr<Store>> Store::open_in_memory() {
    return Impl::create({}).map(
        [](auto&& impl) { return std::unique_ptr<Store>(new Store(std::move(impl))); });
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

const fs::path& Store::path() const { return impl_->file; }

std::optional<EncoderRecord> Store::encoder() const {
    return impl_
        ->read([](auto& db, const auto&) -> Result<std::optional<EncoderRecord>> {
            return read_encoder(db);
        })
        .value_or(std::nullopt);
}

Result<void> Store::replace_encoder(const EncoderRecord& encoder,
                                    const std::vector<EntryRecord>& entries) {
    impl_->accept(Room::always, [&](Pending& pending) {
        pending.set_encoder(encoder);
        pending.set_mean({});
        pending.clear_entries();
        for (const EntryRecord& entry : entries)
            pending.put(entry);
    });
    return flush();
}

std::vector<float> Store::mean_vector() const {
    return impl_
        ->read([](auto& db, const auto&) -> Result<std::vector<float>> { return read_mean(db); })
        .value_or(std::vector<float>{});
}

void Store::put_mean_vector(std::vector<float> mean) {
    impl_->accept(Room::always, [&](Pending& pending) { pending.set_mean(std::move(mean)); });
}

Result<std::optional<PolicyMemoryRecord>> Store::policy_memory() const {
    return impl_->read([](auto& db, const auto&) { return read_policy_memory(db); });
}

void Store::put_policy_memory(PolicyMemoryRecord memory) {
    impl_->accept(Room::always, [&](Pending& pending) { pending.set(std::move(memory)); });
}

void Store::put_entry(EntryRecord entry) {
    const std::uint64_t id = entry.id;
    if (entry.answer.size() > AnswerCodec::longest_answer)
        impl_->drop();
    else
        impl_->accept(Room::soon, [&](Pending& pending) { pending.put(std::move(entry)); });
    std::uint64_t last = impl_->last_entry_id;
    while (last < id && !impl_->last_entry_id.compare_exchange_weak(last, id)) {
    }
}

void Store::erase_entry(std::uint64_t id) {
    impl_->accept(Room::always,
                  [&](Pending& pending) { pending.erase(id, id <= impl_->handed_over); });
}

void Store::touch_entry(std::uint64_t id, std::int64_t last_accessed_us,
                        std::uint64_t access_count) {
    impl_->accept(Room::always, [&](Pending& pending) {
        pending.touch(id, {last_accessed_us, access_count}, id <= impl_->handed_over);
    });
}

void Store::pin_entry(std::uint64_t id, bool pinned) {
    impl_->accept(Room::always,
                  [&](Pending& pending) { pending.pin(id, pinned, id <= impl_->handed_over); });
}

void Store::put_flow(FlowRecord flow) {
    const std::uint64_t id = flow.id;
    impl_->accept(Room::now, [&](Pending& pending) { pending.put(std::move(flow)); });
    std::uint64_t last = impl_->last_flow_id;
    while (last < id && !impl_->last_flow_id.compare_exchange_weak(last, id)) {
    }
}

std::uint64_t Store::put_label(LabelRecord label) {
    const std::uint64_t id = label.id = ++impl_->last_label_id;
    impl_->accept(Room::now, [&](Pending& pending) { pending.put(std::move(label)); });
    return id;
}

void Store::erase_label(std::uint64_t id) {
    impl_->accept(Room::always, [&](Pending& pending) { pending.erase_label(id); });
}

void Store::book(const LedgerKey& key, const LedgerSum& sum) {
    impl_->accept(Room::now, [&](Pending& pending) { pending.book(key, sum); });
}

void Store::clear_entries() {
    impl_->accept(Room::always, [](Pending& pending) { pending.clear_entries(); });
}

Result<void> Store::load_entries(const std::function<void(EntryRecord&&)>& visit) const {
    return impl_->read([&](auto& db, const auto& codec) { return read_entries(db, codec, visit); });
}

Result<std::vector<FlowRecord>> Store::flows(std::size_t limit, std::uint64_t before_id) const {
    constexpr std::uint64_t newest = std::numeric_limits<std::int64_t>::max();
    return impl_->read([&](auto& db, const auto& codec) {
        return read_flows(db, codec, limit, before_id == 0 ? newest : before_id);
    });
}

Result<std::optional<FlowRecord>> Store::flow(std::uint64_t id) const {
    return flows(1, id + 1).map([id](std::vector<FlowRecord>&& found) {
        return found.empty() || found.front().id != id
                   ? std::nullopt
                   : std::optional<FlowRecord>(std::move(found.front()));
    });
}

Result<std::vector<LabelRecord>> Store::labels() const {
    return impl_->read([](auto& db, const auto&) { return read_labels(db); });
}

Result<std::vector<EntryWords>> Store::entry_words() const {
    return impl_->read([](auto& db, const auto&) -> Result<std::vector<EntryWords>> {
        return read_entry_words(db);
    });
}

Result<std::vector<LabelRecord>> Store::labels_of(const fs::path& file) {
    auto db = open_to_look(file);
    if (!db)
        return tl::unexpected(db.error());
    try {
        if (!has_labels(**db))
            return fail(ErrorCode::wrong_format,
                        file.string() + " was written by an older version; once this one has "
                                        "opened it, its labels can be read");
        return read_labels(**db);
    } catch (const SQLite::Exception& thrown) {
        return tl::unexpected(error_of(thrown, file.string()));
    }
}

Result<std::vector<LedgerRow>> Store::ledger() const {
    return impl_->read([](auto& db, const auto&) { return read_ledger(db); });
}

Result<std::vector<LedgerRow>> Store::ledger_of(const fs::path& file) {
    auto db = open_to_look(file);
    if (!db)
        return tl::unexpected(db.error());
    try {
        if (!(*db)->tableExists("ledger")) // of before there was one
            return {};
        return read_ledger(**db);
    } catch (const SQLite::Exception& thrown) {
        return tl::unexpected(error_of(thrown, file.string()));
    }
}

std::uint64_t Store::last_flow_id() const { return impl_->last_flow_id; }
std::uint64_t Store::last_entry_id() const { return impl_->last_entry_id; }

Result<void> Store::flush() { return impl_->flush(); }

std::uint64_t Store::file_bytes() const {
    std::uint64_t bytes = 0;
    for (const char* suffix : {"", "-wal"}) {
        std::error_code missing;
        if (const auto size = fs::file_size(impl_->file.string() + suffix, missing); !missing)
            bytes += size;
    }
    return bytes;
}

StoreHealth Store::health() const { return impl_->health(); }

void Store::watch(std::function<void(const StoreHealth&)> watcher) {
    {
        const std::lock_guard lock(impl_->telling);
        impl_->watcher = std::move(watcher);
        impl_->told_of_trouble = false;
    }
    impl_->tell();
}

} // namespace bsc
