#pragma once

#include "engine/proxy/events.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QTimer>

#include <vector>

namespace bsc::ui {

/// Drains the engine's event queue 30 times a second with a budget of 4 ms a tick and hands the
/// events on in one batch, in order. GUI thread.
class EventPump : public QObject {
    Q_OBJECT
  public:
    explicit EventPump(EventQueue& queue, QObject* parent = nullptr);

    void start();
    void stop();     ///< after a last drain
    void drainNow(); ///< for tests and the shutdown

  signals:
    /// The reference lives until the slot returns: direct connections only.
    void drained(const std::vector<bsc::Event>& events);

  private:
    void drain(QDeadlineTimer deadline);

    EventQueue& queue_;
    QTimer timer_;
    std::vector<Event> batch_;
};

} // namespace bsc::ui
