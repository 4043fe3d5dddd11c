#include "engine/experiment/experiment.h"

#include <fmt/format.h>
#include <fstream>
#include <hwy/targets.h>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>

namespace bsc {
namespace {

/// What follows `separator` in the first line of `file` that begins with `key`, or "".
std::string value_in(const char* file, std::string_view key, char separator) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        if (!line.starts_with(key))
            continue;
        const std::size_t start = line.find_first_not_of(" \t\"", line.find(separator) + 1);
        const std::size_t end = line.find_last_not_of(" \t\"");
        return start == std::string::npos ? "" : line.substr(start, end - start + 1);
    }
    return "";
}

std::string or_else(std::string text, std::string_view other) {
    return text.empty() ? std::string(other) : text;
}

/// The best of the levels both the machine and this program have: the lowest bit is the best.
std::string simd_level() {
    const std::int64_t usable = hwy::SupportedTargets() & HWY_TARGETS;
    return hwy::TargetName(usable & -usable);
}

} // namespace

Machine this_machine() {
    utsname system{};
    uname(&system);
    return {
        .cpu = or_else(value_in("/proc/cpuinfo", "model name", ':'), system.machine),
        .cores = std::thread::hardware_concurrency(),
        .memory_bytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                        static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)),
        .os = fmt::format("{}, kernel {}",
                          or_else(value_in("/etc/os-release", "PRETTY_NAME", '='), system.sysname),
                          system.release),
        .simd = simd_level()};
}

std::string text_of(const Machine& machine) {
    return fmt::format("{}, {} cores, {:.1f} GiB, {}, {}", machine.cpu, machine.cores,
                       static_cast<double>(machine.memory_bytes) / (1 << 30), machine.simd,
                       machine.os);
}

Build this_build() {
#ifdef __clang__
    return {BSC_VERSION, "Clang " __clang_version__, BSC_BUILD_TYPE};
#else
    return {BSC_VERSION, "GCC " __VERSION__, BSC_BUILD_TYPE};
#endif
}

} // namespace bsc
