#pragma once

#include <sys/resource.h>

namespace bsc {

/// No core file of this process is written, should it crash: its memory holds other people's API
/// keys.
inline void forbid_core_files() {
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_CORE, &none);
}

} // namespace bsc
