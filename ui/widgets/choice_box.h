#pragma once

#include <QComboBox>

namespace bsc::ui {

/// A combo box that may be narrower than its texts, and then ends them in "…". Its tip tells the
/// whole text.
class ChoiceBox : public QComboBox {
    Q_OBJECT
  public:
    /// Named for tests and for people who cannot see it; `widest` in pixels.
    ChoiceBox(const QString& name, const QString& about, int widest, QWidget* parent = nullptr);

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
};

} // namespace bsc::ui
