#include "app/cli/database_option.h"

#include "app/cli/commands.h"

#include <cstdlib>

namespace bsc::cli {

std::filesystem::path usual_database() {
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    const std::filesystem::path folder = data && *data == '/' ? std::filesystem::path(data)
                                         : home ? std::filesystem::path(home) / ".local" / "share"
                                                : std::filesystem::path(".");
    return folder / "bsc" / "cache.sqlite";
}

std::unique_ptr<WorkloadLibrary> open_workloads(const std::filesystem::path& database) {
    auto library = WorkloadLibrary::open(database.empty() ? usual_database() : database);
    if (!library)
        leave(Exit::database, library.error());
    return std::move(*library);
}

} // namespace bsc::cli
