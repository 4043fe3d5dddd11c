#pragma once

#include "ui/models/notice_board.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace bsc::ui {

/// "Open folder", for the notice of a file that was written.
inline NoticeAction openFolderOf(const QString& file) {
    return {QObject::tr("Open folder"),
            [file] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).path())); }};
}

/// Says that a chart's file could not be written, and why.
inline void raiseExportFailed(NoticeBoard& notices, const QString& reason) {
    notices.raise(
        {"export", Notice::Level::error, QObject::tr("The chart was not exported"), reason, {}});
}

} // namespace bsc::ui
