#include "ui/models/notice_board.h"

#include <algorithm>

namespace bsc::ui {

void NoticeBoard::raise(Notice notice) {
    const auto same = [&](const Notice& other) { return other.key == notice.key; };
    const auto found = std::find_if(notices_.begin(), notices_.end(), same);
    if (found == notices_.end())
        notices_.append(std::move(notice));
    else
        *found = std::move(notice);
    emit changed();
}

void NoticeBoard::clear(const QString& key) {
    if (notices_.removeIf([&](const Notice& notice) { return notice.key == key; }) > 0)
        emit changed();
}

const Notice* NoticeBoard::find(const QString& key) const {
    for (const Notice& notice : notices_)
        if (notice.key == key)
            return &notice;
    return nullptr;
}

} // namespace bsc::ui
