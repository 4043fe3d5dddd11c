#pragma once

#include <QString>

#include <vector>

namespace bsc::ui {

/// A stretch of a text that the other text has too, or has not.
struct DiffRun {
    QString text;
    bool differs = false;
};

struct WordDiff {
    std::vector<DiffRun> first, second;
};

/// Compares word by word, punctuation apart from words: the longest common subsequence, upper and
/// lower case alike. Texts beyond 400 words are compared that far; the rest counts as different.
WordDiff diffWords(const QString& first, const QString& second);

} // namespace bsc::ui
