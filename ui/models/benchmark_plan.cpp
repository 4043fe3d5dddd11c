#include "ui/models/benchmark_plan.h"

#include "engine/replay/library_rows.h"
#include "engine/replay/listed_rows.h"
#include "engine/replay/sample_workload.h"

#include <QObject>

#include <algorithm>
#include <thread>

namespace bsc::ui {

namespace {

/// One per cent of such a workload's classes would be an entry or two.
constexpr std::uint64_t small_workload = 2'000; ///< requests

/// The sample's rows together with a reader of them.
class SampleRows final : public WorkloadRows {
  public:
    SampleRows() : rows_(sample_workload()), reader_(rows_) {}
    Result<std::optional<WorkloadRow>> next() override { return reader_.next(); }

  private:
    std::vector<WorkloadRow> rows_;
    ListedRows reader_;
};

} // namespace

Result<std::vector<BenchmarkWorkload>> benchmarkWorkloads(const WorkloadLibrary* library) {
    std::vector<BenchmarkWorkload> workloads;
    if (library) {
        const auto kept = library->list();
        if (!kept)
            return tl::unexpected(kept.error());
        for (const WorkloadInfo& info : *kept)
            if (info.requests > 0)
                workloads.push_back({info.id, QString::fromStdString(info.name), info.requests});
    }
    if (workloads.empty())
        workloads.push_back({0, QObject::tr("first hour (the sample)"), sample_workload().size()});
    return workloads;
}

BenchmarkPlan planOf(const BenchmarkOrder& order, const MemoryProbe& probe) {
    BenchmarkPlan plan{.workload = order.workload.name.toStdString()};
    if (order.workload.requests < small_workload)
        plan.capacities = {{.percent = 10}, {.percent = 25}, {.percent = 50}};
    plan.quick = order.quick;
    plan.jobs = std::max(1U, std::thread::hardware_concurrency());
    plan.probe_program = probe.program;
    plan.probe_arguments = probe.arguments;
    return plan;
}

RowsSource rowsOf(const BenchmarkWorkload& workload, std::shared_ptr<WorkloadLibrary> library) {
    if (workload.id == 0)
        return [] { return std::make_unique<SampleRows>(); };
    return [id = workload.id, library = std::move(library)] {
        return library->rows(id).map(
            [](WorkloadLibrary::Rows rows) -> std::unique_ptr<WorkloadRows> {
                return std::make_unique<LibraryRows>(std::move(rows));
            });
    };
}

} // namespace bsc::ui
