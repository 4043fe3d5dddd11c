#pragma once

#include "engine/store/database_file.h"

#include <mutex>
#include <type_traits>
#include <utility>

namespace bsc {

/// One connection for several threads, one at a time; what SQLite throws comes back as an error.
class SharedConnection {
  public:
    SharedConnection(DatabasePtr db, std::string name)
        : db_(std::move(db)), name_(std::move(name)) {}

    /// `use(db)` returns a Result.
    template <class Use>
    auto with(Use&& use) -> std::invoke_result_t<Use, SQLite::Database&> {
        const std::lock_guard lock(mutex_);
        try {
            return use(*db_);
        } catch (const SQLite::Exception& thrown) {
            return tl::unexpected(error_of(thrown, name_));
        } catch (const std::exception& thrown) {
            return fail(ErrorCode::io, name_ + ": " + thrown.what());
        }
    }

  private:
    std::mutex mutex_;
    DatabasePtr db_;
    const std::string name_;
};

} // namespace bsc
