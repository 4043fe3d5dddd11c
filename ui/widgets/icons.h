#pragma once

#include "ui/models/theme.h"

#include <QIcon>

#include <functional>

namespace bsc::ui {

/// The one-colour picture resources/icons/<name>.svg in a tone of the theme, and in `checked` when
/// it stands on something checked. It follows the theme when that changes; `theme` must outlive it.
QIcon tintedIcon(const Theme& theme, const QString& name, Tone tone = Tone::tx2,
                 Tone checked = Tone::accent);

/// The same in a colour that is asked for at each painting.
QIcon tintedIcon(const QString& name, std::function<QColor()> color);

/// A key of one letter as its cap looks, for a button whose icon stands right of its text.
QIcon keyCap(const Theme& theme, const QString& letter);

/// The program's own icon.
QIcon appIcon();

} // namespace bsc::ui
