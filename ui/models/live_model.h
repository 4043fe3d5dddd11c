#pragma once

#include "engine/proxy/proxy.h"
#include "ui/models/distance_counts.h"
#include "ui/models/eviction_history.h"
#include "ui/models/flow_model.h"
#include "ui/models/label_tally.h"
#include "ui/models/live_figures.h"
#include "ui/models/request_history.h"
#include "ui/models/savings.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>
#include <span>

namespace bsc::ui {

/// Everything the Live page shows, summed up as events arrive, in bounded memory. A request counts
/// at the moment it ended, so that the newest seconds hold slow misses as well as fast hits.
/// GUI thread.
class LiveModel : public QObject {
    Q_OBJECT
  public:
    using Clock = std::function<std::int64_t()>; ///< microseconds since the Unix epoch

    /// `flows` is asked for the hits that labels speak of: give it each batch of events first.
    explicit LiveModel(const FlowModel& flows, QObject* parent = nullptr);
    LiveModel(const FlowModel& flows, Clock clock, QObject* parent = nullptr);

    void consume(std::span<const Event> events);
    void setStats(const ProxyStats& stats);
    /// Off: time stands still, and the charts with it.
    void setRunning(bool running);
    bool isRunning() const { return !stoppedUs_; }
    std::optional<std::int64_t> stoppedUs() const { return stoppedUs_; }

    std::uint64_t requests() const { return requests_; }
    double requestRate() const; ///< requests per second over the last 10 s
    LiveFigures figures() const;
    HitRateSeries hitRate(Range range) const { return history_.hitRate(range, nowUs()); }
    LatencySeries latency(Range range) const { return history_.latency(range, nowUs()); }
    const DistanceCounts& distances() const { return distances_; }

  signals:
    /// At most ten times a second; once a second while nothing happens but time.
    void changed();

  private:
    void add(const FlowEvent& flow);
    void add(const LabelEvent& label);
    void add(const EvictionEvent& eviction) { evictions_.add(eviction); }
    void add(const ThresholdEvent& change) { history_.add(change); }
    void add(const NoticeEvent&) {}
    void redrawSoon();
    std::int64_t nowUs() const { return stoppedUs_ ? *stoppedUs_ : clock_(); }

    const FlowModel& flows_;
    Clock clock_;
    QTimer redraw_, heartbeat_;
    std::optional<std::int64_t> stoppedUs_;

    std::uint64_t requests_ = 0, hits_ = 0, demoRequests_ = 0;
    RequestHistory history_;
    EvictionHistory evictions_;
    DistanceCounts distances_;
    LabelTally labels_;
    Savings savings_;
    ProxyStats stats_;
};

} // namespace bsc::ui
