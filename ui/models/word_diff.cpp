#include "ui/models/word_diff.h"

#include <QRegularExpression>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr std::size_t longest = 400;

/// Words and punctuation, each with the blanks behind it.
std::vector<QString> tokensOf(const QString& text) {
    static const QRegularExpression token(R"((?:[\w'’]+|[^\w\s])\s*)",
                                          QRegularExpression::UseUnicodePropertiesOption);
    std::vector<QString> tokens;
    for (auto found = token.globalMatch(text); found.hasNext();)
        tokens.push_back(found.next().captured());
    return tokens;
}

bool same(const QString& a, const QString& b) {
    return a.trimmed().compare(b.trimmed(), Qt::CaseInsensitive) == 0;
}

void append(std::vector<DiffRun>& runs, const QString& text, bool differs) {
    if (!runs.empty() && runs.back().differs == differs)
        runs.back().text += text;
    else
        runs.push_back({text, differs});
}

} // namespace

WordDiff diffWords(const QString& first, const QString& second) {
    const auto a = tokensOf(first), b = tokensOf(second);
    const std::size_t rows = std::min(a.size(), longest), columns = std::min(b.size(), longest);
    std::vector<std::vector<int>> common(rows + 1, std::vector<int>(columns + 1, 0));
    for (std::size_t i = rows; i-- > 0;)
        for (std::size_t j = columns; j-- > 0;)
            common[i][j] = same(a[i], b[j]) ? common[i + 1][j + 1] + 1
                                            : std::max(common[i + 1][j], common[i][j + 1]);
    WordDiff diff;
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < rows && j < columns && same(a[i], b[j])) {
            append(diff.first, a[i++], false);
            append(diff.second, b[j++], false);
        } else if (i < a.size() &&
                   (i >= rows || j >= columns || common[i + 1][j] >= common[i][j + 1])) {
            append(diff.first, a[i++], true);
        } else {
            append(diff.second, b[j++], true);
        }
    }
    return diff;
}

} // namespace bsc::ui
