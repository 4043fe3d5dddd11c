#include "tests/ui/sample_shelf.h"
#include "ui/models/comparison_desk.h"
#include "ui/models/stress_model.h"
#include "ui/pages/comparison_sheet.h"
#include "ui/pages/replay_form.h"
#include "ui/pages/stress_sheet.h"
#include "ui/pages/workloads_page.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/run_matrix.h"
#include "ui/widgets/running_list.h"
#include "ui/widgets/segmented_control.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QSignalSpy>
#include <QTest>

namespace bsc::ui {

namespace {

constexpr int patience_ms = 60'000;

/// The screen over a real engine with the sample in its library.
struct Screen : SampleShelf {
    Theme theme;
    ReplaySession session{input(), runs};
    ReplayPanel* replays = new ReplayPanel(session, {"lexical"}, theme);
    WorkloadsPage page{new QWidget, replays};

    Screen() {
        page.resize(1364, 780);
        page.show();
        replays->form().setWorkloads({sample});
    }
    template <class T>
    T* find(const char* name) {
        return page.findChild<T*>(name);
    }
    void replay() {
        QSignalSpy finished(&session, &ReplaySession::finished);
        find<QPushButton>("startReplay")->click();
        QVERIFY(finished.wait(patience_ms));
    }
};

void checkNames(const QWidget& parent) {
    for (const QWidget* control : parent.findChildren<QWidget*>()) {
        const bool isControl = qobject_cast<const QAbstractButton*>(control) ||
                               qobject_cast<const QComboBox*>(control) ||
                               qobject_cast<const QAbstractSpinBox*>(control) ||
                               qobject_cast<const SegmentedControl*>(control) ||
                               qobject_cast<const RunMatrix*>(control);
        if (!isControl || control->objectName().startsWith("qt_"))
            continue;
        const auto* button = qobject_cast<const QAbstractButton*>(control);
        if (button && button->objectName().isEmpty() && button->text().isEmpty())
            continue; // the table's own corner
        QVERIFY2(!control->objectName().isEmpty(), control->metaObject()->className());
        QVERIFY2(!control->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                 qPrintable(control->objectName()));
    }
}

} // namespace

class WorkloadsPageTest : public QObject {
    Q_OBJECT
  private slots:
    void nothingIsToReplayAtFirst();
    void aPickedWorkloadGetsCapacitiesOfItsSize();
    void theFormSaysWhatIsWrong();
    void aThresholdFromOutsideIsFilledIn();
    void aTriedThresholdOutlivesTheKeptRun();
    void resultsAndChartsAppear();
    void everyLayerCanBeShown();
    void aClickRunsACancelledReplay();
    void runsAreComparedInASheet();
    void controlsHaveNames();
};

void WorkloadsPageTest::nothingIsToReplayAtFirst() {
    Screen screen;
    QVERIFY(!screen.replays->canReplay());
    QVERIFY(screen.find<Label>("nothingToReplay")->isVisible());
    QVERIFY(!screen.find<QPushButton>("startReplay")->isEnabled());
}

void WorkloadsPageTest::aPickedWorkloadGetsCapacitiesOfItsSize() {
    Screen screen;
    screen.replays->pick(screen.sample.id);
    QVERIFY(screen.replays->canReplay());
    QCOMPARE(screen.sample.requests, std::uint64_t{320});
    QCOMPARE(screen.replays->matrix().capacities(), (std::vector<std::size_t>{15, 30, 65}));
    QVERIFY(screen.find<Label>("replayProgressText")->text().contains("21 replays planned"));
}

void WorkloadsPageTest::theFormSaysWhatIsWrong() {
    Screen screen;
    screen.replays->pick(screen.sample.id);
    auto* thresholds = screen.find<QLineEdit>("replayThresholds");
    auto* said = screen.find<Label>("replayRadii");
    thresholds->setText("0.85 0.9");
    QCOMPARE(said->text(), QString("≤ 38, 25 bits"));
    for (const char* wrong : {"", "abc", "1.2", "0", "0.85, x"}) {
        thresholds->setText(wrong);
        QVERIFY2(!screen.replays->canReplay(), wrong);
        QVERIFY(said->text().contains("like 0.85"));
    }
    thresholds->setText("0.85");
    QVERIFY(screen.replays->canReplay());
    auto* warmUp = screen.find<QComboBox>("replayWarmUp");
    warmUp->setCurrentIndex(1); // 500 of 320 requests
    emit warmUp->activated(1);
    QVERIFY(!screen.replays->canReplay());
    QVERIFY(said->text().contains("warm-up"));
}

void WorkloadsPageTest::aThresholdFromOutsideIsFilledIn() {
    Screen screen;
    screen.replays->pick(screen.sample.id);
    for (const unsigned radius : {0U, 21U, 33U, 38U, 48U}) {
        screen.replays->form().setRadius(radius, 256);
        QCOMPARE(screen.replays->form().plan()->layers(),
                 (std::vector<ReplayLayer>{{"lexical", 256, radius}}));
    }
}

void WorkloadsPageTest::aTriedThresholdOutlivesTheKeptRun() {
    Screen screen;
    screen.replays->pick(screen.sample.id);
    screen.replay();
    screen.session.showLast(screen.sample);
    QSignalSpy shown(&screen.session, &ReplaySession::planShown);
    screen.replays->tryRadius(21, 256); // while the kept run is being read
    QVERIFY(shown.wait(patience_ms));
    QCOMPARE(screen.replays->form().plan()->layers(),
             (std::vector<ReplayLayer>{{"lexical", 256, 21}}));
    QVERIFY(screen.replays->matrix().view(screen.replays->matrix().index(0, 1)).kind ==
            MatrixCellView::Kind::done);
}

void WorkloadsPageTest::resultsAndChartsAppear() {
    Screen screen;
    screen.replays->pick(screen.sample.id);
    screen.replay();
    QCOMPARE(screen.session.count(CellState::done), std::size_t{21});
    QVERIFY(screen.find<Label>("replayProgressText")->text().startsWith("21 of 21 replays done"));
    QVERIFY(!screen.find<RunningList>("runningList")->isVisible());
    const QString tip = screen.replays->matrix().index(0, 1).data(Qt::ToolTipRole).toString();
    QVERIFY2(tip.contains("hit rate") && tip.contains("of 320 requests") && tip.contains("wrong"),
             qPrintable(tip));
}

void WorkloadsPageTest::everyLayerCanBeShown() {
    Screen screen;
    screen.replays->pick(screen.sample.id);
    screen.find<QLineEdit>("replayThresholds")->setText("0.81 0.9");
    screen.find<ChoiceButton>("replayBits")->setChosen({"128", "256"});
    screen.replay();
    QCOMPARE(screen.session.count(CellState::done), std::size_t{4 * 21});
    auto* layers = screen.find<QComboBox>("replayLayer");
    QVERIFY(layers->isVisible());
    QCOMPARE(layers->count(), 4);
    const double first = screen.replays->matrix().view(screen.replays->matrix().index(0, 1)).rate;
    layers->setCurrentIndex(1);
    emit layers->activated(1);
    QVERIFY(screen.replays->matrix().view(screen.replays->matrix().index(0, 1)).rate < first);
}

void WorkloadsPageTest::aClickRunsACancelledReplay() {
    Screen screen;
    screen.replays->pick(screen.sample.id);
    auto* speed = screen.find<SegmentedControl>("replaySpeed");
    speed->setCurrent(0); // as it was recorded: an hour
    screen.find<QPushButton>("startReplay")->click();
    QTRY_COMPARE_WITH_TIMEOUT(screen.session.count(CellState::running), std::size_t{1},
                              patience_ms);
    QVERIFY(screen.find<QPushButton>("cancelReplays")->isVisible());
    QTRY_VERIFY(screen.find<RunningList>("runningList")->isVisible());
    screen.find<QPushButton>("cancelReplay0")->click();
    QTRY_COMPARE_WITH_TIMEOUT(screen.session.count(CellState::cancelled), std::size_t{1},
                              patience_ms);
    const auto cancelled = static_cast<std::size_t>(
        std::ranges::find(screen.session.cells(), CellState::cancelled, &ReplayCell::state) -
        screen.session.cells().begin());
    QCOMPARE(cancelled, std::size_t{0});
    auto* table = screen.find<RunMatrix>("runMatrix");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(screen.replays->matrix().index(0, 1)).center());
    QCOMPARE(screen.session.cells()[0].state, CellState::queued);
    screen.find<QPushButton>("cancelReplays")->click();
    QTRY_VERIFY_WITH_TIMEOUT(!screen.session.isBusy(), patience_ms);
    QVERIFY(screen.find<QPushButton>("startReplay")->isVisible());
}

void WorkloadsPageTest::runsAreComparedInASheet() {
    Screen screen;
    screen.replays->pick(screen.sample.id);
    screen.replay();
    screen.replay();
    ComparisonDesk desk(screen.runs);
    ComparisonSheet sheet(desk, screen.theme, nullptr);
    sheet.open(screen.session.run());
    QTRY_VERIFY_WITH_TIMEOUT(sheet.isComplete(), patience_ms);
    const auto* table = sheet.findChild<QTableWidget*>("comparisonTable");
    QCOMPARE(table->rowCount(), 21);
    for (int row = 0; row < table->rowCount(); ++row) {
        QCOMPARE(table->item(row, 3)->text(), QString("+0.0"));
        QCOMPARE(table->item(row, 7)->text(), QString("the same")); // replays are deterministic
    }
}

void WorkloadsPageTest::controlsHaveNames() {
    Screen screen;
    screen.replays->pick(screen.sample.id);
    checkNames(screen.page);
    ComparisonDesk desk(screen.runs);
    checkNames(ComparisonSheet(desk, screen.theme, nullptr));
    StressModel stress(screen.input());
    checkNames(StressSheet(
        stress, screen.theme, [] { return StressSheet::Live{}; }, nullptr));
}

} // namespace bsc::ui

QTEST_MAIN(bsc::ui::WorkloadsPageTest)
#include "workloads_page_test.moc"
