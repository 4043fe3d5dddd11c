#include "ui/models/sample_replay.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>
#include <utility>

namespace bsc::ui {

namespace {

constexpr std::chrono::milliseconds pace{50}; // the whole sample in about 20 s
constexpr std::size_t max_in_flight = 6;      // connections Qt opens to one host

struct Route {
    Dialect dialect;
    const char* model;
};

constexpr Route routes[] = {
    {Dialect::openai, "gpt-4o"},
    {Dialect::openai, "gpt-4o"},
    {Dialect::openai, "gpt-4o-mini"},
    {Dialect::anthropic, "claude-sonnet-5"},
};

/// Requests of one meaning go to one model: answers are never shared between models.
const Route& routeOf(const QString& meaning) {
    const auto hash = QCryptographicHash::hash(meaning.toUtf8(), QCryptographicHash::Md5);
    return routes[static_cast<unsigned char>(hash[0]) % std::size(routes)];
}

} // namespace

std::vector<SampleRequest> readSample(const QByteArray& jsonLines) {
    std::vector<SampleRequest> sample;
    for (const QByteArray& line : jsonLines.split('\n')) {
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        SampleRequest request{row["prompt"].toString(), row["class"].toString()};
        if (!request.prompt.isEmpty() && !request.meaning.isEmpty())
            sample.push_back(std::move(request));
    }
    return sample;
}

SampleReplay::SampleReplay(std::vector<SampleRequest> sample, Hooks hooks, QObject* parent)
    : QObject(parent), sample_(std::move(sample)), hooks_(std::move(hooks)) {
    for (const SampleRequest& request : sample_)
        meaningOf_.insert(request.prompt.toUtf8(), request.meaning);
    pace_.setInterval(pace);
    connect(&pace_, &QTimer::timeout, this, &SampleReplay::sendNext);
}

void SampleReplay::start() {
    if (running_ || sample_.empty())
        return;
    next_ = done_ = 0;
    running_ = true;
    unreachable_ = false;
    pace_.start();
    sendNext();
}

void SampleReplay::stop() {
    next_ = sample_.size();
    if (running_ && inFlight_ == 0)
        finish();
}

void SampleReplay::sendNext() {
    if (next_ == sample_.size() || inFlight_ == max_in_flight)
        return;
    const SampleRequest& request = sample_[next_++];
    const Route& route = routeOf(request.meaning);
    ++inFlight_;
    client_.send({hooks_.baseUrl(), route.dialect, route.model, request.prompt, false, "sample",
                  request.meaning, hooks_.token()},
                 [this](const ChatReply& reply) { received(reply); });
}

void SampleReplay::received(const ChatReply& reply) {
    --inFlight_;
    if (reply.status == 0 && !std::exchange(unreachable_, true)) {
        next_ = sample_.size();
        emit failed(reply.error);
    }
    emit progressed(++done_);
    if (next_ == sample_.size() && inFlight_ == 0)
        finish();
}

void SampleReplay::finish() {
    pace_.stop();
    running_ = false;
    emit finished();
}

void SampleReplay::take(const std::vector<Event>& events) {
    for (const Event& event : events) {
        const auto* flow = std::get_if<FlowEvent>(&event);
        if (!flow || flow->verdict != Verdict::hit)
            continue;
        const std::string_view prompt = flow->prompt.view();
        const auto asked =
            meaningOf_.constFind(QByteArray(prompt.data(), static_cast<qsizetype>(prompt.size())));
        const auto stored =
            meaningOf_.constFind(QByteArray::fromStdString(hooks_.promptOf(flow->entry_id)));
        if (asked != meaningOf_.constEnd() && stored != meaningOf_.constEnd())
            hooks_.label(flow->id, flow->entry_id, *asked == *stored);
    }
}

} // namespace bsc::ui
