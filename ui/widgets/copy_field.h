#pragma once

#include "ui/models/theme.h"

#include <QAbstractButton>
#include <QTimer>

namespace bsc::ui {

/// A text in a sunk field; a click copies it and says so.
class CopyField : public QAbstractButton {
    Q_OBJECT
  public:
    explicit CopyField(const Theme& theme, QWidget* parent = nullptr);

    /// `shown` stands in the field, `copied` goes to the clipboard.
    void setTexts(const QString& shown, const QString& copied);
    void setIconShown(bool shown); ///< the little copy picture; on by default

    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void copy();

    const Theme& theme_;
    QString copied_;
    bool iconShown_ = true;
    QIcon copyIcon_, doneIcon_;
    QTimer done_; ///< runs while the check mark shows
};

} // namespace bsc::ui
