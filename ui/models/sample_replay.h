#pragma once

#include "ui/models/chat_client.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bsc::ui {

/// One request of a workload whose prompts carry the class of their meaning.
struct SampleRequest {
    QString prompt;
    QString meaning; ///< equal: may share an answer
};

/// Reads JSON lines with "prompt" and "class"; lines that are not are skipped.
std::vector<SampleRequest> readSample(const QByteArray& jsonLines);

/// Sends a sample workload through the running proxy over loopback HTTP, and says of each hit
/// whether it was right: entry and request must be of one meaning. GUI thread.
class SampleReplay : public QObject {
    Q_OBJECT
  public:
    struct Hooks {
        std::function<QString()> baseUrl, token;
        std::function<std::string(std::uint64_t entry)> promptOf;
        std::function<void(std::uint64_t flow, std::uint64_t entry, bool right)> label;
    };

    SampleReplay(std::vector<SampleRequest> sample, Hooks hooks, QObject* parent = nullptr);

    std::size_t size() const { return sample_.size(); }
    std::size_t done() const { return done_; }
    bool isRunning() const { return running_; }
    void start(); ///< from the beginning
    void stop();

    /// From the event pump: labels the hits among them.
    void take(const std::vector<Event>& events);

  signals:
    void progressed(std::size_t done);
    void finished();
    void failed(const QString& why); ///< no reply at all: the proxy is off

  private:
    void sendNext();
    void received(const ChatReply& reply);
    void finish();

    std::vector<SampleRequest> sample_;
    QHash<QByteArray, QString> meaningOf_; ///< by prompt
    Hooks hooks_;
    ChatClient client_;
    QTimer pace_;
    std::size_t next_ = 0, done_ = 0, inFlight_ = 0;
    bool running_ = false;
    bool unreachable_ = false; ///< told already
};

} // namespace bsc::ui
