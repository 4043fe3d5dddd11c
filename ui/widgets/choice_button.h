#pragma once

#include <QPushButton>
#include <QStringList>

namespace bsc::ui {

/// A button with a menu of choices, of which at least one is on. Its text names those that are.
class ChoiceButton : public QPushButton {
    Q_OBJECT
  public:
    explicit ChoiceButton(const QStringList& choices, QWidget* parent = nullptr);

    QStringList chosen() const; ///< in the order of the choices
    /// Choices there are not yet are added; an empty list changes nothing.
    void setChosen(const QStringList& choices);

  signals:
    void chosenChanged();

  private:
    void add(const QString& choice);
    void showText();

    QMenu* menu_;
};

} // namespace bsc::ui
