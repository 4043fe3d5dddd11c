#include "ui/models/chat_client.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <chrono>

namespace bsc::ui {

namespace {

constexpr std::chrono::seconds transfer_timeout{60};
constexpr int max_answer_tokens = 256; // Anthropic requires a limit

QNetworkRequest headersFor(const ChatRequest& request) {
    const bool anthropic = request.dialect == Dialect::anthropic;
    QNetworkRequest http(
        QUrl(request.baseUrl + (anthropic ? "/v1/messages" : "/v1/chat/completions")));
    http.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
    http.setHeader(QNetworkRequest::UserAgentHeader, request.client);
    http.setTransferTimeout(std::chrono::milliseconds(transfer_timeout).count());
    if (anthropic)
        http.setRawHeader("anthropic-version", "2023-06-01");
    if (const QByteArray key = qgetenv(anthropic ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY");
        !key.isEmpty()) {
        if (anthropic)
            http.setRawHeader("x-api-key", key);
        else
            http.setRawHeader("Authorization", "Bearer " + key);
    }
    if (!request.token.isEmpty())
        http.setRawHeader("x-bsc-token", request.token.toLatin1());
    if (!request.meaning.isEmpty())
        http.setRawHeader("x-bsc-class", request.meaning.toUtf8());
    if (request.refresh)
        http.setRawHeader("x-bsc-cache", "refresh");
    return http;
}

QByteArray bodyFor(const ChatRequest& request) {
    QJsonObject body{
        {"model", request.model},
        {"messages", QJsonArray{QJsonObject{{"role", "user"}, {"content", request.prompt}}}}};
    if (request.dialect == Dialect::anthropic)
        body.insert("max_tokens", max_answer_tokens);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

/// Both dialects put it at error.message.
QString errorIn(const QByteArray& body) {
    return QJsonDocument::fromJson(body).object()["error"].toObject()["message"].toString();
}

ChatReply readReply(QNetworkReply& http, double elapsedMs) {
    ChatReply reply;
    reply.status = http.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    reply.cache = http.rawHeader("X-Cache");
    reply.elapsedMs = elapsedMs;
    bool ok = false;
    if (const int distance = http.rawHeader("x-bsc-distance").toInt(&ok); ok)
        reply.distance = distance;
    if (http.error() != QNetworkReply::NoError) {
        reply.error = errorIn(http.readAll());
        if (reply.error.isEmpty())
            reply.error = http.errorString();
    }
    return reply;
}

} // namespace

ChatClient::ChatClient(QObject* parent) : QObject(parent) {}

void ChatClient::send(const ChatRequest& request, std::function<void(const ChatReply&)> done) {
    QElapsedTimer clock;
    clock.start();
    QNetworkReply* http = network_.post(headersFor(request), bodyFor(request));
    connect(http, &QNetworkReply::finished, this, [http, clock, done = std::move(done)] {
        http->deleteLater();
        done(readReply(*http, static_cast<double>(clock.nsecsElapsed()) / 1e6));
    });
}

} // namespace bsc::ui
