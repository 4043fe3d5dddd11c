#pragma once

#include "ui/models/chat_client.h"

#include <QObject>

namespace bsc::ui {

/// Sends one prompt twice through the proxy: the first goes upstream and is stored, the second must
/// be a hit. GUI thread.
class ConnectionTest : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    bool isRunning() const { return running_; }
    /// `token`: the proxy's local token; empty when it does not ask for one.
    void start(const QString& baseUrl, const QString& token);

  signals:
    void finished(bool works, const QString& verdict);

  private:
    void judge(const ChatReply& first, const ChatReply& second);
    void end(bool works, const QString& verdict);

    ChatClient client_;
    bool running_ = false;
};

} // namespace bsc::ui
