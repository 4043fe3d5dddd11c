#pragma once

#include "ui/models/theme.h"

namespace bsc::ui {

/// Gives the application the theme's style, palette, font and style sheet, now and whenever the
/// theme changes, and makes the program's resources (icons, samples) known. Call once.
void installLook(Theme& theme);

} // namespace bsc::ui
