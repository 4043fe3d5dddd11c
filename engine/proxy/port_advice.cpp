#include "engine/proxy/proxy.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <optional>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

namespace bsc {

namespace {

namespace fs = std::filesystem;

/// The inode of the socket that listens on `port`, from the kernel's table (proc(5)).
std::optional<std::string> listening_inode(const char* table, std::uint16_t port) {
    static constexpr std::string_view listen_state = "0A";
    std::ifstream stream(table);
    std::string line;
    std::getline(stream, line); // column titles
    while (std::getline(stream, line)) {
        std::istringstream columns(line);
        std::string slot, local, remote, state, queues, timer, retransmits, user, timeout, inode;
        columns >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> user >>
            timeout >> inode;
        const std::size_t colon = local.rfind(':');
        unsigned number = 0;
        if (colon == std::string::npos || state != listen_state)
            continue;
        std::from_chars(local.data() + colon + 1, local.data() + local.size(), number, 16);
        if (number == port)
            return inode;
    }
    return std::nullopt;
}

bool holds_socket(const fs::path& process, const std::string& link) {
    std::error_code error;
    for (const auto& descriptor : fs::directory_iterator(process / "fd", error))
        if (fs::read_symlink(descriptor.path(), error) == link)
            return true;
    return false;
}

std::string holder_of(const std::string& inode) {
    const std::string link = "socket:[" + inode + "]";
    std::error_code error;
    for (const auto& process : fs::directory_iterator("/proc", error)) {
        const std::string id = process.path().filename();
        if (!std::ranges::all_of(id, [](unsigned char c) { return std::isdigit(c); }) ||
            !holds_socket(process.path(), link))
            continue;
        std::string name;
        std::getline(std::ifstream(process.path() / "comm"), name);
        return name + " (pid " + id + ")";
    }
    return {};
}

bool is_free(std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0)
        return false;
    const int on = 1;
    ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool bound =
        ::bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(made);
    return bound;
}

} // namespace

PortAdvice advise_port(std::uint16_t port) {
    PortAdvice advice;
    for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"})
        if (const auto inode = listening_inode(table, port); inode && advice.holder.empty())
            advice.holder = holder_of(*inode);
    constexpr unsigned farthest = 100;
    for (unsigned next = port + 1u; next <= port + farthest && next <= 65535; ++next)
        if (is_free(static_cast<std::uint16_t>(next))) {
            advice.free_port = static_cast<std::uint16_t>(next);
            break;
        }
    return advice;
}

} // namespace bsc
