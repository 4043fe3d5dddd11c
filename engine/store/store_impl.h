#pragma once

#include "engine/store/answer_codec.h"
#include "engine/store/database_file.h"
#include "engine/store/lock_file.h"
#include "engine/store/pending.h"
#include "engine/store/store.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace bsc {

/// What a store is behind its calls: two connections, the changes that wait, and the thread that
/// commits them in batches and tries again while the disk is in trouble.
struct Store::Impl {
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

    std::filesystem::path file; ///< empty: in memory
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

    static Result<std::unique_ptr<Impl>> create(const std::filesystem::path& file);
    ~Impl();

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

    StoreHealth health() const;
    /// Tells the watcher when trouble began or ended since it was last told.
    void tell();
    void drop();
    Result<void> flush() const;

  private:
    /// A batch this large is written at once.
    static constexpr std::size_t full_batch_bytes = std::size_t{8} << 20;

    bool has_room(std::unique_lock<std::mutex>& lock, Room room);
    void run();
    /// Tries until it works; false when the store closes before it does.
    bool commit(const Pending& batch, std::unique_lock<std::mutex>& lock);
};

} // namespace bsc
