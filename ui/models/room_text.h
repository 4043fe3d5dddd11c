#pragma once

#include "engine/store/file_room.h"

#include <QString>

namespace bsc::ui {

/// What became of the room of what was deleted for good, as a sentence.
QString roomText(const FileRoom& room);

} // namespace bsc::ui
