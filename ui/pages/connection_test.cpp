#include "ui/pages/connection_test.h"

#include "ui/models/format.h"

namespace bsc::ui {

namespace {

constexpr int unauthorized = 401;

QString timeText(double ms) { return formatDuration(ms * 1000).text(); }

QString failureText(const ChatReply& reply) {
    if (reply.status == 0)
        return ConnectionTest::tr("No reply: is the proxy on? %1").arg(reply.error);
    if (reply.status == unauthorized)
        return ConnectionTest::tr("The proxy works; the upstream wants a key (401). Set "
                                  "OPENAI_API_KEY to test with yours.");
    return ConnectionTest::tr("The upstream answered %1: %2").arg(reply.status).arg(reply.error);
}

} // namespace

void ConnectionTest::start(const QString& baseUrl, const QString& token) {
    if (running_)
        return;
    running_ = true;
    ChatRequest request{baseUrl, Dialect::openai, "gpt-4o-mini",
                        tr("Reply with one sentence: is this connection working?"), true};
    request.token = token;
    client_.send(request, [this, request](const ChatReply& first) {
        if (!first.answered())
            return end(false, failureText(first));
        ChatRequest again = request;
        again.refresh = false;
        client_.send(again, [this, first](const ChatReply& second) { judge(first, second); });
    });
}

void ConnectionTest::judge(const ChatReply& first, const ChatReply& second) {
    if (!second.answered())
        return end(false, failureText(second));
    const QString times = tr("First call %1, second call %2")
                              .arg(timeText(first.elapsedMs), timeText(second.elapsedMs));
    if (second.hit())
        end(true,
            tr("Works. %1, a hit at distance %2.").arg(times).arg(std::max(second.distance, 0)));
    else
        end(false, tr("%1, but the second was no hit: the answer was not stored.").arg(times));
}

void ConnectionTest::end(bool works, const QString& verdict) {
    running_ = false;
    emit finished(works, verdict);
}

} // namespace bsc::ui
