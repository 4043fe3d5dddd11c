#include "ui/models/engine_link.h"

#include "ui/models/format.h"
#include "ui/models/post_to.h"

#include <QPointer>

#include <chrono>
#include <type_traits>
#include <utility>

namespace bsc::ui {

namespace {

constexpr std::chrono::seconds poll_every{1};

const QString portKey = "port", upstreamKey = "upstream", upstreamUrlKey = "upstream-url",
              storeKey = "store", embedderKey = "embedder", boilerplateKey = "boilerplate",
              thresholdKey = "threshold", pricesKey = "prices";

Upstreams toEngine(const UpstreamChoice& choice) {
    Upstreams upstreams;
    upstreams.demo = choice.kind == UpstreamChoice::Kind::demo;
    if (choice.kind == UpstreamChoice::Kind::custom) {
        if (!choice.openai.isEmpty())
            upstreams.openai = choice.openai.toStdString();
        if (!choice.anthropic.isEmpty())
            upstreams.anthropic = choice.anthropic.toStdString();
        if (!choice.ollama.isEmpty())
            upstreams.ollama = choice.ollama.toStdString();
        upstreams.plain_http_confirmed = choice.plainHttp;
    }
    return upstreams;
}

} // namespace

EngineLink::EngineLink(Proxy& proxy, QString host, NoticeBoard& notices, ThresholdModel& threshold,
                       QString localToken, QObject* parent)
    : QObject(parent), proxy_(proxy), host_(std::move(host)), notices_(notices),
      threshold_(threshold), localToken_(std::move(localToken)),
      since_(QDateTime::currentDateTime()) {
    upstream_.kind =
        proxy_.upstreams().demo ? UpstreamChoice::Kind::demo : UpstreamChoice::Kind::providers;
    connect(&threshold_, &ThresholdModel::applyRequested, this, &EngineLink::applyRadius);
    poll_.setInterval(poll_every);
    connect(&poll_, &QTimer::timeout, this, &EngineLink::pollNow);
    poll_.start();
    pool_.setMaxThreadCount(1); // orders to the engine keep their order
}

EngineLink::~EngineLink() { pool_.waitForDone(); }

template <class Work, class Then>
void EngineLink::offThread(Work work, Then then) {
    pool_.start([self = QPointer(this), work = std::move(work), then = std::move(then)]() mutable {
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            postTo(self, std::move(then));
        } else {
            postTo(self, [then = std::move(then), result = work()]() mutable { then(result); });
        }
    });
}

QString EngineLink::authority() const {
    const QString host = host_.contains(':') ? '[' + host_ + ']' : host_;
    return host + ':' + QString::number(port());
}

QString EngineLink::baseUrl() const { return "http://" + authority(); }

std::uint16_t EngineLink::port() const { return proxy_.port(); }

void EngineLink::setState(ProxyState state) {
    if (state_ == state)
        return;
    state_ = state;
    since_ = QDateTime::currentDateTime();
    emit stateChanged();
}

void EngineLink::start() {
    if (isOn() || state_ == ProxyState::stopping)
        return;
    notices_.clear(portKey);
    setState(ProxyState::starting);
    proxy_.start([self = QPointer(this)](Result<std::uint16_t> outcome) {
        postTo(self, [self, outcome = std::move(outcome)] { self->started(outcome); });
    });
}

void EngineLink::started(const Result<std::uint16_t>& outcome) {
    if (state_ != ProxyState::starting)
        return; // stopped meanwhile
    if (outcome) {
        setState(ProxyState::listening);
        pollNow();
        return;
    }
    setState(ProxyState::failed);
    const QString why = toText(outcome.error().text);
    if (outcome.error().code == ErrorCode::busy) {
        offThread([port = port()] { return advise_port(port); },
                  [this, why](const PortAdvice& advice) { raisePortTaken(why, advice); });
        return;
    }
    notices_.raise({portKey,
                    Notice::Level::error,
                    tr("The proxy did not start"),
                    why + tr(" The cache and its settings are as they were."),
                    {{tr("Try again"), [this] { start(); }}}});
}

void EngineLink::raisePortTaken(const QString& why, const PortAdvice& advice) {
    const QString holder = advice.holder.empty() ? tr("another program") : toText(advice.holder);
    Notice notice{portKey,
                  Notice::Level::error,
                  tr("Port %1 is taken by %2.").arg(port()).arg(holder),
                  tr("Nothing was changed; the cache is ready."),
                  {}};
    if (advice.free_port != 0)
        notice.actions.append({tr("Use %1").arg(advice.free_port),
                               [this, port = advice.free_port] { usePort(port); }});
    else
        notice.text = why;
    notice.actions.append({tr("Try again"), [this] { start(); }});
    notices_.raise(std::move(notice));
}

void EngineLink::stop() {
    if (!isOn())
        return;
    setState(ProxyState::stopping);
    offThread([this] { proxy_.stop(); },
              [this] {
                  setState(ProxyState::stopped);
                  pollNow();
                  if (const auto port = std::exchange(startAgainAt_, 0))
                      usePort(port);
              });
}

void EngineLink::setOn(bool on) { on ? start() : stop(); }

void EngineLink::usePort(std::uint16_t port) {
    if (isOn() || state_ == ProxyState::stopping) {
        startAgainAt_ = port;
        stop();
        return;
    }
    if (const auto set = proxy_.set_port(port); !set) {
        notices_.raise({portKey,
                        Notice::Level::error,
                        tr("Port %1 cannot be used").arg(port),
                        toText(set.error().text),
                        {}});
        return;
    }
    setState(ProxyState::stopped);
    start();
}

bool EngineLink::setUpstream(const UpstreamChoice& choice) {
    if (const auto set = proxy_.set_upstreams(toEngine(choice)); !set) {
        notices_.raise({upstreamUrlKey,
                        Notice::Level::error,
                        tr("This upstream cannot be used"),
                        toText(set.error().text) + tr(" Nothing was changed."),
                        {}});
        return false;
    }
    notices_.clear(upstreamUrlKey);
    notices_.clear(upstreamKey);
    upstream_ = choice;
    upstreamAnswers_ = true;
    emit upstreamChanged();
    return true;
}

bool EngineLink::setPricesFile(const QString& file) {
    if (const auto set = proxy_.set_prices_file(file.toStdString()); !set) {
        notices_.raise({pricesKey,
                        Notice::Level::error,
                        tr("This price table cannot be used"),
                        toText(set.error().text) + tr(" The prices are as they were."),
                        {}});
        return false;
    }
    notices_.clear(pricesKey);
    return true;
}

void EngineLink::applyRadius(unsigned radius) {
    if (const auto set = proxy_.set_threshold(threshold_.similarity(radius)); !set) {
        notices_.raise({thresholdKey,
                        Notice::Level::error,
                        tr("The threshold was not changed"),
                        toText(set.error().text),
                        {}});
        return;
    }
    threshold_.setRadius(radius);
}

void EngineLink::clearCache() {
    offThread([this] { proxy_.service().clear(); }, [this] { pollNow(); });
}

void EngineLink::label(std::uint64_t flow, std::uint64_t entry, bool right, const char* source) {
    proxy_.label(flow, entry, right, source);
}

void EngineLink::labelByHand(std::uint64_t flow, std::uint64_t entry, bool right) {
    given_.push_back({flow, proxy_.label(flow, entry, right, label_source::flow_list)});
}

void EngineLink::undoLabel() {
    if (given_.empty())
        return;
    const GivenLabel last = given_.back();
    given_.pop_back();
    proxy_.take_back_label(last.flow, last.label);
}

std::string EngineLink::promptOf(std::uint64_t entry) const {
    const EntryPtr found = proxy_.service().cache().find(entry);
    return found ? found->prompt : std::string();
}

void EngineLink::take(const std::vector<Event>& events) {
    for (const Event& event : events) {
        if (const auto* notice = std::get_if<NoticeEvent>(&event))
            takeNotice(*notice);
        else if (std::holds_alternative<ThresholdEvent>(event))
            // What holds now, not what the event says: a later change may be on its way.
            threshold_.setRadius(threshold_.radiusFor(proxy_.service().threshold()));
    }
}

void EngineLink::takeNotice(const NoticeEvent& event) {
    using Kind = NoticeEvent::Kind;
    const QString text = toText(event.text.view());
    switch (event.kind) {
    case Kind::upstream_down:
    case Kind::upstream_up:
        upstreamAnswers_ = event.kind == Kind::upstream_up;
        if (upstreamAnswers_)
            notices_.clear(upstreamKey);
        else
            notices_.raise({upstreamKey,
                            Notice::Level::warning,
                            tr("Upstream is not answering"),
                            text + tr(" Hits are still served, misses fail."),
                            {}});
        emit upstreamChanged();
        break;
    case Kind::store_trouble:
        notices_.raise({storeKey,
                        Notice::Level::error,
                        tr("The database has trouble"),
                        text + tr(" The proxy goes on answering from memory."),
                        {}});
        break;
    case Kind::store_recovered:
        notices_.raise({storeKey, Notice::Level::info, tr("The database works again"), text, {}});
        break;
    case Kind::embedder_down:
        notices_.raise({embedderKey,
                        Notice::Level::warning,
                        tr("The encoder is not answering"),
                        text + tr(" Exact repeats are still hits, all else goes upstream."),
                        {}});
        break;
    case Kind::boilerplate:
        notices_.raise(
            {boilerplateKey, Notice::Level::info, tr("A common instruction was found"), text, {}});
        break;
    }
}

void EngineLink::pollNow() {
    stats_ = proxy_.stats();
    emit statsChanged();
}

} // namespace bsc::ui
