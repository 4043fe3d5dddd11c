#pragma once

#include <QList>
#include <QString>

namespace bsc::ui {

enum class SnippetKind { python, node, environment };

struct Snippet {
    QString title; ///< "OpenAI"
    QString note;  ///< "openai 1.x"
    QString code;
};

/// How an app is pointed at `baseUrl` ("http://127.0.0.1:8080"), for both SDKs, and curl.
QList<Snippet> snippetsFor(SnippetKind kind, const QString& baseUrl);

} // namespace bsc::ui
