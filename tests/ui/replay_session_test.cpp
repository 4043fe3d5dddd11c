#include "engine/code/similarity.h"
#include "engine/replay/embedded_workload.h"
#include "engine/replay/listed_rows.h"
#include "tests/ui/sample_shelf.h"
#include "ui/models/comparison_desk.h"
#include "ui/models/run_matrix_model.h"
#include "ui/models/stress_model.h"

#include <QCoreApplication>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace bsc::ui {

namespace {

constexpr int patience_ms = 60'000;

struct Shelf : SampleShelf {
    using SampleShelf::SampleShelf;

    ReplayPlan plan() const {
        ReplayPlan plan;
        plan.workload = sample.id;
        plan.name = sample.name;
        plan.requests = sample.requests;
        plan.policies = {"lru", "sieve"};
        plan.capacities = {20, 60};
        plan.encoders = {"lexical"};
        plan.bits = {256};
        plan.thresholds = {0.85F};
        return plan;
    }
};

void runWhole(ReplaySession& session, const ReplayPlan& plan) {
    QSignalSpy finished(&session, &ReplaySession::finished);
    session.start(plan);
    QVERIFY(session.isBusy());
    QVERIFY(finished.wait(patience_ms));
}

QStringList statesOf(const Shelf& shelf, std::uint64_t run) {
    const auto parts = shelf.runs->parts(run);
    QStringList states;
    if (!parts)
        return states;
    for (const RunPart& part : *parts)
        states.append(QString::fromStdString(part.state));
    return states;
}

} // namespace

class ReplaySessionTest : public QObject {
    Q_OBJECT
  private slots:
    void aPlanIsEveryCombination();
    void aKeptPlanReadsBackAsItWas();
    void figuresAreThoseOfTheEngine();
    void resultsAreKeptAndShownAgain();
    void whatACrashLeftUndoneGoesOnInTheSameRun();
    void aKilledProgramLosesNothingThatWasDone();
    void oneReplayIsCancelledAndRunAgain();
    void allAreCancelled();
    void aPausedReplayStandsStill();
    void livelyReplaysGoThroughAProxy();
    void theMatrixShowsOneLayer();
    void twoRunsAreCompared();
    void aDeletedWorkloadIsAnErrorThatIsTold();
    void stressMeasuresAndStops();
};

void ReplaySessionTest::aPlanIsEveryCombination() {
    ReplayPlan plan = Shelf().plan();
    plan.bits = {128, 256};
    plan.thresholds = {0.85F, 0.8501F, 0.9F}; // the first two are one radius
    const auto layers = plan.layers();
    QCOMPARE(layers.size(), std::size_t{4});
    QCOMPARE(layers[0], (ReplayLayer{"lexical", 128, 19}));
    QCOMPARE(layers[3], (ReplayLayer{"lexical", 256, 25}));
    QCOMPARE(plan.cells().size(), std::size_t{4 * 2 * 2});
}

void ReplaySessionTest::aKeptPlanReadsBackAsItWas() {
    ReplayPlan plan = Shelf().plan();
    plan.bits = {128, 1024};
    plan.thresholds = {0.85F, 0.87F};
    plan.warmUp = 50;
    plan.speed = ReplaySpeed::times10;
    plan.settings.lambda = 0.25F;
    const auto read = planFromJson(settingsJson(plan), plan.cells());
    QVERIFY(read);
    QCOMPARE(read->layers(), plan.layers());
    QCOMPARE(read->cells().size(), plan.cells().size());
    QCOMPARE(read->warmUp, plan.warmUp);
    QCOMPARE(read->speed, plan.speed);
    QVERIFY(read->contentGate);
    plan.contentGate = false;
    QVERIFY(!sameRules(*read, plan));
    QVERIFY(!planFromJson(settingsJson(plan), plan.cells())->contentGate);
    QCOMPARE(read->settings.lambda, plan.settings.lambda);
    QCOMPARE(read->name, plan.name);
    QVERIFY(!planFromJson("no json", plan.cells()));
    QCOMPARE(cellFromKey(plan.cells().back().key())->key(), plan.cells().back().key());
    QVERIFY(!cellFromKey("policy=lru"));
}

void ReplaySessionTest::figuresAreThoseOfTheEngine() {
    const Shelf shelf;
    ReplaySession session(shelf.input(), nullptr);
    runWhole(session, shelf.plan());
    QCOMPARE(session.count(CellState::done), std::size_t{4});
    QCOMPARE(session.share(), 1.0);
    QCOMPARE(session.run(), std::uint64_t{0});

    const std::vector<WorkloadRow> rows = sample_workload();
    ListedRows listed(rows);
    const auto embedded = EmbeddedWorkload::embed("sample", listed, *shelf.lexical);
    const auto trace = embedded->trace(256, 42);
    for (const ReplayCell& cell : session.cells()) {
        const auto expected = simulate(*trace, {.policy = cell.cell.policy,
                                                .capacity = cell.cell.capacity,
                                                .radius = radius_of(0.85F, 256),
                                                .content_gate = true});
        QCOMPARE(cell.figures->hits, expected->hits);
        QCOMPARE(cell.figures->wrong_hits, expected->wrong_hits);
        QCOMPARE(cell.figures->state_hash, figures_of(*expected).state_hash);
    }
}

void ReplaySessionTest::resultsAreKeptAndShownAgain() {
    const Shelf shelf;
    ReplaySession session(shelf.input(), shelf.runs);
    runWhole(session, shelf.plan());
    QVERIFY(session.run() > 0);
    QVERIFY(shelf.runs->info(session.run())->finished_us.has_value());

    ReplaySession later(shelf.input(), shelf.runs);
    QSignalSpy shown(&later, &ReplaySession::planShown);
    later.showLast(shelf.sample);
    QVERIFY(shown.wait(patience_ms));
    QCOMPARE(later.run(), session.run());
    QCOMPARE(later.plan().layers(), session.plan().layers());
    QVERIFY(!later.isOfOtherMachine());
    for (std::size_t cell = 0; cell < later.cells().size(); ++cell)
        QCOMPARE(later.cells()[cell].figures->hits, session.cells()[cell].figures->hits);

    // With everything done, the same plan is a new run.
    runWhole(later, later.plan());
    QVERIFY(later.run() != session.run());
    QCOMPARE(later.count(CellState::done), std::size_t{4});
}

void ReplaySessionTest::whatACrashLeftUndoneGoesOnInTheSameRun() {
    const Shelf shelf;
    ReplaySession session(shelf.input(), shelf.runs);
    runWhole(session, shelf.plan());
    // What the file holds after a kill: two parts done, one running, one queued.
    std::vector<std::string> keys;
    for (const ReplayCell& cell : session.cells())
        keys.push_back(cell.cell.key());
    RunInfo info = *shelf.runs->info(session.run());
    const auto cut = shelf.runs->start(info, keys);
    for (const std::size_t cell : {0, 1})
        QVERIFY(shelf.runs->put(*cut,
                                {keys[cell], "done", to_json(*session.cells()[cell].figures), {}}));
    QVERIFY(shelf.runs->put(*cut, {keys[2], "running", {}, {}}));

    ReplaySession next(shelf.input(), shelf.runs);
    QSignalSpy shown(&next, &ReplaySession::planShown);
    next.showLast(shelf.sample);
    QVERIFY(shown.wait(patience_ms));
    QCOMPARE(next.run(), *cut);
    QCOMPARE(next.count(CellState::done), std::size_t{2});
    QCOMPARE(next.count(CellState::cancelled), std::size_t{2});
    runWhole(next, next.plan());
    QCOMPARE(next.run(), *cut);
    QCOMPARE(statesOf(shelf, *cut), QStringList(4, "done"));
    for (std::size_t cell = 0; cell < keys.size(); ++cell)
        QCOMPARE(next.cells()[cell].figures->state_hash, session.cells()[cell].figures->state_hash);
}

/// Twelve live replays, some tenths of a second each.
ReplayPlan matrixToCut(const Shelf& shelf) {
    ReplayPlan plan = shelf.plan();
    plan.capacities = {20, 60, 100};
    plan.thresholds = {0.81F, 0.87F};
    plan.speed = ReplaySpeed::max;
    return plan;
}

/// The program that is killed.
int replayInto(const std::string& file) {
    const Shelf shelf(file);
    ReplaySession session(shelf.input(), shelf.runs);
    session.start(matrixToCut(shelf));
    return QCoreApplication::exec();
}

void ReplaySessionTest::aKilledProgramLosesNothingThatWasDone() {
    const QTemporaryDir folder;
    const QString file = folder.filePath("cut.sqlite");
    QVERIFY(add_sample_workload(**WorkloadLibrary::open(file.toStdString())));
    const Shelf shelf(file.toStdString());
    QProcess program;
    program.start(QCoreApplication::applicationFilePath(), {"--replay-into", file});
    constexpr std::uint64_t run = 1;
    QTRY_VERIFY_WITH_TIMEOUT(statesOf(shelf, run).count("done") >= 2, patience_ms);
    QCOMPARE(shelf.runs->remove(run).error().code, ErrorCode::busy);
    program.kill();
    QVERIFY(program.waitForFinished(patience_ms));
    QCOMPARE(program.exitStatus(), QProcess::CrashExit);

    const auto done = static_cast<std::size_t>(statesOf(shelf, run).count("done"));
    QVERIFY(done >= 2 && done < 12);
    ReplaySession next(shelf.input(), shelf.runs);
    QSignalSpy shown(&next, &ReplaySession::planShown);
    next.showLast(shelf.sample);
    QVERIFY(shown.wait(patience_ms));
    QCOMPARE(next.count(CellState::done), done);
    QCOMPARE(next.count(CellState::cancelled), 12 - done);
    runWhole(next, next.plan());
    QCOMPARE(next.run(), run);
    QCOMPARE(statesOf(shelf, run), QStringList(12, "done"));
}

/// Live replays take long enough to be caught.
ReplayPlan slow(const Shelf& shelf) {
    ReplayPlan plan = shelf.plan();
    plan.speed = ReplaySpeed::times10;
    return plan;
}

void ReplaySessionTest::oneReplayIsCancelledAndRunAgain() {
    const Shelf shelf;
    ReplaySession session(shelf.input(), shelf.runs);
    session.start(slow(shelf));
    QTRY_COMPARE_WITH_TIMEOUT(session.cells()[0].state, CellState::running, patience_ms);
    session.cancel(3);
    QTRY_COMPARE_WITH_TIMEOUT(session.cells()[3].state, CellState::cancelled, patience_ms);
    session.cancel(0);
    QTRY_COMPARE_WITH_TIMEOUT(session.cells()[0].state, CellState::cancelled, patience_ms);
    QTRY_COMPARE_WITH_TIMEOUT(session.cells()[1].state, CellState::running, patience_ms);
    session.runAgain(3);
    QCOMPARE(session.cells()[3].state, CellState::queued);
    session.cancelAll();
    QTRY_VERIFY_WITH_TIMEOUT(!session.isBusy(), patience_ms);
}

void ReplaySessionTest::allAreCancelled() {
    const Shelf shelf;
    ReplaySession session(shelf.input(), shelf.runs);
    session.start(slow(shelf));
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), ReplaySession::State::running, patience_ms);
    QVERIFY(shelf.runs->info(session.run())->being_written);
    QSignalSpy finished(&session, &ReplaySession::finished);
    session.cancelAll();
    QVERIFY(finished.wait(patience_ms));
    QVERIFY(!shelf.runs->info(session.run())->being_written);
    QCOMPARE(session.count(CellState::cancelled), std::size_t{4});
    QCOMPARE(statesOf(shelf, session.run()), QStringList(4, "cancelled"));
    QVERIFY(!shelf.runs->info(session.run())->finished_us.has_value());
}

void ReplaySessionTest::aPausedReplayStandsStill() {
    const Shelf shelf;
    ReplaySession session(shelf.input(), nullptr);
    ReplayPlan plan = shelf.plan();
    plan.speed = ReplaySpeed::times100;
    session.start(plan);
    QTRY_VERIFY_WITH_TIMEOUT(session.cells()[0].requests > 0, patience_ms);
    session.setPaused(true);
    QCOMPARE(session.state(), ReplaySession::State::paused);
    QSignalSpy changed(&session, &ReplaySession::changed);
    QTRY_VERIFY_WITH_TIMEOUT(changed.count() > 3, patience_ms); // what was under way has arrived
    const std::uint64_t then = session.cells()[0].requests;
    QTRY_VERIFY_WITH_TIMEOUT(changed.count() > 12, patience_ms);
    QCOMPARE(session.cells()[0].requests, then);
    session.setPaused(false);
    QTRY_VERIFY_WITH_TIMEOUT(session.cells()[0].requests > then, patience_ms);
    session.setPaused(true);
    session.cancelAll(); // a paused one, too
    QTRY_VERIFY_WITH_TIMEOUT(!session.isBusy(), patience_ms);
}

void ReplaySessionTest::livelyReplaysGoThroughAProxy() {
    const Shelf shelf;
    ReplaySession session(shelf.input(), nullptr);
    ReplayPlan plan = shelf.plan();
    plan.policies = {"lru"};
    plan.capacities = {60};
    plan.speed = ReplaySpeed::max;
    QCOMPARE(session.threads() >= 1, true);
    runWhole(session, plan);
    const ReplayCell& cell = session.cells().front();
    QCOMPARE(cell.state, CellState::done);
    QCOMPARE(cell.figures->requests, shelf.sample.requests);
    QVERIFY(cell.figures->hits > 0 && cell.figures->evictions > 0);
}

void ReplaySessionTest::theMatrixShowsOneLayer() {
    const Shelf shelf;
    ReplaySession session(shelf.input(), nullptr);
    RunMatrixModel matrix(session);
    ReplayPlan plan = shelf.plan();
    plan.thresholds = {0.81F, 0.9F};
    matrix.setCapacities(plan.capacities);
    matrix.setPolicies(plan.policies);
    matrix.setLayer(plan.layers()[0]);
    const auto lru = matrix.index(0, 1), sieve = matrix.index(1, 1);
    QCOMPARE(matrix.view(lru).kind, MatrixCellView::Kind::planned);
    runWhole(session, plan);
    const double loose = matrix.view(lru).rate;
    QCOMPARE(matrix.view(lru).kind, MatrixCellView::Kind::done);
    QCOMPARE(loose, session.cells()[0].figures->hit_rate());
    QVERIFY(matrix.view(lru).wrongRate.has_value());
    QVERIFY(!matrix.view(lru).overLru);
    QCOMPARE(*matrix.view(sieve).overLru, 100 * (matrix.view(sieve).rate - loose));
    QVERIFY(matrix.view(lru).best || matrix.view(sieve).best);
    matrix.setLayer(plan.layers()[1]);
    QVERIFY(matrix.view(lru).rate < loose);
}

void ReplaySessionTest::twoRunsAreCompared() {
    const Shelf shelf;
    ReplaySession session(shelf.input(), shelf.runs);
    runWhole(session, shelf.plan());
    const std::uint64_t first = session.run();
    ReplayPlan other = shelf.plan();
    other.warmUp = 100;
    other.capacities = {60, 100};
    runWhole(session, other);

    ComparisonDesk desk(shelf.runs);
    QSignalSpy listed(&desk, &ComparisonDesk::listed), compared(&desk, &ComparisonDesk::compared);
    desk.refresh();
    QVERIFY(listed.wait(patience_ms));
    QCOMPARE(desk.runs().size(), std::size_t{2});
    desk.compare(first, session.run());
    QVERIFY(compared.wait(patience_ms));
    const RunComparison& both = *desk.comparison();
    QVERIFY(!both.otherMachine && !both.otherWorkload);
    QCOMPARE(both.settings, QStringList("warm up (0 and 100)"));
    QCOMPARE(both.cells.size(), std::size_t{6}); // two policies at 20, 60 and 100
    std::size_t in_both = 0;
    for (const ComparedCell& cell : both.cells)
        if (cell.left && cell.right) {
            ++in_both;
            QCOMPARE(cell.capacity, std::size_t{60});
            QCOMPARE(*cell.ratePoints(), 100 * (cell.right->hit_rate() - cell.left->hit_rate()));
        }
    QCOMPARE(in_both, std::size_t{2});

    RunInfo elsewhere = *shelf.runs->info(first);
    elsewhere.machine =
        R"({"cpu":"another","cores":64,"memory_bytes":1,"os":"another","simd":"none"})";
    const auto moved = shelf.runs->start(elsewhere, {});
    desk.compare(first, *moved);
    QVERIFY(compared.wait(patience_ms));
    QVERIFY(desk.comparison()->otherMachine);
    desk.compare(first, 4711);
    QVERIFY(compared.wait(patience_ms));
    QVERIFY(!desk.comparison() && !desk.error().isEmpty());
}

void ReplaySessionTest::aDeletedWorkloadIsAnErrorThatIsTold() {
    const Shelf shelf;
    ReplaySession session(shelf.input(), shelf.runs);
    ReplayPlan plan = shelf.plan();
    plan.workload = 4711;
    QSignalSpy failed(&session, &ReplaySession::failed);
    runWhole(session, plan);
    QCOMPARE(failed.count(), 1);
    QVERIFY(!failed.first().at(1).toString().isEmpty());
    QCOMPARE(session.count(CellState::cancelled), std::size_t{4});
}

void ReplaySessionTest::stressMeasuresAndStops() {
    const Shelf shelf;
    StressModel stress(shelf.input());
    QSignalSpy changed(&stress, &StressModel::changed);
    stress.start({.workload = shelf.sample.id, .clients = 4, .seconds = 600});
    QVERIFY(stress.isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(stress.share() > 0, patience_ms);
    stress.cancel();
    QTRY_VERIFY_WITH_TIMEOUT(!stress.isRunning(), patience_ms);
    QVERIFY(stress.report().has_value());
    QVERIFY(stress.report()->requests > 0);
    QCOMPARE(stress.report()->errors, std::uint64_t{0});
    stress.start({.workload = 4711});
    QTRY_VERIFY_WITH_TIMEOUT(!stress.isRunning(), patience_ms);
    QVERIFY(!stress.report() && !stress.error().isEmpty());
}

} // namespace bsc::ui

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.value(1) == "--replay-into")
        return bsc::ui::replayInto(arguments.value(2).toStdString());
    bsc::ui::ReplaySessionTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "replay_session_test.moc"
