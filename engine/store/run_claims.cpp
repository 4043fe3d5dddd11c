#include "engine/store/run_claims.h"

#include "engine/store/named_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace bsc {
namespace {

/// Runs number from 1; all claimants share this byte, and who removes the file has it alone.
constexpr std::uint64_t file_in_use = 0;

/// Such locks belong to the open file, not to the process: two libraries of one process keep each
/// other out as well, and closing another descriptor drops nothing.
struct flock lock_of(std::uint64_t byte, short type) {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(byte);
    lock.l_len = 1;
    return lock;
}

/// Tells errno; 0: it is locked.
int lock(int descriptor, int how, std::uint64_t byte, short type) {
    struct flock wanted = lock_of(byte, type);
    while (fcntl(descriptor, how, &wanted) != 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

tl::unexpected<Error> trouble(const std::filesystem::path& path, int error) {
    return fail(ErrorCode::io,
                "cannot lock " + path.string() + ": " + std::generic_category().message(error));
}

} // namespace

RunClaim::~RunClaim() {
    if (descriptor_ < 0)
        return;
    // Let go first: of two that end at once, one then has it alone.
    lock(descriptor_, F_OFD_SETLK, file_in_use, F_UNLCK);
    if (lock(descriptor_, F_OFD_SETLK, file_in_use, F_WRLCK) == 0 && is_named(descriptor_, path_))
        unlink(path_.c_str());
    close(descriptor_);
}

Result<RunClaims> RunClaims::of(const std::filesystem::path& database) {
    if (!database.empty()) { // the same file for all that reach the database, by whatever name
        std::error_code missing;
        const auto real = std::filesystem::canonical(database, missing);
        if (missing)
            return trouble(database, missing.value());
        return RunClaims(real.string() + "-runs-lock", -1);
    }
    const int memory = memfd_create("bsc-runs-lock", MFD_CLOEXEC);
    if (memory < 0)
        return trouble("memory", errno);
    // By this name it is another open file each time, and cannot be removed.
    return RunClaims("/proc/self/fd/" + std::to_string(memory), memory);
}

RunClaims::~RunClaims() {
    if (memory_ >= 0)
        close(memory_);
}

Result<RunClaim> RunClaims::claim(std::uint64_t run) const {
    for (;;) {
        const int descriptor = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor < 0)
            return trouble(path_, errno);
        int error = lock(descriptor, F_OFD_SETLKW, file_in_use, F_RDLCK);
        if (error == 0 && !is_named(descriptor, path_)) {
            close(descriptor); // the last claimant removed it meanwhile
            continue;
        }
        if (error == 0)
            error = lock(descriptor, F_OFD_SETLK, run, F_WRLCK);
        if (error == 0)
            return RunClaim(path_, descriptor);
        close(descriptor);
        if (error == EAGAIN || error == EACCES)
            return fail(ErrorCode::busy, "Run " + std::to_string(run) +
                                             " is being written; wait until it is done, or cancel "
                                             "it where it runs.");
        return trouble(path_, error);
    }
}

bool RunClaims::is_claimed(std::uint64_t run) const {
    const int descriptor = open(path_.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    struct flock wanted = lock_of(run, F_WRLCK);
    const bool claimed = fcntl(descriptor, F_OFD_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK;
    close(descriptor);
    return claimed;
}

} // namespace bsc
