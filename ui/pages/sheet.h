#pragma once

#include "ui/models/theme.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace bsc::ui {

/// A modeless sheet: head with title and close button, body, foot on a strip of its own.
class Sheet : public QDialog {
    Q_OBJECT
  public:
    Sheet(const Theme& theme, const QString& title, QSize size, QWidget* parent);

  protected:
    QHBoxLayout& head() { return *head_; } ///< right of the title
    QVBoxLayout& body() { return *body_; }
    QHBoxLayout& foot() { return *foot_; }
    void addCloseButton(); ///< at the end of the head

    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& theme_;
    QHBoxLayout* head_;
    QVBoxLayout* body_;
    QHBoxLayout* foot_;
    QWidget* footStrip_;
};

} // namespace bsc::ui
