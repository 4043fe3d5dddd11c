#pragma once

#include "engine/proxy/cache_service.h"
#include "engine/replay/decision_ways.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <memory>

namespace bsc::ui {

/// The requests of a study decided in every way, on a worker. GUI thread.
class DecisionWaysModel : public QObject {
    Q_OBJECT
  public:
    explicit DecisionWaysModel(CacheService& service, QObject* parent = nullptr);
    ~DecisionWaysModel() override; ///< cancels, and waits for the worker

    /// Starts anew, dropping what is running.
    void compare(std::shared_ptr<const ThresholdStudy> study);
    void cancel();
    bool isRunning() const { return job_ != nullptr; }
    double progress() const { return progress_; } ///< 0..1
    /// Null before the first; stays while another is computed.
    std::shared_ptr<const DecisionWays> ways() const { return ways_; }
    /// What ways() is of.
    std::shared_ptr<const ThresholdStudy> study() const { return study_; }
    const QString& error() const { return error_; }

  signals:
    void changed();
    void progressed();

  private:
    struct Job {
        std::atomic<bool> cancelled{false};
    };
    void take(std::shared_ptr<const ThresholdStudy> study, Result<DecisionWays> found);

    CacheService& service_;
    std::shared_ptr<Job> job_;
    double progress_ = 0;
    std::shared_ptr<const DecisionWays> ways_;
    std::shared_ptr<const ThresholdStudy> study_;
    QString error_;
    QThreadPool pool_;
};

} // namespace bsc::ui
