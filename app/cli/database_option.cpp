#include "app/cli/database_option.h"

#include "app/cli/commands.h"

#include <cstdlib>

namespace bsc::cli {
namespace {

template <class Library>
std::unique_ptr<Library> opened(Result<std::unique_ptr<Library>> library) {
    if (!library)
        leave(Exit::database, library.error());
    return std::move(*library);
}

} // namespace

std::filesystem::path usual_database() {
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    const std::filesystem::path folder = data && *data == '/' ? std::filesystem::path(data)
                                         : home ? std::filesystem::path(home) / ".local" / "share"
                                                : std::filesystem::path(".");
    return folder / "bsc" / "cache.sqlite";
}

std::unique_ptr<WorkloadLibrary> open_workloads(const std::filesystem::path& database) {
    return opened(WorkloadLibrary::open(database.empty() ? usual_database() : database));
}

std::unique_ptr<RunLibrary> open_runs(const std::filesystem::path& database) {
    return opened(RunLibrary::open(database.empty() ? usual_database() : database));
}

} // namespace bsc::cli
