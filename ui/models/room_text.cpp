#include "ui/models/room_text.h"

#include "ui/models/format.h"

#include <QObject>

namespace bsc::ui {

namespace {

constexpr std::uint64_t worth_telling = 1'000'000; // bytes

} // namespace

QString roomText(const FileRoom& room) {
    const QString kept = formatBytes(static_cast<double>(room.kept));
    if (room.given_back > 0) {
        const QString smaller = QObject::tr("The database is %1 smaller.")
                                    .arg(formatBytes(static_cast<double>(room.given_back)));
        return room.kept == 0 ? smaller
                              : QObject::tr("%1 %2 in it are used again.").arg(smaller, kept);
    }
    if (room.kept < worth_telling)
        return QObject::tr("Its room in the database is used again.");
    const QString again =
        QObject::tr("%1 in the database are used again before it grows.").arg(kept);
    return room.can_go ? QObject::tr("%1 With the workbench closed, bsc workloads purge makes it "
                                     "smaller.")
                             .arg(again)
                       : again;
}

} // namespace bsc::ui
