#include "ui/models/deleted_workloads.h"

#include "ui/models/format.h"
#include "ui/models/workload_table.h"

#include <QDateTime>

namespace bsc::ui {

DeletedWorkloads::DeletedWorkloads(WorkloadShelf& shelf, QObject* parent)
    : DeletedThings(parent), shelf_(shelf) {
    connect(&shelf_, &WorkloadShelf::changed, this, &DeletedThings::changed);
}

QString DeletedWorkloads::title() const { return tr("Deleted workloads"); }

std::vector<DeletedThings::Column> DeletedWorkloads::columns() const {
    return {
        {tr("Name")}, {tr("Kind")}, {tr("Requests"), false}, {tr("Size"), false}, {tr("Added")}};
}

QString DeletedWorkloads::emptyText() const {
    return tr("What is deleted in the library waits here until it is brought back or deleted for "
              "good.");
}

std::vector<DeletedThing> DeletedWorkloads::things() const {
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch() * 1000;
    std::vector<DeletedThing> all;
    for (const WorkloadInfo& info : shelf_.removedOnes())
        all.push_back({info.id,
                       {QString::fromStdString(info.name), toText(name_of(info.kind)),
                        formatCount(info.requests), formatBytes(static_cast<double>(info.bytes)),
                        formatDay(info.created_us, now)},
                       QString::fromStdString(info.name + '\n' + info.note),
                       shelf_.isErasing(info.id)});
    return all;
}

QString DeletedWorkloads::summary() const {
    std::uint64_t bytes = 0;
    for (const WorkloadInfo& info : shelf_.removedOnes())
        bytes += info.bytes;
    return tr("%1 deleted, %2")
        .arg(formatCount(shelf_.removedOnes().size()), formatBytes(static_cast<double>(bytes)));
}

QString DeletedWorkloads::question(const std::vector<std::uint64_t>& ids) const {
    std::uint64_t requests = 0, labels = 0;
    QString what = tr("%1 workloads").arg(formatCount(ids.size()));
    for (const std::uint64_t id : ids)
        if (const WorkloadInfo* info = shelf_.findRemoved(id)) {
            requests += info->requests;
            labels += info->labelled;
            if (ids.size() == 1)
                what = QString("“%1”").arg(QString::fromStdString(info->name));
        }
    return tr("Delete %1 for good? %2 requests, %3 of them with a class, are lost and cannot be "
              "brought back. Kept runs stay.")
        .arg(what, formatCount(requests), formatCount(labels));
}

void DeletedWorkloads::restore(const std::vector<std::uint64_t>& ids) {
    for (const std::uint64_t id : ids)
        shelf_.restore(id);
}

void DeletedWorkloads::erase(const std::vector<std::uint64_t>& ids) {
    for (const std::uint64_t id : ids)
        shelf_.erase(id);
}

} // namespace bsc::ui
