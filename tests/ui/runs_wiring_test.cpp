#include "test_engine.h"

#include "app/workbench/runs_wiring.h"
#include "engine/replay/library_rows.h"
#include "engine/replay/sample_workload.h"
#include "ui/widgets/label.h"
#include "ui/widgets/look.h"
#include "ui/widgets/segmented_control.h"

#include <QFileDialog>
#include <QMenu>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace bsc;
using namespace bsc::ui;

/// Kept runs are deleted and brought back, and reports written, while both screens look on.
class RunsWiringTest : public QObject {
    Q_OBJECT

    /// The Workloads and the Benchmarks screen, as the program builds them.
    struct Laboratory {
        Laboratory(const Theme& theme, const QString& settingsFile,
                   std::shared_ptr<WorkloadLibrary> workloadLibrary,
                   std::shared_ptr<RunLibrary> runLibrary)
            : settings(settingsFile), threshold(engine.bits(), engine.radius()),
              link(*engine.proxy, "127.0.0.1", notices, threshold) {
            parts.service = std::move(engine.service);
            parts.proxy = std::move(engine.proxy);
            parts.workloads = std::move(workloadLibrary);
            parts.runs = std::move(runLibrary);
            workloads =
                std::make_unique<WorkloadsWiring>(parts, threshold, link, notices, settings, theme);
            benchmarks = std::make_unique<BenchmarksWiring>(parts, notices, settings, theme);
            for (QWidget* page :
                 {static_cast<QWidget*>(&workloads->page()), // the window's, once they are added
                  static_cast<QWidget*>(&benchmarks->page())})
                page->setParent(&window);
            runs = std::make_unique<RunsWiring>(parts, *workloads, *benchmarks, notices, theme,
                                                window);
            window.resize(1364, 760);
            benchmarks->page().resize(window.size());
            window.show();
            benchmarks->model().refresh();
        }

        TestEngine engine;
        EngineParts parts; ///< takes the engine's service and proxy over
        Settings settings;
        NoticeBoard notices;
        ThresholdModel threshold;
        EngineLink link;
        QWidget window;
        std::unique_ptr<WorkloadsWiring> workloads;
        std::unique_ptr<BenchmarksWiring> benchmarks;
        std::unique_ptr<RunsWiring> runs;
    };

    Theme theme_;
    QTemporaryDir folder_;
    std::shared_ptr<WorkloadLibrary> workloads_;
    std::shared_ptr<RunLibrary> runs_;
    std::uint64_t first_ = 0, second_ = 0;
    std::unique_ptr<Laboratory> lab_;

    std::uint64_t measure(const WorkloadInfo& workload, const Embedder& embedder) {
        BenchmarkPlan plan{.workload = workload.name, .policies = {"lru", "sage"}};
        plan.engine = false; // its parts take minutes, and no workload changes them
        return *run_benchmark(
            plan, embedder,
            rowsOf({workload.id, QString::fromStdString(workload.name), workload.requests},
                   workloads_),
            *runs_);
    }
    BenchmarkModel& model() { return lab_->benchmarks->model(); }
    std::uint64_t shown() { return model().report() ? model().report()->run.id : 0; }
    QAction& action(const char* name) { return *lab_->window.findChild<QAction*>(name); }
    const Notice* notice(const QString& start) {
        const auto& all = lab_->notices.notices();
        const auto found = std::ranges::find_if(
            all, [&](const Notice& each) { return each.title.startsWith(start); });
        return found == all.end() ? nullptr : &*found;
    }
    /// As if the user had chosen this file.
    void exportTo(const QString& file) {
        action("exportReport-pdf").trigger();
        auto* dialog = lab_->window.findChild<QFileDialog*>("exportReportDialog");
        QVERIFY(dialog);
        emit dialog->fileSelected(file);
        dialog->close();
    }
    static QByteArray read(const QString& name) {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

  private slots:
    void initTestCase() {
        theme_.setMode(Theme::Mode::light);
        installLook(theme_);
        workloads_ = *WorkloadLibrary::open_in_memory();
        runs_ = *RunLibrary::open_in_memory();
        auto writer = *workloads_->create("desk", WorkloadKind::imported, "");
        for (const WorkloadRow& row : sample_workload())
            if (writer.rows() < 100)
                QVERIFY(writer.add(row_record(row)));
        const auto desk = writer.commit();
        QVERIFY(desk);
        const TestEngine engine;
        first_ = measure(*desk, engine.service->embedder());
        second_ = measure(*desk, engine.service->embedder());
    }
    void init() {
        lab_ = std::make_unique<Laboratory>(theme_, folder_.filePath("workbench.ini"), workloads_,
                                            runs_);
        QTRY_COMPARE(shown(), second_);
    }
    void cleanup() { lab_.reset(); }

    void theShownRunMakesRoomForTheNextAndComesBack() {
        QVERIFY(action("actionDeleteRun").isEnabled());
        action("actionDeleteRun").trigger();
        QTRY_COMPARE(shown(), first_);
        QTRY_COMPARE(model().runs().size(), 1u);
        const Notice* told = notice(QString("Run %1 was deleted").arg(second_));
        QVERIFY(told);
        const auto undo = told->actions.front().run;
        undo();
        QTRY_COMPARE(model().runs().size(), 2u);
        QVERIFY(!notice("Run"));
        model().show(second_);
        QTRY_COMPARE(shown(), second_);
        QVERIFY(!model().report()->cells.empty());
    }

    void allOfThemLeaveAnEmptyScreen() {
        KeptRunsSheet& sheet = lab_->runs->sheet();
        sheet.open();
        auto* table = sheet.findChild<QTableWidget*>("keptRuns");
        QTRY_COMPARE(table->rowCount(), 2);
        QCOMPARE(table->item(0, 0)->text(), QString::number(second_));
        QCOMPARE(table->item(0, 4)->text(), QString("finished"));
        QCOMPARE(table->item(0, 5)->text(), QString("this one"));
        QVERIFY(!sheet.findChild<QAction*>("keptRunsUndo")->isEnabled());
        table->selectAll();
        QTest::keyClick(table, Qt::Key_Delete);
        QTRY_COMPARE(table->rowCount(), 0);
        QTRY_VERIFY(!model().report());
        auto* empty = lab_->window.findChild<Label*>("benchmarksEmpty");
        QTRY_COMPARE(empty->text(), QString("No run yet"));
        QVERIFY(!action("actionDeleteRun").isEnabled());
        QTest::keyClick(table, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(table->rowCount(), 2);
        QTRY_COMPARE(shown(), second_);
    }

    void whatWasDeletedWaitsAcrossSessions() {
        lab_->runs->shelf().remove({second_});
        QTRY_VERIFY(!runs_->info(second_));
        cleanup();
        lab_ = std::make_unique<Laboratory>(theme_, folder_.filePath("workbench.ini"), workloads_,
                                            runs_);
        QTRY_COMPARE(shown(), first_);
        action("actionDeletedRuns").trigger();
        KeptRunsSheet& sheet = lab_->runs->sheet();
        auto* table = sheet.findChild<QTableWidget*>("deletedRuns");
        QTRY_COMPARE(table->rowCount(), 1);
        QVERIFY(table->isVisible());
        QCOMPARE(table->item(0, 0)->text(), QString::number(second_));
        QCOMPARE(table->item(0, 2)->text(), QString("desk"));
        QTest::keyClick(table, Qt::Key_Return);
        QTRY_COMPARE(table->rowCount(), 0);
        QVERIFY(runs_->info(second_));
        QCOMPARE(sheet.findChild<Label*>("deletedEmpty")->text(), QString("Nothing is deleted"));
        QTRY_COMPARE(model().runs().size(), 2u);
    }

    void onlyAnAnswerDeletesForGood() {
        const auto gone = *runs_->start({.kind = "benchmark", .workload = "desk"}, {"a", "b"});
        QVERIFY(runs_->put(gone, {"a", "done", "{}", ""}));
        KeptRunsSheet& sheet = lab_->runs->sheet();
        sheet.open();
        auto* kept = sheet.findChild<QTableWidget*>("keptRuns");
        QTRY_COMPARE(kept->rowCount(), 3);
        kept->selectRow(0);
        QTest::keyClick(kept, Qt::Key_Delete);
        QTRY_COMPARE(kept->rowCount(), 2);
        auto* parts = sheet.findChild<SegmentedControl*>("keptRunsPart");
        QTRY_COMPARE(parts->choices().back(), QString("Deleted, 1"));
        QTest::keyClick(parts, Qt::Key_Right);
        auto* deleted = sheet.findChild<QTableWidget*>("deletedRuns");
        QTRY_VERIFY(deleted->hasFocus());
        QTest::keyClick(deleted, Qt::Key_Delete);
        const QString question = sheet.findChild<Label*>("deletedQuestion")->text();
        QVERIFY2(question.startsWith(QString("Delete run %1 for good? 1 result is lost").arg(gone)),
                 qPrintable(question));
        QTest::keyClick(&sheet, Qt::Key_Escape); // takes back the question, not the sheet
        QVERIFY(sheet.isVisible());
        QCOMPARE(runs_->removed()->size(), 1u);
        QTest::keyClick(deleted, Qt::Key_Delete);
        sheet.findChild<QPushButton*>("deletedEraseForGood")->click();
        QTRY_COMPARE(deleted->rowCount(), 0);
        QVERIFY(!runs_->restore(gone));
        QTRY_VERIFY(notice(QString("Run %1 was deleted for good").arg(gone)));
        QVERIFY(!lab_->runs->shelf().canUndo());
        QCOMPARE(kept->rowCount(), 2);
    }

    void whatAnotherProcessWritesStaysAndIsTold() {
        const auto running = *runs_->start({.kind = "replay", .workload = "desk"}, {"a"});
        std::optional<RunClaim> claim = *runs_->claim(running);
        KeptRunsSheet& sheet = lab_->runs->sheet();
        sheet.open();
        auto* table = sheet.findChild<QTableWidget*>("keptRuns");
        QTRY_COMPARE(table->rowCount(), 3);
        QCOMPARE(table->item(0, 4)->text(), QString("running"));
        lab_->runs->shelf().remove({running});
        QTRY_VERIFY(notice("Not all runs were deleted"));
        QVERIFY(notice("Not all runs were deleted")->text.contains("wait until it is done"));
        QVERIFY(runs_->info(running));
        claim.reset();
        lab_->runs->shelf().remove({running});
        QTRY_VERIFY(!runs_->info(running));
        QVERIFY(runs_->erase(running));
    }

    void whatIsWrittenToStays() {
        RunShelf& shelf = lab_->runs->shelf();
        shelf.setRunning({first_});
        QSignalSpy removed(&shelf, &RunShelf::removed);
        shelf.remove({first_, second_});
        QTRY_COMPARE(removed.size(), 1);
        QVERIFY(runs_->info(first_));
        QVERIFY(!runs_->info(second_));
        QSignalSpy restored(&shelf, &RunShelf::restored);
        shelf.undo();
        QTRY_COMPARE(restored.size(), 1);
        QVERIFY(runs_->info(second_));
    }

    void aReportIsWrittenInTheBackground() {
        const QString file = folder_.filePath("report.pdf");
        exportTo(file);
        QVERIFY(notice("The report is being written")); // the window has gone on
        QTRY_VERIFY(notice("The report was written"));
        QCOMPARE(notice("The report was written")->actions.front().text, QString("Open folder"));
        QVERIFY(read(file).startsWith("%PDF-"));
    }

    void aFolderThatIsNotThereIsToldWithAWayOut() {
        exportTo(folder_.filePath("missing/report.pdf"));
        QTRY_VERIFY(notice("The report was not written"));
        QVERIFY(notice("The report was not written")->text.contains("missing"));
        notice("The report was not written")->actions.front().run();
        QVERIFY(lab_->window.findChild<QFileDialog*>("exportReportDialog"));
    }

    void quittingLeavesAWholeFile() {
        const QString file = folder_.filePath("last.pdf");
        exportTo(file);
        lab_.reset();
        const QByteArray pdf = read(file);
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.trimmed().endsWith("%%EOF"));
    }
};

QTEST_MAIN(RunsWiringTest)
#include "runs_wiring_test.moc"
