#include "ui/pages/snippet_highlighter.h"

#include <QRegularExpression>

namespace bsc::ui {

SnippetHighlighter::SnippetHighlighter(const Theme& theme, QTextDocument* document)
    : QSyntaxHighlighter(document), theme_(theme) {
    connect(&theme_, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void SnippetHighlighter::highlightBlock(const QString& text) {
    static const QRegularExpression keyword("\\b(from|import|const|new|export)\\b");
    for (const auto& match : keyword.globalMatch(text))
        setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()),
                  theme_.verdict(Verdict::coalesced).text);

    // Single quotes may run over lines and hold double ones; the state carries them on.
    const QColor string = theme_.verdict(Verdict::hit).text;
    constexpr int inSingle = 1;
    QChar open = previousBlockState() == inSingle ? QChar('\'') : QChar();
    int begin = 0;
    for (int at = 0; at < text.size(); ++at) {
        if (open.isNull() && (text[at] == '"' || text[at] == '\'')) {
            open = text[at];
            begin = at;
        } else if (text[at] == open) {
            setFormat(begin, at + 1 - begin, string);
            open = {};
        }
    }
    if (!open.isNull())
        setFormat(begin, static_cast<int>(text.size()) - begin, string);
    setCurrentBlockState(open == '\'' ? inSingle : 0);
}

} // namespace bsc::ui
