#pragma once

#include "ui/models/theme.h"

#include <QLabel>

namespace bsc::ui {

/// A plain text in one of the theme's fonts and tones; it follows the theme.
class Label : public QLabel {
    Q_OBJECT
  public:
    Label(const Theme& theme, FontRole font, Tone tone, const QString& text = {},
          QWidget* parent = nullptr);

    void setTone(Tone tone);
    void setColor(const QColor& color); ///< until the next theme or tone

  private:
    void follow();

    const Theme& theme_;
    Tone tone_;
};

} // namespace bsc::ui
