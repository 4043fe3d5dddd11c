#pragma once

#include "ui/models/format.h"

#include <QSpinBox>

namespace bsc::ui {

/// A count, with its thousands parted; typed with or without.
class CountSpin : public QSpinBox {
  public:
    using QSpinBox::QSpinBox;

  protected:
    QString textFromValue(int value) const override { return formatCount(value); }
    int valueFromText(const QString& text) const override { return digitsOf(text).toInt(); }
    QValidator::State validate(QString& text, int& position) const override {
        QString digits = digitsOf(text);
        return QSpinBox::validate(digits, position);
    }

  private:
    static QString digitsOf(const QString& text) {
        QString digits = text.simplified();
        return digits.remove(QChar(0x202F)).remove(' ');
    }
};

} // namespace bsc::ui
