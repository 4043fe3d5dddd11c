#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace bsc::test {

/// `bsc serve` as a process of its own, on a free port of loopback.
class BscProcess {
  public:
    /// `arguments` follow "serve". Waits for its ready line; running() is false when none came.
    BscProcess(const std::string& program, std::vector<std::string> arguments);
    ~BscProcess(); ///< kills it when it still runs

    BscProcess(const BscProcess&) = delete;
    BscProcess& operator=(const BscProcess&) = delete;

    bool running() const { return pid_ > 0; }
    pid_t pid() const { return pid_; }
    std::uint16_t port() const { return port_; }
    void signal(int number) const;
    /// Exit code; 128 and more: the signal that ended it.
    int wait();

    std::size_t resident_bytes() const;
    std::size_t open_files() const;

  private:
    pid_t pid_ = -1;
    int ready_ = -1; ///< its standard output
    std::uint16_t port_ = 0;
};

} // namespace bsc::test
