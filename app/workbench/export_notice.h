#pragma once

#include "ui/models/notice_board.h"

namespace bsc::ui {

/// Says that a chart's file could not be written, and why.
inline void raiseExportFailed(NoticeBoard& notices, const QString& reason) {
    notices.raise(
        {"export", Notice::Level::error, QObject::tr("The chart was not exported"), reason, {}});
}

} // namespace bsc::ui
