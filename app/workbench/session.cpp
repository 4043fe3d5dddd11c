#include "app/workbench/session.h"

#include <QCoreApplication>
#include <QTextStream>
#include <QTimer>

#include <utility>

namespace bsc::ui {

namespace {

/// Until the notice of a busy port and the story of a request are there to be seen.
constexpr std::chrono::milliseconds after_start{400};
/// After the last reply: its label and the last redraw have gone round.
constexpr std::chrono::seconds after_replay{1};
constexpr int failed_to_write = 1;

} // namespace

Session::Session(Composition& program, const Options& options, Settings& settings, Theme& theme)
    : program_(program), options_(options),
      turnOn_(options.demo || options.host || options.replaySample || settings.proxyOn()) {
    if (!options.screenshots.empty())
        screenshots_ = std::make_unique<Screenshots>(
            program, theme, QDir(QString::fromStdString(options.screenshots.string())));
    connect(&program_.link(), &EngineLink::stateChanged, this, &Session::proxySettled);
    connect(&program_.replay(), &SampleReplay::finished, this, [this] {
        if (screenshots_ && options_.exitAfter)
            QTimer::singleShot(after_replay, this, &Session::end);
    });
}

void Session::start() {
    if (screenshots_)
        screenshots_->takeProxyOff();
    if (options_.exitAfter)
        QTimer::singleShot(*options_.exitAfter, this, &Session::end);
    if (!options_.record.empty())
        program_.recording().model().start(QString::fromStdString(options_.record));
    if (turnOn_)
        program_.link().start();
    else if (screenshots_)
        screenshots_->takeFirstRun();
}

void Session::proxySettled() {
    const auto state = program_.link().state();
    if (settled_ || (state != ProxyState::listening && state != ProxyState::failed))
        return;
    settled_ = true;
    QTimer::singleShot(after_start, this, [this, state] {
        if (screenshots_)
            screenshots_->takeFirstRun();
        if (options_.replaySample && state == ProxyState::listening)
            program_.startReplay();
    });
}

void Session::takeScreens() {
    screenshots_->takeLive();
    screenshots_->takeThreshold();
    screenshots_->takeClusters();
    screenshots_->takeWorkloads();
    screenshots_->takeDecisions();
    screenshots_->takeBenchmarks();
    screenshots_->takeLibrary();
}

void Session::end() {
    if (std::exchange(ending_, true))
        return;
    if (screenshots_ && program_.hasTraffic())
        takeScreens();
    const bool complete = !screenshots_ || screenshots_->failures().isEmpty();
    if (!complete)
        QTextStream(stderr) << "bsc-workbench: cannot write " << screenshots_->failures().join(", ")
                            << Qt::endl;
    QCoreApplication::exit(complete ? 0 : failed_to_write);
}

} // namespace bsc::ui
