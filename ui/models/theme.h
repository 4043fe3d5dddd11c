#pragma once

#include "engine/cache/decision.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

#include <array>

namespace bsc::ui {

/// Colours by their job; values are the table in section 4 of the design guide.
enum class Tone {
    win,
    pane,
    alt,
    sunk,
    btn,
    line,
    line2,
    grid,
    tx,
    tx2,
    tx3,
    accent,
    onAccent,
    accentSoft,
    sel,
    hover,
    tip,
    tipText,
    bit1,
    bit0,
};

struct VerdictColors {
    QColor mark, text, tint; ///< tint is invalid for bypass: outline only
};

enum class FontRole {
    figureDetail, ///< 26/600
    figure,       ///< 22/600
    firstRun,     ///< 20/600
    sheetTitle,   ///< 16/600
    panelTitle,   ///< 13/600
    base,         ///< 13/400
    table,        ///< 12.5/400
    number,       ///< 12 mono
    secondary,    ///< 12/400
    axis,         ///< 11/500
};

/// The look of the program: one object, handed to everything that paints. Made in the GUI thread,
/// where it takes over what fonts and the screen are like; what paints elsewhere needs one of its
/// own, which then belongs to that thread.
class Theme : public QObject {
    Q_OBJECT
  public:
    enum class Mode { system, light, dark };

    explicit Theme(QObject* parent = nullptr);
    explicit Theme(Mode mode);

    Mode mode() const { return mode_; }
    void setMode(Mode mode); ///< emits changed() when the look changes
    bool isDark() const { return dark_; }

    QColor color(Tone tone) const;
    VerdictColors verdict(Verdict verdict) const;
    QColor recordRed() const;
    QColor switchOn() const; ///< a switch that is on: the green of hits, a shade deeper
    QFont font(FontRole role) const { return fonts_[static_cast<std::size_t>(role)]; }
    QPalette palette() const;
    QString styleSheet() const;

    /// For exports, which always use this look. GUI thread.
    static const Theme& light();

  signals:
    void changed();

  private:
    static constexpr std::size_t font_roles = static_cast<std::size_t>(FontRole::axis) + 1;

    const std::array<QFont, font_roles> fonts_;
    const bool systemDark_; ///< judged once: later the palette is our own
    Mode mode_ = Mode::system;
    bool dark_;
};

} // namespace bsc::ui
