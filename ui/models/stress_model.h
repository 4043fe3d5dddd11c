#pragma once

#include "engine/traffic/stress.h"
#include "ui/models/background.h"
#include "ui/models/replay_work.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>
#include <optional>

namespace bsc::ui {

/// A stress test: many clients at a proxy for some time, off the GUI thread. GUI thread.
class StressModel : public QObject {
    Q_OBJECT
  public:
    struct Order {
        std::uint64_t workload = 0; ///< whose prompts are sent; 0: the sample's
        unsigned clients = 8;
        double seconds = 10;
        bool live = false;       ///< at the running proxy, else at one of its own
        QString url{}, token{};  ///< of the running proxy
        float threshold = 0.85f; ///< of its own proxy
    };

    explicit StressModel(ReplayInput input, QObject* parent = nullptr);
    ~StressModel() override;

    void start(const Order& order); ///< only when idle
    void cancel();                  ///< what was measured until then is the result
    bool isRunning() const { return progress_ != nullptr; }
    double share() const; ///< 0..1
    const Order& order() const { return order_; }
    const std::optional<StressReport>& report() const { return report_; }
    const QString& error() const { return error_; }

  signals:
    void changed(); ///< ten times a second while it runs

  private:
    struct Progress {
        std::atomic<double> seconds{0};
        std::atomic<bool> cancelled{false};
    };

    const ReplayInput input_;
    Order order_;
    std::shared_ptr<Progress> progress_;
    std::optional<StressReport> report_;
    QString error_;
    QTimer timer_;
    Background background_;
};

} // namespace bsc::ui
