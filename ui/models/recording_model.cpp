#include "ui/models/recording_model.h"

#include <chrono>
#include <utility>

namespace bsc::ui {

namespace {

constexpr std::chrono::milliseconds recording_tick{500};

} // namespace

RecordingModel::RecordingModel(std::shared_ptr<TrafficRecorder> recorder, QString why,
                               QObject* parent)
    : QObject(parent), recorder_(std::move(recorder)), why_(std::move(why)) {
    timer_.setInterval(recording_tick);
    connect(&timer_, &QTimer::timeout, this, &RecordingModel::look);
}

RecordingModel::~RecordingModel() = default;

double RecordingModel::seconds() const {
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    return isRecording() ? static_cast<double>(now.count() - status_.started_us) / 1e6 : 0;
}

void RecordingModel::look() {
    const RecordingStatus before = std::exchange(status_, recorder_->status());
    if (before.trouble != status_.trouble || before.dropped != status_.dropped)
        emit trouble(QString::fromStdString(status_.trouble), status_.dropped);
    emit changed();
}

void RecordingModel::start(const QString& name) {
    if (!recorder_) {
        emit failed(tr("Nothing can be recorded"), why_);
        return;
    }
    background_.run([recorder = recorder_,
                     name = name.trimmed().toStdString()] { return recorder->start(name); },
                    [this](Result<WorkloadInfo> started) {
                        if (!started) {
                            emit failed(tr("Recording did not start"),
                                        QString::fromStdString(started.error().text));
                            return;
                        }
                        timer_.start();
                        look();
                    });
}

void RecordingModel::stop() {
    background_.run([recorder = recorder_] { return recorder->stop(); },
                    [this, name = QString::fromStdString(status_.name)](Result<WorkloadInfo> made) {
                        timer_.stop();
                        look();
                        if (made)
                            emit stopped(name, made->requests);
                        else
                            emit failed(tr("The end of the recording is lost"),
                                        QString::fromStdString(made.error().text));
                    });
}

void RecordingModel::rename(const QString& name) {
    if (!isRecording() || name.trimmed().isEmpty() ||
        name.trimmed() == QString::fromStdString(status_.name))
        return;
    background_.run([recorder = recorder_,
                     name = name.trimmed().toStdString()] { return recorder->rename(name); },
                    [this](Result<void> renamed) {
                        if (!renamed)
                            emit failed(tr("The recording keeps its name"),
                                        QString::fromStdString(renamed.error().text));
                        look();
                    });
}

} // namespace bsc::ui
