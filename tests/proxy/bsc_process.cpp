#include "tests/proxy/bsc_process.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace bsc::test {
namespace {

std::string first_line(int descriptor) {
    std::string line;
    for (char c; ::read(descriptor, &c, 1) == 1 && c != '\n';)
        line += c;
    return line;
}

/// "... http://127.0.0.1:40123, ..."
std::uint16_t port_in(const std::string& line) {
    constexpr std::string_view before = "http://127.0.0.1:";
    const std::size_t at = line.find(before);
    return at == std::string::npos
               ? 0
               : static_cast<std::uint16_t>(std::atoi(line.c_str() + at + before.size()));
}

} // namespace

BscProcess::BscProcess(const std::string& program, std::vector<std::string> arguments) {
    std::vector<std::string> words{program,       "serve",     "--listen",
                                   "127.0.0.1:0", "--encoder", "lexical"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);

    int pipe_ends[2];
    if (pipe(pipe_ends) != 0)
        return;
    pid_ = fork();
    if (pid_ == 0) {
        dup2(pipe_ends[1], STDOUT_FILENO);
        ::close(pipe_ends[0]);
        ::close(pipe_ends[1]);
        execv(program.c_str(), pointers.data());
        _exit(127);
    }
    ::close(pipe_ends[1]);
    ready_ = pipe_ends[0];
    port_ = port_in(first_line(ready_));
    if (port_ == 0)
        wait();
}

BscProcess::~BscProcess() {
    if (running()) {
        signal(SIGKILL);
        wait();
    }
    if (ready_ >= 0)
        ::close(ready_);
}

void BscProcess::signal(int number) const { ::kill(pid_, number); }

int BscProcess::wait() {
    constexpr int signal_base = 128;
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : signal_base + WTERMSIG(status);
}

std::size_t BscProcess::resident_bytes() const {
    std::ifstream statm("/proc/" + std::to_string(pid_) + "/statm");
    std::size_t size = 0, resident = 0;
    statm >> size >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::size_t BscProcess::open_files() const {
    std::size_t count = 0;
    std::error_code gone;
    for ([[maybe_unused]] const auto& descriptor :
         std::filesystem::directory_iterator("/proc/" + std::to_string(pid_) + "/fd", gone))
        ++count;
    return count;
}

} // namespace bsc::test
