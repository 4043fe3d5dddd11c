#pragma once

#include <QString>

namespace bsc::ui {

class Theme;

/// The one style sheet of the program, every colour taken from the theme. Looks that differ from a
/// widget's default are asked for by dynamic properties: `look` ("primary", "ghost", "segment",
/// "field") and `scale` ("small").
QString buildStyleSheet(const Theme& theme);

} // namespace bsc::ui
