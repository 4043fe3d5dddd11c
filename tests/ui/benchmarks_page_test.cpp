#include "engine/embed/factory.h"
#include "engine/replay/library_rows.h"
#include "engine/replay/sample_workload.h"
#include "ui/charts/memory_bars.h"
#include "ui/models/benchmark_model.h"
#include "ui/pages/benchmark_texts.h"
#include "ui/pages/benchmarks_page.h"
#include "ui/pages/run_benchmarks_sheet.h"
#include "ui/widgets/chart_panel.h"
#include "ui/widgets/criteria_bars.h"
#include "ui/widgets/label.h"
#include "ui/widgets/look.h"
#include "ui/widgets/results_matrix.h"
#include "ui/widgets/segmented_control.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace bsc;
using namespace bsc::ui;

/// The Benchmarks page over real runs of a slice of the sample workload, kept in memory.
class BenchmarksPageTest : public QObject {
    Q_OBJECT

    Theme theme_;
    std::shared_ptr<const Embedder> embedder_;
    std::shared_ptr<WorkloadLibrary> workloads_;
    std::shared_ptr<RunLibrary> runs_;
    std::unique_ptr<BenchmarkModel> model_;
    std::unique_ptr<BenchmarksPage> page_;
    std::uint64_t first_ = 0;

    void keepWorkload(const std::string& name, std::size_t requests) {
        auto writer = *workloads_->create(name, WorkloadKind::imported, "");
        for (const WorkloadRow& row : sample_workload()) {
            if (requests-- == 0)
                break;
            QVERIFY(writer.add(row_record(row)));
        }
        QVERIFY(writer.commit());
    }
    /// What `bsc bench criteria` measures, without the engine's own parts: seconds, not minutes.
    std::uint64_t measure(const std::string& name, const std::vector<std::string>& policies) {
        const auto info = *workloads_->find(name);
        BenchmarkPlan plan{.workload = name, .policies = policies};
        plan.engine = false;
        plan.jobs = 2;
        return *run_benchmark(
            plan, *embedder_,
            rowsOf({info.id, QString::fromStdString(name), info.requests}, workloads_), *runs_);
    }
    template <class Widget>
    Widget* child(const char* name) {
        auto* found = page_->findChild<Widget*>(name);
        Q_ASSERT(found);
        return found;
    }
    QString text(const char* label) { return child<Label>(label)->text(); }
    void takePicture(const char* name) {
        QDir().mkpath(BSC_SCREENSHOT_DIR);
        QVERIFY(page_->grab().save(QString(BSC_SCREENSHOT_DIR "/%1.png").arg(name)));
    }
    std::size_t cellNamed(const std::string& policy, std::size_t column) {
        const ReportMatrix& matrix = model_->matrix();
        const auto row = static_cast<std::size_t>(std::ranges::find(matrix.policies, policy) -
                                                  matrix.policies.begin());
        return *matrix.cells.at(row).at(column);
    }

  private slots:
    void initTestCase() {
        theme_.setMode(Theme::Mode::light);
        installLook(theme_);
        EmbedderSettings lexical;
        lexical.kind = EmbedderKind::lexical;
        embedder_ = *make_embedder(lexical);
        workloads_ = *WorkloadLibrary::open_in_memory();
        runs_ = *RunLibrary::open_in_memory();
        model_ = std::make_unique<BenchmarkModel>(
            BenchmarkModel::Parts{workloads_, runs_, *embedder_, {"/nowhere/to/be/found", {}}});
        page_ = std::make_unique<BenchmarksPage>(*model_, theme_);
        page_->resize(1364, 760);
    }

    void largeNumbersOfAStepHaveThousandsApart() {
        BenchmarkNews news;
        news.step = "memory: 100000 entries, radius 48, 1000000 codes";
        QCOMPARE(stepText(news),
                 QString("memory: 100\u202f000 entries, radius 48, 1\u202f000\u202f000 codes"));
    }

    void withoutARunItSaysSoAndOffersTheSample() {
        page_->show();
        QTRY_VERIFY(model_->isRead());
        QCOMPARE(text("benchmarksEmpty"), QString("No run yet"));
        QVERIFY(text("benchmarksEmptyText").contains("not known"));
        QCOMPARE(model_->workloads().size(), std::size_t{1});
        QCOMPARE(model_->workloads()[0].id, std::uint64_t{0});
        QVERIFY(child<QPushButton>("runFirstBenchmarks")->isVisible());
        takePicture("benchmarks-empty-light");
    }

    void aKeptRunIsShownWithWhatItMeasured() {
        keepWorkload("half an hour", 220);
        first_ = measure("half an hour", {"lru", "sieve", "sage"});
        QSignalSpy shown(model_.get(), &BenchmarkModel::reportChanged);
        model_->refresh();
        QVERIFY(shown.wait(10'000));
        QCOMPARE(model_->report()->run.id, first_);
        QCOMPARE(model_->matrix().policies.size(), std::size_t{3});
        QVERIFY(!model_->chosen());
        QVERIFY(text("criteriaSubject").startsWith("default settings"));
        QVERIFY(text("criteriaDecision").contains("no-go") ||
                text("criteriaDecision").contains("undecided"));
        QVERIFY(text("resultsLine").contains("wrong hits"));
        QVERIFY(page_->findChild<MemoryBars*>()->data().bars.empty());
        QVERIFY(page_->findChild<MemoryBars*>()->data().empty.contains("Not measured"));
        for (const CriterionResult& one : model_->verdicts().results)
            QVERIFY(one.figure.value || !one.figure.basis.empty());
        takePicture("benchmarks-light");
    }

    void theChosenCellDrivesCriteriaAndLine() {
        const std::size_t at = cellNamed("sage", 1);
        const ReportCell& cell = model_->report()->cells[at];
        model_->choose(at);
        QCOMPARE(*model_->verdicts().results[0].figure.value, 100 * cell.figures->hit_rate());
        QVERIFY(text("resultsLine").contains("wrong hits"));
        QVERIFY(text("resultsLine").contains("LRU"));
        QVERIFY(text("resultsLine").contains(QString("n = %1").arg(cell.figures->requests)));
        auto* matrix = page_->findChild<ResultsMatrix*>();
        QTest::keyClick(matrix, Qt::Key_Up);
        QCOMPARE(model_->report()->cells[*model_->chosen()].cell.policy, std::string("sieve"));
        QTest::keyClick(matrix, Qt::Key_Escape);
        QVERIFY(!model_->chosen());
    }

    void aClickChoosesTheCellUnderIt() {
        auto* matrix = page_->findChild<ResultsMatrix*>();
        const int right = matrix->width() - 30;
        QTest::mouseClick(matrix, Qt::LeftButton, {}, {right, 60});
        QVERIFY(model_->chosen());
        QCOMPARE(*model_->chosen(), cellNamed("lru", model_->matrix().columns.size() - 1));
        QTest::mouseClick(matrix, Qt::LeftButton, {}, {right, 60});
        QVERIFY(!model_->chosen());
    }

    void everyFigureHasItsMatrix() {
        auto* figure = child<SegmentedControl>("resultsFigure");
        auto* matrix = page_->findChild<ResultsMatrix*>();
        QSet<QByteArray> pictures;
        for (int choice = 0; choice < figure->choices().size(); ++choice) {
            figure->setCurrent(choice);
            const QImage image = matrix->grab().toImage();
            pictures.insert(
                QByteArray(reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes()));
        }
        QCOMPARE(pictures.size(), figure->choices().size());
        figure->setCurrent(0);
        QVERIFY(matrix->csv().contains("wrong_hits"));
        QCOMPARE(matrix->csv().count("\r\n"),
                 static_cast<qsizetype>(model_->report()->cells.size() + 1));
    }

    void twoRunsAreComparedCellByCell() {
        const std::uint64_t second = measure("half an hour", {"lru", "sage"});
        model_->refresh();
        model_->show(second);
        model_->compare(first_);
        QTRY_VERIFY(model_->report()->run.id == second && model_->other());
        const std::size_t same = cellNamed("sage", 0);
        // The replay is deterministic: nothing has changed.
        QCOMPARE(model_->difference(same, MatrixFigure::hit_rate).value(), 0.0);
        model_->choose(same);
        QVERIFY(model_->otherVerdicts());
        QVERIFY(text("resultsLine").contains(QString("since run %1").arg(first_)));
        takePicture("benchmarks-compared-light");

        ExperimentResult foreign;
        foreign.name = "projection";
        foreign.started_utc = "2026-01-01T00:00:00Z";
        foreign.machine = this_machine();
        foreign.machine.cpu = "Another CPU";
        const std::uint64_t third = *save_experiment(*runs_, foreign);
        model_->compare(third);
        QTRY_COMPARE(model_->other()->run.id, third);
        QVERIFY(text("benchmarkDoubts").contains("Another CPU"));
        QVERIFY(!model_->difference(same, MatrixFigure::hit_rate));
        model_->choose(std::nullopt);
        model_->compare(0);
        QTRY_VERIFY(!model_->other());
        QVERIFY(text("benchmarkDoubts").isEmpty());
    }

    void runsAreMeasuredInTheBackgroundAndCancelled() {
        keepWorkload("short", 60);
        model_->refresh();
        QTRY_COMPARE(model_->workloads().size(), std::size_t{2});
        RunBenchmarksSheet sheet(*model_, theme_);
        QCOMPARE(sheet.orders().size(), std::size_t{1});
        QCOMPARE(sheet.orders()[0].workload.name, QString("short"));
        QVERIFY(sheet.orders()[0].quick);

        QSignalSpy ended(model_.get(), &BenchmarkModel::finished);
        sheet.findChild<QPushButton*>("benchmarksStart")->click();
        QVERIFY(model_->progress());
        QVERIFY(child<QPushButton>("cancelBenchmarks")->isVisible());
        // The matrix and the default replay first; the engine's own parts take longer.
        QTRY_VERIFY_WITH_TIMEOUT(model_->progress()->news.step.starts_with("memory") ||
                                     model_->progress()->news.step.starts_with("eviction"),
                                 60'000);
        QVERIFY(model_->progress()->news.parts_over > 90);
        takePicture("benchmarks-running-light");
        child<QPushButton>("cancelBenchmarks")->click();
        QVERIFY(model_->progress()->stopping);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 60'000);
        QVERIFY(ended[0][1].toBool());
        const auto run = ended[0][0].toULongLong();
        QVERIFY(!model_->progress());
        QTRY_COMPARE(model_->report()->run.id, run);
        QTRY_VERIFY(model_->report()->run.finished_us);
        QCOMPARE(model_->matrix().policies.size(), policy_names().size());
        QVERIFY(model_->report()->parts_done < model_->report()->parts);
        const auto& memory =
            model_->verdicts().results[static_cast<std::size_t>(CriterionId::memory)];
        QVERIFY(!memory.figure.value);
        QVERIFY(QString::fromStdString(memory.figure.basis).contains("/nowhere/to/be/found"));
    }

    void everyControlHasAName() {
        for (QAbstractButton* button : page_->findChildren<QAbstractButton*>())
            QVERIFY2(!button->objectName().isEmpty() && !button->accessibleName().isEmpty(),
                     qPrintable(button->objectName() + button->text()));
    }

    void bothLooksAndTheSmallWindow() {
        theme_.setMode(Theme::Mode::dark);
        takePicture("benchmarks-dark");
        page_->resize(948, 560);
        takePicture("benchmarks-dark-1024");
        theme_.setMode(Theme::Mode::light);
        takePicture("benchmarks-light-1024");
    }

    void cleanupTestCase() {
        page_.reset();
        model_.reset();
    }
};

QTEST_MAIN(BenchmarksPageTest)
#include "benchmarks_page_test.moc"
