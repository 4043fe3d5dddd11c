#pragma once

#include "engine/proxy/events.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QString>

#include <functional>
#include <optional>

namespace bsc::ui {

struct ChatRequest {
    QString baseUrl; ///< "http://127.0.0.1:8080"
    Dialect dialect = Dialect::openai;
    QString model;
    QString prompt;
    bool refresh = false;         ///< skip the look-up, store the new answer
    QString client = "workbench"; ///< who asks, as the flow table shows it
    QString meaning{};            ///< class of the prompt's meaning, for a recording; may be empty
    QString token{};              ///< the proxy's local token; empty: it does not ask for one
};

struct ChatReply {
    int status = 0;    ///< HTTP; 0: no reply at all
    QString error;     ///< empty when an answer came
    QString cache;     ///< X-Cache: "HIT", "MISS", "BYPASS"
    int distance = -1; ///< x-bsc-distance; -1: none told
    double elapsedMs = 0;

    bool answered() const { return error.isEmpty(); }
    bool hit() const { return cache == "HIT"; }
};

/// Sends real requests through the proxy as an SDK would: one user turn, not streamed. The key is
/// taken from OPENAI_API_KEY or ANTHROPIC_API_KEY when the upstream needs one. GUI thread.
class ChatClient : public QObject {
    Q_OBJECT
  public:
    explicit ChatClient(QObject* parent = nullptr);

    void send(const ChatRequest& request, std::function<void(const ChatReply&)> done);

  private:
    QNetworkAccessManager network_;
};

} // namespace bsc::ui
