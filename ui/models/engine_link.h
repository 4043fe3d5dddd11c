#pragma once

#include "engine/proxy/proxy.h"
#include "ui/models/notice_board.h"
#include "ui/models/settings.h"
#include "ui/models/threshold_model.h"

#include <QDateTime>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <vector>

namespace bsc::ui {

/// The engine as the interface sees it: orders go down without waiting, outcomes come back as
/// signals and notices. GUI thread; the proxy, the notices and the threshold must outlive it.
class EngineLink : public QObject {
    Q_OBJECT
  public:
    /// `localToken`: what programs must send in x-bsc-token; empty when they need not.
    EngineLink(Proxy& proxy, QString host, NoticeBoard& notices, ThresholdModel& threshold,
               QString localToken = {}, QObject* parent = nullptr);
    ~EngineLink() override; ///< waits for a stop that is under way

    ProxyState state() const { return state_; }
    bool isOn() const { return state_ == ProxyState::starting || state_ == ProxyState::listening; }
    const QDateTime& since() const { return since_; } ///< of the last change of state
    QString authority() const;                        ///< "127.0.0.1:8080"
    QString baseUrl() const;                          ///< "http://127.0.0.1:8080"
    std::uint16_t port() const;
    const ProxyStats& stats() const { return stats_; }

    void start();
    void stop();
    void setOn(bool on);
    /// Listens there from now on; a running proxy is stopped first.
    void usePort(std::uint16_t port);

    UpstreamChoice upstream() const { return upstream_; }
    /// Raises a notice and changes nothing when a URL is refused.
    bool setUpstream(const UpstreamChoice& choice);
    /// Of requests from now on; empty: the shipped prices. Raises a notice and changes nothing when
    /// the file is no price table.
    bool setPricesFile(const QString& file);
    const QString& localToken() const { return localToken_; }
    bool upstreamAnswers() const { return upstreamAnswers_; }

    void applyRadius(unsigned radius);
    void clearCache();
    void label(std::uint64_t flow, std::uint64_t entry, bool right, const char* source);
    /// A word from the flow list; undoLabel() takes the last one back.
    void labelByHand(std::uint64_t flow, std::uint64_t entry, bool right);
    void undoLabel();
    /// The prompt an entry was stored with; empty when it is gone.
    std::string promptOf(std::uint64_t entry) const;

    /// From the event pump.
    void take(const std::vector<Event>& events);
    void pollNow();

  signals:
    void stateChanged();
    void upstreamChanged(); ///< the choice or its health
    void statsChanged();    ///< once a second while the proxy is there

  private:
    void setState(ProxyState state);
    void started(const Result<std::uint16_t>& outcome);
    void raisePortTaken(const QString& why, const PortAdvice& advice);
    void takeNotice(const NoticeEvent& event);
    /// Runs `work` in the pool, then `then` here with what it returned.
    template <class Work, class Then>
    void offThread(Work work, Then then);

    Proxy& proxy_;
    const QString host_;
    NoticeBoard& notices_;
    ThresholdModel& threshold_;
    const QString localToken_;
    ProxyState state_ = ProxyState::stopped;
    QDateTime since_;
    UpstreamChoice upstream_;
    bool upstreamAnswers_ = true;
    std::uint16_t startAgainAt_ = 0; ///< port to start at once the running stop is done; 0: none
    ProxyStats stats_;
    struct GivenLabel {
        std::uint64_t flow, label;
    };
    std::vector<GivenLabel> given_; ///< by hand, the last one at the end
    QTimer poll_;
    QThreadPool pool_;
};

} // namespace bsc::ui
