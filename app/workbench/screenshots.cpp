#include "app/workbench/screenshots.h"

#include "ui/widgets/segmented_control.h"

#include <QAction>
#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QPixmap>

namespace bsc::ui {

namespace {

struct Look {
    Theme::Mode mode;
    const char* name;
};

struct WindowSize {
    QSize size;
    const char* suffix; ///< of the file name
};

constexpr Look looks[] = {{Theme::Mode::light, "light"}, {Theme::Mode::dark, "dark"}};
constexpr WindowSize sizes[] = {{{1440, 900}, ""}, {{1024, 680}, "-1024"}};

/// Lets layouts, deferred deletions and queued repaints happen before a picture is taken.
void settle() {
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

/// For work on other threads; not for ever.
template <class Condition>
void waitUntil(Condition&& condition) {
    constexpr std::chrono::seconds patience{20};
    for (QDeadlineTimer deadline(patience); !condition() && !deadline.hasExpired();)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
}

} // namespace

Screenshots::Screenshots(Composition& program, Theme& theme, QDir folder)
    : program_(program), theme_(theme), folder_(std::move(folder)) {
    folder_.mkpath(".");
}

void Screenshots::takeProxyOff() { takeWindow("proxy-off"); }

void Screenshots::takeFirstRun() {
    takeWindow("first-run");
    takeSheet(program_.connectSheet(), "connect");
    takeSheet(program_.settingsSheet(), "settings");
}

void Screenshots::takeLive() { takeWindow("live"); }

void Screenshots::takeThreshold() {
    openScreen("screen-threshold");
    const ThresholdLab& lab = program_.lab().lab();
    const auto computed = [&] {
        return lab.state() != ThresholdLab::State::computing && !lab.gated().empty();
    };
    waitUntil(computed);
    takeWindow("threshold");
    InspectorSheet& inspector = program_.lab().inspector();
    inspector.inspect();
    waitUntil([&] { return inspector.isComplete(); });
    constexpr const char* parts[] = {"inspector-cosine", "inspector-codes", "inspector-traps"};
    for (int part = 0; part < static_cast<int>(std::size(parts)); ++part) {
        inspector.part().setCurrent(part);
        takeSheet(inspector, parts[part]);
    }
}

void Screenshots::takeClusters() {
    openScreen("screen-clusters");
    waitUntil([this] { return !program_.clusters().model().isComputing(); });
    takeWindow("clusters");
}

void Screenshots::takeBenchmarks() {
    openScreen("screen-benchmarks");
    BenchmarkModel& model = program_.benchmarks().model();
    waitUntil([&] { return model.isRead() && !model.workloads().empty(); });
    const auto shown = [&] { return model.report() != nullptr; };
    if (model.runs().empty())
        takeWindow("benchmarks-empty");
    else
        waitUntil(shown);
    if (shown())
        takeWindow("benchmarks-kept");
    takeSheet(program_.benchmarks().sheet(), "run-benchmarks");

    // Cells take moments; the engine's own parts would take minutes.
    model.start({{model.workloads().front(), true}});
    const auto over = [&] { return model.progress() ? model.progress()->news.parts_over : 0; };
    waitUntil([&] { return !model.progress() || over() > 50; });
    waitUntil(shown);
    takeWindow("benchmarks-running");
    waitUntil([&] { return !model.progress() || over() > 100; });
    model.cancel();
    waitUntil([&] { return !model.progress(); });
    waitUntil([&] { return shown() && model.report()->run.finished_us; });
    const ReportMatrix& matrix = model.matrix();
    if (!matrix.policies.empty())
        model.choose(matrix.cells.back()[matrix.columns.size() / 2]);
    if (model.runs().size() > 1)
        model.compare(model.runs()[1].id);
    waitUntil([&] { return model.runs().size() < 2 || model.other(); });
    takeWindow("benchmarks");
}

void Screenshots::openScreen(const char* action) {
    program_.window().findChild<QAction*>(action)->trigger();
}

void Screenshots::takeWindow(const QString& name) {
    const auto mode = theme_.mode();
    const QSize before = program_.window().size();
    for (const WindowSize& size : sizes)
        for (const Look& look : looks) {
            theme_.setMode(look.mode);
            program_.window().resize(size.size);
            save(program_.window(), QString("%1-%2%3").arg(name, look.name, size.suffix));
        }
    theme_.setMode(mode);
    program_.window().resize(before);
}

void Screenshots::takeSheet(QWidget& sheet, const QString& name) {
    const auto mode = theme_.mode();
    sheet.show();
    for (const Look& look : looks) {
        theme_.setMode(look.mode);
        save(sheet, QString("%1-%2").arg(name, look.name));
    }
    theme_.setMode(mode);
    sheet.hide();
}

void Screenshots::save(QWidget& widget, const QString& name) {
    settle();
    const QString file = folder_.filePath(name + ".png");
    if (!widget.grab().save(file))
        failures_.append(file);
}

} // namespace bsc::ui
