#pragma once

#include "engine/proxy/traffic_recorder.h"
#include "ui/models/background.h"

#include <QString>
#include <QTimer>

#include <memory>

namespace bsc::ui {

/// Recording of live traffic: start, stop, the name, and how far it is. GUI thread.
class RecordingModel : public QObject {
    Q_OBJECT
  public:
    /// `recorder` null: nothing can be recorded, `why` says it.
    RecordingModel(std::shared_ptr<TrafficRecorder> recorder, QString why,
                   QObject* parent = nullptr);
    ~RecordingModel() override;

    const std::shared_ptr<TrafficRecorder>& recorder() const { return recorder_; }
    bool canRecord() const { return recorder_ != nullptr; }
    const QString& whyNot() const { return why_; }
    bool isRecording() const { return status_.recording(); }
    const RecordingStatus& status() const { return status_; }
    double seconds() const; ///< since the start

    void start(const QString& name);
    void stop();
    void toggle(const QString& name) { isRecording() ? stop() : start(name); }
    void rename(const QString& name);

  signals:
    void changed(); ///< twice a second while it records
    void stopped(const QString& name, std::uint64_t requests);
    void failed(const QString& title, const QString& why);
    void trouble(const QString& why, std::uint64_t dropped); ///< empty and 0: all is well again

  private:
    void look();

    const std::shared_ptr<TrafficRecorder> recorder_;
    const QString why_;
    RecordingStatus status_;
    QTimer timer_;
    Background background_;
};

} // namespace bsc::ui
