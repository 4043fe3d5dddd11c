#include "app/workbench/screenshots.h"

#include "ui/widgets/chart_panel.h"
#include "ui/widgets/segmented_control.h"

#include <QAction>
#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QPixmap>
#include <QPushButton>
#include <QTemporaryFile>

#include <algorithm>

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

/// A log as people have them: columns of other names, rows that make no sense.
constexpr char example_log[] =
    "created_at,question,intent,request_model,prompt_tokens,completion_tokens\n"
    "2026-03-11T09:02:11Z,Where is my parcel?,parcel,gpt-4o-mini,14,63\n"
    "2026-03-11T09:02:40Z,\"My parcel is late, where is it?\",parcel,gpt-4o-mini,17,58\n"
    "yesterday,Can I return the shoes?,return,gpt-4o-mini,13,71\n"
    "2026-03-11T09:03:05Z,How do I return my shoes?,return,gpt-4o-mini,14,77\n"
    "2026-03-11T09:04:32Z,,return,gpt-4o-mini,9,12\n"
    "2026-03-11T09:04:51Z,Do you ship to Norway?,shipping,gpt-4o-mini,12,49\n"
    "2026-03-11T09:05:20Z,I want an invoice with VAT,invoice,gpt-4o,15,80\n";

/// Lets layouts, deferred deletions and queued repaints happen before a picture is taken.
void settle() {
    constexpr int rounds = 2; // what the first brings may have to be laid out
    for (int round = 0; round < rounds; ++round) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
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
    takeSheet(*program_.window().findChild<QWidget*>("keyboardSheet"), "keyboard");
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

void Screenshots::takeWorkloads() {
    openScreen("screen-workloads");
    WorkloadsWiring& workloads = program_.workloads();
    ReplaySession& session = workloads.session();
    const auto idle = [&] { return !session.isBusy(); };
    waitUntil([&] { return workloads.shelf().isRead(); });
    if (workloads.shelf().rows().empty()) {
        takeWindow("workloads-empty");
        workloads.shelf().addSample();
        waitUntil([&] { return !workloads.shelf().rows().empty(); });
    }
    const auto& rows = workloads.shelf().rows();
    const auto most =
        std::ranges::max_element(rows, {}, [](const ShelfRow& row) { return row.info.requests; });
    workloads.library().setCurrent(most->info.id);
    takeWindow("workloads-planned");

    ReplayPanel& replays = workloads.page().replays();
    auto* speed = replays.findChild<SegmentedControl*>("replaySpeed");
    const int fastest = speed->current();
    speed->setCurrent(fastest - 1);
    replays.replay();
    const auto half_way = [&](const ReplayCell& cell) {
        return cell.state == CellState::running && 2 * cell.requests > session.plan().requests;
    };
    waitUntil(
        [&] { return session.share() > 0.4 && std::ranges::any_of(session.cells(), half_way); });
    replays.togglePause();
    takeWindow("workloads-paused");
    replays.togglePause();
    session.cancelAll();
    waitUntil(idle);
    takeWindow("workloads-cancelled");

    speed->setCurrent(fastest);
    replays.replay();
    waitUntil(idle);
    takeWindow("workloads");
    workloads.openComparison();
    waitUntil([&] { return workloads.comparison().isComplete(); });
    takeSheet(workloads.comparison(), "comparison");
    workloads.openStress();
    workloads.stress().start({.clients = 16, .seconds = 2});
    waitUntil([&] { return !workloads.stress().isRunning(); });
    takeSheet(workloads.stressSheet(), "stress");
}

void Screenshots::takeLibrary() {
    openScreen("screen-workloads");
    LibraryWiring& library = program_.library();
    RecordingModel& recording = program_.recording().model();
    if (!recording.isRecording())
        recording.start("live traffic");
    waitUntil([&] { return recording.isRecording() && !library.shelf().rows().empty(); });
    program_.workloads().library().setCurrent(recording.status().workload);
    takeWindow("workloads-recording");

    GenerateSheet& generate = library.generateSheet();
    generate.open();
    waitUntil([&] { return generate.isComplete(); });
    takeSheet(generate, "generate");

    QTemporaryFile log(QDir::tempPath() + "/support-log-XXXXXX.csv");
    if (!log.open() || log.write(example_log) < 0 || !log.flush()) {
        failures_.append(log.fileName());
        return;
    }
    ImportSheet& import = library.importSheet();
    import.setFile(log.fileName());
    waitUntil([&] { return import.isComplete(); });
    takeSheet(import, "import");

    if (RequestsSheet* requests = library.browse(library.shelf().rows().back().info.id)) {
        settle();
        waitUntil([&] { return requests->isComplete(); });
        takeSheet(*requests, "requests");
        requests->close();
    }

    takeSheet(library.deletedSheet(), "deleted-empty");
    WorkloadShelf& shelf = library.shelf();
    const std::size_t before = shelf.rows().size();
    shelf.duplicate(shelf.rows().back().info.id);
    waitUntil([&] { return shelf.rows().size() > before; });
    shelf.remove(program_.workloads().library().current());
    waitUntil([&] { return shelf.rows().size() == before && !shelf.removedOnes().empty(); });
    library.deletedSheet().open();
    takeSheet(library.deletedSheet(), "deleted");
    library.deletedSheet().findChild<QPushButton*>("deletedErase")->click();
    takeSheet(library.deletedSheet(), "deleted-question");
    library.deletedSheet().reject();
}

void Screenshots::takeDecisions() {
    openScreen("screen-threshold");
    ThresholdLab& lab = program_.lab().lab();
    const int first = 2; // after live traffic, of this session and of all
    lab.refreshSources();
    waitUntil([&] { return static_cast<int>(lab.sources().size()) > first; });
    lab.setSource(first);
    waitUntil([&] { return lab.state() != ThresholdLab::State::computing; });
    takeWindow("threshold-workload");
    DecisionsSheet& decisions = program_.lab().decisions();
    decisions.compare();
    waitUntil([&] { return decisions.isComplete(); });
    takeSheet(decisions, "decisions");
    lab.setSource(0);
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
    program_.runs().sheet().open();
    waitUntil([&] { return program_.runs().shelf().isRead(); });
    takeSheet(program_.runs().sheet(), "kept-runs");
    takeDeletedRuns();
}

void Screenshots::takeDeletedRuns() {
    RunShelf& shelf = program_.runs().shelf();
    KeptRunsSheet& sheet = program_.runs().sheet();
    sheet.openDeleted();
    takeSheet(sheet, "deleted-runs-empty");
    if (shelf.runs().empty())
        return;
    const std::size_t before = shelf.removedOnes().size();
    shelf.remove({shelf.runs().front().id});
    waitUntil([&] { return shelf.removedOnes().size() > before; });
    sheet.openDeleted();
    takeSheet(sheet, "deleted-runs");
    sheet.findChild<QPushButton*>("deletedErase")->click();
    takeSheet(sheet, "deleted-runs-question");
    sheet.reject();
    shelf.undo();
    waitUntil([&] { return shelf.removedOnes().size() == before; });
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
            if (size.size == sizes[0].size && theme_.isDark())
                exportCharts(program_.window(), name);
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
    exportCharts(sheet, name);
    theme_.setMode(mode);
    sheet.hide();
}

void Screenshots::exportCharts(const QWidget& window, const QString& name) {
    folder_.mkpath("charts");
    for (ChartPanel* panel : window.findChildren<ChartPanel*>()) {
        if (panel->window() != &window || !panel->isVisible() || !panel->isEnabled())
            continue;
        const auto failed = QObject::connect(panel, &ChartPanel::failed, &program_,
                                             [this](const QString& why) { failures_.append(why); });
        for (const ExportFormat format : {ExportFormat::png, ExportFormat::svg, ExportFormat::pdf,
                                          ExportFormat::csv, ExportFormat::json})
            panel->exportTo(folder_.filePath(
                QString("charts/%1-%2.%3").arg(name, panel->slug(), extensionOf(format))));
        QObject::disconnect(failed);
    }
}

void Screenshots::save(QWidget& widget, const QString& name) {
    settle();
    const QString file = folder_.filePath(name + ".png");
    if (!widget.grab().save(file))
        failures_.append(file);
}

} // namespace bsc::ui
