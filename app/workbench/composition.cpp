#include "app/workbench/composition.h"

#include "app/workbench/export_notice.h"
#include "engine/code/similarity.h"
#include "ui/charts/export_note.h"
#include "ui/models/format.h"
#include "ui/pages/request_story_view.h"
#include "ui/widgets/chart_keys.h"
#include "ui/widgets/chart_panel.h"
#include "ui/widgets/segmented_control.h"

#include <QAction>
#include <QCoreApplication>
#include <QFile>
#include <QFileDialog>
#include <QMenu>
#include <QPointer>
#include <QProcess>

namespace bsc::ui {

namespace {

const QString storeKey = "store-open", modelKey = "model-folder", pricesKey = "prices",
              reencodedKey = "reencoded", restoreKey = "restore", pinnedKey = "pinned",
              replayKey = "replay", testKey = "test";
const QString livePageKey = "live";

std::vector<SampleRequest> loadSample() {
    QFile file(":/samples/first-hour.jsonl");
    return file.open(QIODevice::ReadOnly) ? readSample(file.readAll())
                                          : std::vector<SampleRequest>();
}

unsigned radiusOf(const EngineParts& engine) {
    return radius_of(engine.service->threshold(), engine.encoder.bits);
}

} // namespace

Composition::Composition(EngineParts engine, Settings& settings, Theme& theme)
    : engine_(std::move(engine)), settings_(settings), theme_(theme),
      threshold_(engine_.encoder.bits, radiusOf(engine_)),
      link_(*engine_.proxy, QString::fromStdString(engine_.host), notices_, threshold_,
            QString::fromStdString(engine_.localToken)),
      status_(link_, engine_.encoder, QString::fromStdString(engine_.database.string())),
      pump_(*engine_.events), figures_(flows_),
      replay_(loadSample(),
              {[this] { return link_.baseUrl(); }, [this] { return link_.localToken(); },
               [this](std::uint64_t entry) { return link_.promptOf(entry); },
               [this](std::uint64_t flow, std::uint64_t entry, bool right) {
                   link_.label(flow, entry, right, label_source::classes);
               }}),
      window_({link_, threshold_, notices_, status_, settings_, theme_}),
      firstRun_(*new FirstRunPanel(link_, threshold_, theme_)),
      livePage_(*new LivePage(figures_, flows_, threshold_, theme_)),
      live_(*new LiveScreen(&firstRun_, &livePage_)),
      connect_(*new ConnectSheet(link_, theme_, &window_)),
      settingsSheet_(*new SettingsSheet(
          link_, settings_, theme_,
          {engine_.encoder, QString::fromStdString(engine_.database.string())}, &window_)),
      lab_(engine_, threshold_, notices_, settings_, theme_),
      clusters_(*engine_.service, threshold_, notices_, settings_, theme_),
      workloads_(engine_, threshold_, link_, notices_, settings_, theme_),
      benchmarks_(engine_, notices_, settings_, theme_),
      library_(engine_, workloads_.shelf(), workloads_.library(), workloads_.menu(), notices_,
               theme_, window_),
      recording_(engine_, link_, library_, notices_, theme_, window_),
      runs_(engine_, workloads_, benchmarks_, notices_, theme_, window_) {
    if (link_.upstream().kind != UpstreamChoice::Kind::demo)
        link_.setUpstream(settings_.upstream());
    livePage_.restoreState(settings_.page(livePageKey));
    livePage_.setFacts([this] { return factsOf(*engine_.service, threshold_); });
    window_.addScreen(&live_, tr("Live"), "live");
    window_.addScreen(&lab_.page(), tr("Threshold"), "threshold");
    clusters_.addTo(window_);
    connect(&settingsSheet_, &SettingsSheet::motionChanged, &clusters_,
            &ClustersWiring::followMotion);
    workloads_.addTo(window_);
    benchmarks_.addTo(window_);
    connect(&lab_, &ThresholdWiring::replayRequested, &workloads_, &WorkloadsWiring::tryRadius);
    wireEvents();
    wireFirstRun();
    wireWindow();
    tellStory();
    raiseNotices();
    pump_.start();
}

Composition::~Composition() {
    settings_.setPage(livePageKey, livePage_.saveState());
    pool_.waitForDone();
    replay_.stop();
    engine_.proxy->stop();
    pump_.stop();
}

void Composition::wireEvents() {
    connect(&pump_, &EventPump::drained, this, [this](const std::vector<Event>& events) {
        link_.take(events);
        status_.take(events);
        replay_.take(events);
        flows_.consume(events);
        figures_.consume(events);
        live_.take(events);
        lab_.take(events);
        clusters_.take(events);
    });
    connect(&link_, &EngineLink::statsChanged, this, [this] { figures_.setStats(link_.stats()); });
    const auto showRunning = [this] {
        figures_.setRunning(link_.state() == ProxyState::listening);
    };
    connect(&link_, &EngineLink::stateChanged, this, showRunning);
    showRunning();
    connect(&livePage_, &LivePage::turnOnRequested, &link_, &EngineLink::start);
    connect(&livePage_, &LivePage::labelRequested, &link_, &EngineLink::labelByHand);
    connect(&livePage_, &LivePage::labelUndoRequested, &link_, &EngineLink::undoLabel);
    connect(&livePage_, &LivePage::failed, this,
            [this](const QString& reason) { raiseExportFailed(notices_, reason); });
}

void Composition::wireFirstRun() {
    connect(&firstRun_, &FirstRunPanel::changePortRequested, &settingsSheet_,
            &SettingsSheet::showPort);
    connect(&firstRun_, &FirstRunPanel::snippetsRequested, &connect_, &QWidget::show);
    connect(&firstRun_, &FirstRunPanel::testRequested, this, &Composition::sendTest);
    connect(&firstRun_, &FirstRunPanel::replayRequested, this, &Composition::startReplay);
    connect(&firstRun_, &FirstRunPanel::importRequested, &library_.importSheet(),
            &ImportSheet::choose);
    const auto showReplay = [this] {
        firstRun_.setReplay(replay_.isRunning(), replay_.done(), replay_.size());
    };
    connect(&replay_, &SampleReplay::progressed, this, showReplay);
    connect(&replay_, &SampleReplay::finished, this, showReplay);
    connect(&replay_, &SampleReplay::failed, this, [this](const QString& why) {
        notices_.raise({replayKey,
                        Notice::Level::warning,
                        tr("The sample stopped"),
                        why,
                        {{tr("Replay again"), [this] { startReplay(); }}}});
    });
    showReplay();
}

void Composition::wireWindow() {
    const auto open = [](QWidget& sheet) {
        sheet.show();
        sheet.raise();
        sheet.activateWindow();
    };
    connect(&window_, &MainWindow::connectRequested, &connect_, [this, open] { open(connect_); });
    connect(&window_, &MainWindow::settingsRequested, &settingsSheet_, &SettingsSheet::showPort);
    connect(&window_, &MainWindow::customUpstreamRequested, &settingsSheet_,
            &SettingsSheet::showUpstream);
    connect(&window_, &MainWindow::replayRequested, this, &Composition::startReplay);
    makeExportMenu();
    makeRangeMenu();
    auto* keyboard = new KeyboardSheet(theme_, &window_);
    connect(&window_, &MainWindow::keyboardRequested, keyboard,
            [keyboard, open] { open(*keyboard); });
    auto* about = new AboutSheet(theme_, engine_.encoder, &window_);
    connect(&window_, &MainWindow::aboutRequested, about, [about, open] { open(*about); });
}

void Composition::makeExportMenu() {
    auto* menu = new QMenu(tr("Export chart"), &window_);
    menu->setObjectName("exportMenu");
    auto* keys = new ChartKeys(window_);
    connect(menu, &QMenu::aboutToShow, this, [this, menu, keys] {
        menu->clear();
        for (ChartPanel* chart : window_.findChildren<ChartPanel*>())
            if (chart->isVisible() && chart->isEnabled())
                menu->addMenu(chart->exportMenu());
        menu->addSeparator();
        menu->addActions({keys->exportAction(), keys->copyAction()});
        for (QAction* action : {keys->exportAction(), keys->copyAction()})
            action->setEnabled(keys->current() != nullptr);
    });
    window_.addFileMenu(menu);
}

void Composition::makeRangeMenu() {
    auto* menu = new QMenu(tr("Time shown"), &window_);
    menu->setObjectName("rangeMenu");
    SegmentedControl& range = livePage_.range();
    for (int index = 0; index < range.choices().size(); ++index) {
        QAction* action = menu->addAction(range.choices()[index], &range,
                                          [&range, index] { range.setCurrent(index); });
        action->setCheckable(true);
        const auto showPicked = [&range, action, index] {
            action->setChecked(range.current() == index);
        };
        connect(menu, &QMenu::aboutToShow, action, showPicked);
    }
    window_.addViewMenu(menu);
}

void Composition::tellStory() {
    // Off the GUI thread: a remote encoder may take its time.
    pool_.start([this, view = QPointer(&firstRun_.story())] {
        auto story =
            tellRequestStory(engine_.service->embedder(), engine_.service->cache().projection());
        if (!story)
            return; // the steps stand without figures; requests will say what is wrong
        QMetaObject::invokeMethod(
            qApp,
            [view, story = std::move(*story)] {
                if (view)
                    view->setStory(story);
            },
            Qt::QueuedConnection);
    });
}

void Composition::sendTest() {
    const auto failed = [this](const ChatReply& reply) {
        firstRun_.setTestRunning(false);
        if (!reply.answered())
            notices_.raise(
                {testKey, Notice::Level::warning, tr("The test request failed"), reply.error, {}});
        return !reply.answered();
    };
    const auto ask = [this](const QString& prompt) {
        ChatRequest request{link_.baseUrl(), Dialect::openai, "gpt-4o-mini", prompt};
        request.token = link_.localToken();
        return request;
    };
    firstRun_.setTestRunning(true);
    testClient_.send(ask(tr("How do I get a refund?")), [=, this](const ChatReply& first) {
        if (!failed(first))
            testClient_.send(ask(tr("How can I get a refund?")),
                             [=](const ChatReply& second) { failed(second); });
    });
}

void Composition::startReplay() {
    notices_.clear(replayKey);
    if (link_.state() == ProxyState::listening) {
        replay_.start();
        return;
    }
    connect(
        &link_, &EngineLink::stateChanged, &replay_,
        [this] {
            if (link_.state() == ProxyState::listening)
                replay_.start();
        },
        Qt::SingleShotConnection);
    link_.start();
}

void Composition::raiseNotices() {
    if (!engine_.storeTrouble.empty())
        notices_.raise({storeKey,
                        Notice::Level::error,
                        tr("The database cannot be used"),
                        QString::fromStdString(engine_.storeTrouble) +
                            tr(" It was left as it is; answers are kept in memory for now."),
                        {{tr("Open another file…"), [this] { openOtherDatabase(); }}}});
    if (!engine_.modelTrouble.empty())
        notices_.raise(
            {modelKey,
             Notice::Level::warning,
             tr("The model folder cannot be used"),
             QString::fromStdString(engine_.modelTrouble) +
                 tr(" The lexical encoder is on until another start."),
             {{tr("Choose another folder"), [this] { settingsSheet_.showModelFolder(); }}}});
    if (!engine_.pricesTrouble.empty())
        notices_.raise(
            {pricesKey,
             Notice::Level::warning,
             tr("The price table cannot be used"),
             QString::fromStdString(engine_.pricesTrouble) + tr(" The shipped prices are used."),
             {{tr("Choose another file"), [this] { settingsSheet_.showPrices(); }}}});
    if (!engine_.service->restore_notice().empty())
        notices_.raise({restoreKey,
                        Notice::Level::warning,
                        tr("What eviction had learned is lost"),
                        QString::fromStdString(engine_.service->restore_notice()),
                        {}});
    if (const std::size_t left = engine_.service->pinned_without_room(); left > 0)
        notices_.raise({pinnedKey,
                        Notice::Level::warning,
                        tr("%1 pinned entries found no room").arg(formatCount(left)),
                        tr("They wait in the database: let others go on the Clusters screen, or "
                           "start with a larger --capacity, and they are back at the next start."),
                        {{tr("Show clusters"),
                          [this] { window_.findChild<QAction*>("screen-clusters")->trigger(); }}}});
    if (engine_.service->reencoded())
        notices_.raise(
            {reencodedKey,
             Notice::Level::info,
             tr("Stored prompts were encoded anew"),
             tr("The database came from another encoder; %1 is on now.").arg(engine_.encoder.name),
             {}});
}

void Composition::openOtherDatabase() {
    const QString file =
        QFileDialog::getSaveFileName(&window_, tr("Database"), {}, tr("Databases (*.sqlite)"),
                                     nullptr, QFileDialog::DontConfirmOverwrite);
    // The engine is built once: a new start of the program is the honest way to another database.
    if (!file.isEmpty() &&
        QProcess::startDetached(QCoreApplication::applicationFilePath(), {"--db", file}))
        window_.close();
}

} // namespace bsc::ui
