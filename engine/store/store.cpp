#include "engine/store/store_impl.h"

#include "engine/store/label_rows.h"
#include "engine/store/policy_memory_rows.h"
#include "engine/store/rows.h"

#include <algorithm>
#include <limits>
#include <system_error>

namespace bsc {

namespace fs = std::filesystem;

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
    const fs::path real = fs::weakly_canonical(file, error); // the same by whatever name
    if (error)
        return fail(ErrorCode::io, "cannot open " + file.string() + ": " + error.message());
    auto lock = LockFile::acquire(real.string() + "-lock");
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
    impl_->accept(Impl::Room::always, [&](Pending& pending) {
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
    impl_->accept(Impl::Room::always, [&](Pending& pending) { pending.set_mean(std::move(mean)); });
}

Result<std::optional<PolicyMemoryRecord>> Store::policy_memory() const {
    return impl_->read([](auto& db, const auto&) { return read_policy_memory(db); });
}

void Store::put_policy_memory(PolicyMemoryRecord memory) {
    impl_->accept(Impl::Room::always, [&](Pending& pending) { pending.set(std::move(memory)); });
}

void Store::put_entry(EntryRecord entry) {
    const std::uint64_t id = entry.id;
    if (entry.answer.size() > AnswerCodec::longest_answer)
        impl_->drop();
    else
        impl_->accept(Impl::Room::soon, [&](Pending& pending) { pending.put(std::move(entry)); });
    std::uint64_t last = impl_->last_entry_id;
    while (last < id && !impl_->last_entry_id.compare_exchange_weak(last, id)) {
    }
}

void Store::erase_entry(std::uint64_t id) {
    impl_->accept(Impl::Room::always,
                  [&](Pending& pending) { pending.erase(id, id <= impl_->handed_over); });
}

void Store::touch_entry(std::uint64_t id, std::int64_t last_accessed_us,
                        std::uint64_t access_count) {
    impl_->accept(Impl::Room::always, [&](Pending& pending) {
        pending.touch(id, {last_accessed_us, access_count}, id <= impl_->handed_over);
    });
}

void Store::pin_entry(std::uint64_t id, bool pinned) {
    impl_->accept(Impl::Room::always,
                  [&](Pending& pending) { pending.pin(id, pinned, id <= impl_->handed_over); });
}

void Store::put_flow(FlowRecord flow) {
    const std::uint64_t id = flow.id;
    impl_->accept(Impl::Room::now, [&](Pending& pending) { pending.put(std::move(flow)); });
    std::uint64_t last = impl_->last_flow_id;
    while (last < id && !impl_->last_flow_id.compare_exchange_weak(last, id)) {
    }
}

std::uint64_t Store::put_label(LabelRecord label) {
    const std::uint64_t id = label.id = ++impl_->last_label_id;
    impl_->accept(Impl::Room::now, [&](Pending& pending) { pending.put(std::move(label)); });
    return id;
}

void Store::erase_label(std::uint64_t id) {
    impl_->accept(Impl::Room::always, [&](Pending& pending) { pending.erase_label(id); });
}

void Store::book(const LedgerKey& key, const LedgerSum& sum) {
    impl_->accept(Impl::Room::now, [&](Pending& pending) { pending.book(key, sum); });
}

void Store::clear_entries() {
    impl_->accept(Impl::Room::always, [](Pending& pending) { pending.clear_entries(); });
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
