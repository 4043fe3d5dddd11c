#pragma once

#include <QString>

namespace bsc::ui {

class Theme;

/// The one style sheet of the program, every colour taken from the theme. Looks that differ from a
/// widget's default are asked for by dynamic properties: `look` ("primary", "ghost", "field",
/// "code"), `scale` ("small") and, for labels, `ink` ("tx2", "tx3", "good", "doubt").
QString buildStyleSheet(const Theme& theme);

} // namespace bsc::ui
