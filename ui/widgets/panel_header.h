#pragma once

#include "ui/models/theme.h"

#include <QHBoxLayout>
#include <QWidget>

namespace bsc::ui {

/// The head of a panel, 34 px: title, a quiet explanation, controls at the right.
class PanelHeader : public QWidget {
    Q_OBJECT
  public:
    PanelHeader(const Theme& theme, const QString& title, const QString& explanation = {},
                QWidget* parent = nullptr);

    void addText(QWidget* widget);     ///< after the title
    void addYielding(QWidget* widget); ///< as a text that has only what room the others leave
    void addControl(QWidget* control); ///< at the right end

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& theme_;
    QHBoxLayout* row_;
    int texts_ = 0; ///< widgets before the stretch
};

} // namespace bsc::ui
