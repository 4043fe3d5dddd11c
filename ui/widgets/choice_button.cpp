#include "ui/widgets/choice_button.h"

#include <QMenu>

namespace bsc::ui {

ChoiceButton::ChoiceButton(const QStringList& choices, QWidget* parent)
    : QPushButton(parent), menu_(new QMenu(this)) {
    for (const QString& choice : choices)
        add(choice);
    setMenu(menu_);
    setProperty("scale", "small");
    setProperty("menu", true);
    if (!choices.isEmpty())
        setChosen({choices.first()});
}

void ChoiceButton::add(const QString& choice) {
    QAction* action = menu_->addAction(choice);
    action->setCheckable(true);
    connect(action, &QAction::triggered, this, [this, action] {
        if (chosen().isEmpty())
            action->setChecked(true);
        showText();
        emit chosenChanged();
    });
}

QStringList ChoiceButton::chosen() const {
    QStringList on;
    for (const QAction* action : menu_->actions())
        if (action->isChecked())
            on.append(action->text());
    return on;
}

void ChoiceButton::setChosen(const QStringList& choices) {
    if (choices.isEmpty())
        return;
    for (const QString& choice : choices) {
        bool known = false;
        for (const QAction* action : menu_->actions())
            known = known || action->text() == choice;
        if (!known)
            add(choice);
    }
    for (QAction* action : menu_->actions())
        action->setChecked(choices.contains(action->text()));
    showText();
    emit chosenChanged();
}

void ChoiceButton::showText() {
    setText(chosen().join(", "));
    updateGeometry();
}

} // namespace bsc::ui
