#pragma once

#include <optional>

namespace bsc::ui {

/// What the memory experiment adds to the program it starts for every figure.
inline constexpr const char* memoryProbeOption = "--memory-probe";

/// `--memory-probe LOAD`: builds the load, writes what this process holds and returns the exit
/// code; for run_memory(), not for people. None: something else was asked for. To be called before
/// anything is built.
std::optional<int> answerMemoryProbe(int argc, char** argv);

} // namespace bsc::ui
