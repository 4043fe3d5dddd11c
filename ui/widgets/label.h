#pragma once

#include "ui/models/theme.h"

#include <QLabel>

namespace bsc::ui {

/// A plain text in one of the theme's fonts; a line that has too little room ends in "…", and
/// its tip tells the whole. Its colour comes from the style sheet: a palette would not outlive a
/// change of theme.
class Label : public QLabel {
    Q_OBJECT
  public:
    /// `tone`: tx, tx2 or tx3.
    Label(const Theme& theme, FontRole font, Tone tone, const QString& text = {},
          QWidget* parent = nullptr);

    void setTone(Tone tone);
    void setOutcome(bool good); ///< the text colour of a hit, or of a near miss

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    bool isCut() const; ///< shows less than its text
    void setInk(const char* name);
};

} // namespace bsc::ui
