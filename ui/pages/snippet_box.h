#pragma once

#include "ui/models/theme.h"
#include "ui/pages/snippets.h"

#include <QFrame>

class QPlainTextEdit;
class QPushButton;

namespace bsc::ui {

class Label;

/// A piece of code with its title and a button that copies it.
class SnippetBox : public QFrame {
    Q_OBJECT
  public:
    explicit SnippetBox(const Theme& theme, QWidget* parent = nullptr);

    void setSnippet(const Snippet& snippet);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& theme_;
    Label* title_;
    Label* note_;
    QPlainTextEdit* code_;
    QPushButton* copy_;
};

} // namespace bsc::ui
