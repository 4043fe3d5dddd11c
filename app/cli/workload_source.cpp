#include "app/cli/workload_source.h"

#include "app/cli/commands.h"
#include "app/cli/database_option.h"
#include "engine/replay/library_rows.h"

namespace bsc::cli {

WorkloadSource open_workload(const std::string& name, const std::filesystem::path& database) {
    const std::filesystem::path file = name;
    std::error_code ignored;
    if (database.empty() || std::filesystem::is_regular_file(file, ignored)) {
        auto reader = WorkloadReader::open(file);
        if (!reader)
            leave(Exit::failure, reader.error());
        return {file.filename().string(), std::make_unique<WorkloadReader>(std::move(*reader)), {}};
    }
    auto library = open_workloads(database);
    const auto info = library->find(name);
    if (!info)
        leave(Exit::failure, info.error());
    auto rows = library->rows(info->id);
    if (!rows)
        leave(Exit::database, rows.error());
    return {info->name, std::make_unique<LibraryRows>(std::move(*rows)), std::move(library)};
}

} // namespace bsc::cli
