#include "app/workbench/workloads_wiring.h"

#include "app/workbench/export_notice.h"
#include "engine/code/similarity.h"
#include "engine/embed/factory.h"
#include "ui/models/format.h"
#include "ui/models/policy_look.h"
#include "ui/pages/replay_form.h"
#include "ui/widgets/chart_panel.h"

#include <QMenu>

#include <algorithm>

namespace bsc::ui {

namespace {

const QString pageKey = "workloads", replayKey = "replay-run";

/// The cache's own encoder first; it outlives every replay.
ReplayInput inputOf(const EngineParts& engine) {
    ReplayInput input{.library = engine.workloads,
                      .encoders = {{std::shared_ptr<void>(), &engine.service->embedder()}},
                      .seed = engine.service->cache().config().seed};
    EmbedderSettings lexical;
    lexical.kind = EmbedderKind::lexical;
    if (auto builtIn = make_embedder(lexical);
        builtIn && !encoderNamed(input.encoders, (*builtIn)->identity().name))
        input.encoders.push_back(std::move(*builtIn));
    return input;
}

QStringList namesOf(const Encoders& encoders) {
    QStringList names;
    for (const auto& encoder : encoders)
        names.append(QString::fromStdString(encoder->identity().name));
    return names;
}

} // namespace

WorkloadsWiring::WorkloadsWiring(EngineParts& engine, const ThresholdModel& threshold,
                                 EngineLink& link, NoticeBoard& notices, Settings& settings,
                                 const Theme& theme)
    : engine_(engine), threshold_(threshold), link_(link), notices_(notices), settings_(settings),
      shelf_({engine.workloads, engine.runs, QString::fromStdString(engine.database.string()),
              QString::fromStdString(engine.libraryTrouble)}),
      session_(inputOf(engine), engine.runs), desk_(engine.runs), stress_(inputOf(engine)),
      library_(*new LibraryPanel(shelf_, theme)),
      page_(*new WorkloadsPage(
          &library_, new ReplayPanel(session_, namesOf(inputOf(engine).encoders), theme))),
      comparisonSheet_(*new ComparisonSheet(desk_, theme, &page_)),
      stressSheet_(*new StressSheet(
          stress_, theme,
          [this] {
              const bool on = link_.state() == ProxyState::listening;
              return StressSheet::Live{on ? link_.baseUrl() : QString(), link_.localToken()};
          },
          &page_)),
      menu_(*new QMenu(tr("&Workload"), &page_)) {
    page_.restoreState(settings_.page(pageKey));
    page_.replays().form().setRadius(threshold_.radius(), threshold_.bits());
    menu_.setObjectName("workloadMenu");
    makeCommands();
    follow();
    showCommands();
    shelf_.refresh();
}

WorkloadsWiring::~WorkloadsWiring() {
    settings_.setPage(pageKey, page_.saveState());
    page_.hide(); // the models go before it
}

void WorkloadsWiring::addTo(MainWindow& window) {
    window.addScreen(&page_, tr("Workloads"), "workloads");
    window.addMenu(&menu_);
    page_.addActions(menu_.actions()); // their keys work on this screen only
}

QAction* WorkloadsWiring::command(const char* name, const QString& text) {
    QAction* action = menu_.addAction(text);
    action->setObjectName(name);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    return action;
}

void WorkloadsWiring::makeCommands() {
    for (QAction* action : library_.commands().ofLibrary())
        menu_.addAction(action);
    menu_.addSeparator();
    for (QAction* action : library_.commands().ofWorkload())
        menu_.addAction(action);
    menu_.addSeparator();
    replay_ = command("actionReplay", tr("Run the replays"));
    replay_->setShortcut(Qt::Key_F5);
    pause_ = command("actionPauseReplay", tr("Pause"));
    cancel_ = command("actionCancelReplays", tr("Cancel all"));
    menu_.addSeparator();
    connect(command("actionCompareRuns", tr("Compare runs…")), &QAction::triggered, this,
            &WorkloadsWiring::openComparison);
    connect(command("actionStress", tr("Stress…")), &QAction::triggered, this,
            &WorkloadsWiring::openStress);
    ReplayPanel& replays = page_.replays();
    connect(replay_, &QAction::triggered, &replays, &ReplayPanel::replay);
    connect(pause_, &QAction::triggered, &replays, &ReplayPanel::togglePause);
    connect(cancel_, &QAction::triggered, &session_, &ReplaySession::cancelAll);
}

void WorkloadsWiring::follow() {
    ReplayPanel& replays = page_.replays();
    connect(&shelf_, &WorkloadShelf::changed, this, [this, &replays] {
        std::vector<WorkloadInfo> workloads;
        for (const ShelfRow& row : shelf_.rows())
            workloads.push_back(row.info);
        replays.form().setWorkloads(std::move(workloads));
        if (!replays.form().workload())
            replays.pick(library_.current());
    });
    connect(&library_, &LibraryPanel::currentChanged, &replays, &ReplayPanel::pick);
    connect(&library_, &LibraryPanel::replayRequested, &replays, [&replays](quint64 id) {
        replays.pick(id);
        replays.replay();
    });
    connect(&replays.form(), &ReplayForm::workloadPicked, &library_, &LibraryPanel::setCurrent);
    connect(&replays, &ReplayPanel::stateChanged, this, &WorkloadsWiring::showCommands);
    connect(&session_, &ReplaySession::finished, &shelf_, &WorkloadShelf::refresh);
    connect(&session_, &ReplaySession::failed, this,
            [this](const QString& title, const QString& why) {
                notices_.raise({replayKey, Notice::Level::error, title, why, {}});
            });
    connect(&replays, &ReplayPanel::failed, this,
            [this](const QString& reason) { raiseExportFailed(notices_, reason); });
    for (ChartPanel* panel : replays.charts())
        panel->setNote([this] { return note(); });
}

void WorkloadsWiring::showCommands() {
    const bool paused = session_.state() == ReplaySession::State::paused;
    replay_->setEnabled(page_.replays().canReplay());
    pause_->setEnabled(paused || session_.state() == ReplaySession::State::running);
    pause_->setText(paused ? tr("Go on") : tr("Pause"));
    cancel_->setEnabled(session_.isBusy());
}

void WorkloadsWiring::tryRadius(unsigned radius) {
    ReplayPanel& replays = page_.replays();
    if (!replays.form().workload() && !shelf_.rows().empty())
        library_.setCurrent(shelf_.rows().front().info.id);
    replays.tryRadius(radius, threshold_.bits());
}

void WorkloadsWiring::openComparison() { comparisonSheet_.open(session_.run()); }

void WorkloadsWiring::runsChanged() {
    shelf_.refresh();
    if (comparisonSheet_.isVisible())
        desk_.refresh();
}

void WorkloadsWiring::openStress() {
    const WorkloadInfo* picked = page_.replays().form().workload();
    stressSheet_.open(picked ? picked->id : 0,
                      picked ? QString::fromStdString(picked->name) : QString(),
                      similarity_of(threshold_.radius(), threshold_.bits()));
}

ExportNote WorkloadsWiring::note() const {
    const ReplayPlan& plan = session_.plan();
    const ReplayLayer& layer = page_.replays().matrix().layer();
    QStringList capacities, policies;
    for (const std::size_t entries : plan.capacities)
        capacities.append(formatCount(entries));
    for (const std::string& policy : plan.policies)
        policies.append(policyTitle(policy));
    return {
        .subject = QString::fromStdString(plan.name),
        .facts = {{"workload", QString::fromStdString(plan.name)},
                  {"requests", formatCount(plan.requests)},
                  {"warm-up", formatCount(plan.warmUp)},
                  {"encoder",
                   tr("%1, %2 bits").arg(QString::fromStdString(layer.encoder)).arg(layer.bits)},
                  {"radius", tr("%1 bits").arg(layer.radius)},
                  {"content gate", plan.contentGate ? tr("on") : tr("off")},
                  {"capacities", capacities.join(", ")},
                  {"policies", policies.join(", ")},
                  {"run", QString::number(session_.run())}}};
}

} // namespace bsc::ui
