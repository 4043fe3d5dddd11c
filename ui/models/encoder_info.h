#pragma once

#include "engine/embed/embedder.h"

#include <QString>

namespace bsc::ui {

/// Which encoder is on, for those who show it.
struct EncoderInfo {
    QString name;      ///< "lexical", "hybrid", "remote"
    unsigned dim = 0;  ///< floats an embedding
    unsigned bits = 0; ///< of a code
    ThresholdPresets presets{};
};

} // namespace bsc::ui
