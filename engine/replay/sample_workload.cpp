#include "engine/replay/sample_workload.h"

#include "engine/replay/library_rows.h"
#include "engine/replay/workload_json.h"

extern "C" const char bsc_sample_jsonl[];
extern "C" const char bsc_sample_jsonl_end[];

namespace bsc {

std::vector<WorkloadRow> sample_workload() {
    std::string_view text(bsc_sample_jsonl,
                          static_cast<std::size_t>(bsc_sample_jsonl_end - bsc_sample_jsonl));
    std::vector<WorkloadRow> rows;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        auto row = json_object_in(text.substr(0, end)).and_then(workload_row_of);
        if (row)
            rows.push_back(std::move(*row));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return rows;
}

Result<WorkloadInfo> add_sample_workload(WorkloadLibrary& library) {
    auto name = library.free_name("first hour");
    if (!name)
        return tl::unexpected(name.error());
    auto writer = library.create(std::move(*name), WorkloadKind::sample,
                                 "ships with the program: an hour of a fictional shop's assistant");
    if (!writer)
        return tl::unexpected(writer.error());
    for (WorkloadRow& row : sample_workload())
        if (auto added = writer->add(row_record(std::move(row))); !added)
            return tl::unexpected(added.error());
    return writer->commit();
}

} // namespace bsc
