#pragma once

#include "ui/models/theme.h"

#include <QSyntaxHighlighter>

namespace bsc::ui {

/// Strings and the few keywords of the connect sheet's snippets.
class SnippetHighlighter : public QSyntaxHighlighter {
    Q_OBJECT
  public:
    SnippetHighlighter(const Theme& theme, QTextDocument* document);

  protected:
    void highlightBlock(const QString& text) override;

  private:
    const Theme& theme_;
};

} // namespace bsc::ui
