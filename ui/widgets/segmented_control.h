#pragma once

#include "ui/models/theme.h"

#include <QStringList>
#include <QWidget>

namespace bsc::ui {

/// A few choices side by side, one of them taken. Left and right change it.
class SegmentedControl : public QWidget {
    Q_OBJECT
  public:
    SegmentedControl(const Theme& theme, const QStringList& choices, QWidget* parent = nullptr);

    int current() const { return current_; }
    const QStringList& choices() const { return choices_; }
    void setCurrent(int index);
    /// The taken choice stays taken where there is one in its place, else the last is.
    void setChoices(const QStringList& choices);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  signals:
    void currentChanged(int index);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    qreal widthOf(int index) const;
    QFont fontOf(int index) const;

    const Theme& theme_;
    QStringList choices_;
    int current_ = 0;
};

} // namespace bsc::ui
