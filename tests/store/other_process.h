#pragma once

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace bsc::test {

/// A process that opens something and holds it until it is killed. SQLite's connections bear no
/// fork: this process must have none when it makes one.
class OtherProcess {
  public:
    /// open() runs in the process; what it returns converts to bool and is held.
    template <class Open>
    explicit OtherProcess(Open&& open) {
        int ends[2];
        if (pipe(ends) != 0)
            return;
        process_ = fork();
        if (process_ == 0) {
            const auto held = std::forward<Open>(open)();
            const char said = held ? 'y' : 'n';
            [[maybe_unused]] const auto n = write(ends[1], &said, 1);
            pause();
            _exit(0);
        }
        char heard = 'n';
        holds_ = process_ > 0 && read(ends[0], &heard, 1) == 1 && heard == 'y';
        close(ends[0]);
        close(ends[1]);
    }
    ~OtherProcess() { end(); }
    OtherProcess(const OtherProcess&) = delete;
    OtherProcess& operator=(const OtherProcess&) = delete;

    bool holds() const { return holds_; }

    /// Kills it, as a crash would.
    void end() {
        if (process_ <= 0)
            return;
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        process_ = -1;
    }

  private:
    pid_t process_ = -1;
    bool holds_ = false;
};

} // namespace bsc::test
