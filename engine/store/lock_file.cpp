#include "engine/store/lock_file.h"

#include "engine/store/named_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace bsc {

Result<LockFile> LockFile::acquire(const std::filesystem::path& path) {
    for (;;) {
        const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor < 0)
            return fail(ErrorCode::io, "cannot create " + path.string() + ": " +
                                           std::generic_category().message(errno));
        if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            const int error = errno;
            close(descriptor);
            if (error == EWOULDBLOCK)
                return fail(ErrorCode::busy, "another process holds " + path.string());
            return fail(ErrorCode::io, "cannot lock " + path.string() + ": " +
                                           std::generic_category().message(error));
        }
        if (is_named(descriptor, path)) // else the former holder removed it before our lock
            return LockFile(path, descriptor);
        close(descriptor);
    }
}

LockFile::~LockFile() {
    if (descriptor_ < 0)
        return;
    unlink(path_.c_str());
    close(descriptor_);
}

} // namespace bsc
