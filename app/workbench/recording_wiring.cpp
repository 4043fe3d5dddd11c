#include "app/workbench/recording_wiring.h"

#include "ui/models/format.h"

#include <QDate>

namespace bsc::ui {

namespace {

const QString recordKey = "record", troubleKey = "record-trouble", proxyKey = "record-proxy-off";

std::shared_ptr<TrafficRecorder> recorderFor(const EngineParts& engine) {
    const bool writable = engine.workloads && !engine.workloads->read_only();
    return writable ? std::make_shared<TrafficRecorder>(engine.workloads) : nullptr;
}

} // namespace

RecordingWiring::RecordingWiring(EngineParts& engine, EngineLink& link, LibraryWiring& library,
                                 NoticeBoard& notices, const Theme& theme, MainWindow& window)
    : proxy_(*engine.proxy), link_(link), shelf_(library.shelf()), notices_(notices),
      model_(recorderFor(engine), QString::fromStdString(engine.libraryTrouble)),
      control_(*new RecordControl(model_, theme)), action_(*new QAction(tr("Record"), &window)) {
    proxy_.set_recorder(model_.recorder());
    window.addToolbarControl(&control_, [this](bool narrow) { control_.setNarrow(narrow); });
    action_.setObjectName("recordAction");
    action_.setShortcut(QKeySequence("Ctrl+R"));
    action_.setCheckable(true);
    action_.setEnabled(model_.canRecord());
    connect(&action_, &QAction::triggered, this, [this] { control_.toggle(); });
    library.addRecordAction(&action_);

    connect(&model_, &RecordingModel::changed, this, &RecordingWiring::follow);
    connect(&model_, &RecordingModel::stopped, this,
            [this](const QString& name, std::uint64_t requests) {
                notices_.raise({recordKey,
                                Notice::Level::info,
                                tr("“%1” was recorded").arg(name),
                                tr("%1 requests.").arg(formatCount(requests)),
                                {}});
                shelf_.refresh();
            });
    connect(&model_, &RecordingModel::failed, this,
            [this](const QString& title, const QString& why) {
                notices_.raise({recordKey, Notice::Level::error, title, why, {}});
                follow();
            });
    connect(&model_, &RecordingModel::trouble, this,
            [this](const QString& why, std::uint64_t dropped) {
                if (why.isEmpty() && dropped == 0) {
                    notices_.clear(troubleKey);
                    return;
                }
                notices_.raise({troubleKey,
                                Notice::Level::warning,
                                tr("The recording has gaps or waits for the disk"),
                                tr("%1 requests are missing. %2").arg(formatCount(dropped), why),
                                {}});
            });
    connect(&link_, &EngineLink::stateChanged, this, &RecordingWiring::tellOfProxy);
    connect(&shelf_, &WorkloadShelf::changed, this, &RecordingWiring::suggestName);
    suggestName();
}

RecordingWiring::~RecordingWiring() { proxy_.set_recorder(nullptr); }

void RecordingWiring::follow() {
    const RecordingStatus& status = model_.status();
    const bool begins = status.recording() && !action_.isChecked();
    action_.setChecked(status.recording());
    action_.setText(status.recording() ? tr("Stop recording") : tr("Record"));
    shelf_.setRecording(status.workload, status.recorded, status.bytes, model_.seconds());
    if (begins)
        notices_.clear(recordKey);
    tellOfProxy();
}

/// A recording waits for the proxy; nobody should find that out an hour later.
void RecordingWiring::tellOfProxy() {
    const bool waits = model_.isRecording() && !link_.isOn();
    if (!waits)
        notices_.clear(proxyKey);
    else if (!notices_.find(proxyKey))
        notices_.raise({proxyKey,
                        Notice::Level::warning,
                        tr("Recording, but the proxy is off"),
                        tr("Requests are recorded once it is on."),
                        {{tr("Turn on"), [this] { link_.start(); }}}});
}

void RecordingWiring::suggestName() {
    control_.setSuggestion(
        shelf_.freeName(tr("traffic %1").arg(QDate::currentDate().toString("yyyy-MM-dd"))));
}

} // namespace bsc::ui
