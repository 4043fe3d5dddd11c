#include "ui/models/answer_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace bsc::ui {

namespace {

/// A text, or the texts of a list of parts.
QString textIn(const QJsonValue& content) {
    if (content.isString())
        return content.toString();
    for (const QJsonValue part : content.toArray())
        if (const QString text = part["text"].toString(); !text.isEmpty())
            return text;
    return {};
}

} // namespace

QString answerText(const QByteArray& json) {
    const QJsonObject answer = QJsonDocument::fromJson(json).object();
    const QJsonValue choice = answer["choices"][0];
    for (const QJsonValue& content :
         {choice["message"]["content"], choice["text"], answer["message"]["content"],
          answer["content"], answer["response"]})
        if (const QString text = textIn(content); !text.isEmpty())
            return text;
    for (const QJsonValue item : answer["output"].toArray()) // OpenAI's responses
        if (const QString text = textIn(item["content"]); !text.isEmpty())
            return text;
    return {};
}

} // namespace bsc::ui
