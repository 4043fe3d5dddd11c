#include "app/workbench/memory_probe_command.h"

#include "engine/experiment/memory_probe.h"

#include <cstdio>
#include <string_view>

namespace bsc::ui {

std::optional<int> answerMemoryProbe(int argc, char** argv) {
    if (argc != 3 || std::string_view(argv[1]) != memoryProbeOption)
        return std::nullopt;
    const auto memory = parse_memory_load(argv[2]).and_then(measure);
    if (!memory) {
        std::fprintf(stderr, "bsc-workbench: %s\n", memory.error().text.c_str());
        return 1;
    }
    std::puts(to_text(*memory).c_str());
    return 0;
}

} // namespace bsc::ui
