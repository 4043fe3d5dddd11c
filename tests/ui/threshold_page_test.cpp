#include "looks_and_sizes.h"
#include "test_engine.h"

#include "engine/replay/library_rows.h"
#include "engine/replay/workload.h"
#include "ui/charts/curve_chart.h"
#include "ui/models/answer_text.h"
#include "ui/models/inspector_model.h"
#include "ui/models/threshold_lab.h"
#include "ui/models/word_diff.h"
#include "ui/pages/decisions_sheet.h"
#include "ui/pages/inspector_sheet.h"
#include "ui/pages/threshold_page.h"
#include "ui/widgets/label.h"
#include "ui/widgets/look.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QDir>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <memory>
#include <set>

using namespace bsc;
using namespace bsc::ui;

/// The threshold lab on a real store, encoder and workload library.
class ThresholdPageTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void init();
    void cleanup();
    void differencesAreMarkedByWords();
    void answersOfEveryApiAreRead();
    void withoutLookUpsItSaysSo();
    void aWorkloadsClassesPromiseAThreshold();
    void curvesGoTheSameWayAsTheReplays();
    void applyingCanBeTakenBack();
    void theLineTriesAThreshold();
    void theQueueAsksAndTakesBack();
    void queueLabelsCarryTheirChance();
    void labelsAreKeptForTheNextTime();
    void aNewStudyDropsTheOldOne();
    void theInspectorFindsTraps();
    void theWaysToDecideAreMeasured();
    void cancelling();
    void rendersInBothLooksAndSizes_data();
    void rendersInBothLooksAndSizes();

  private:
    std::vector<WorkloadRow> sampleRows() const;
    std::uint64_t saveSample(bool withClasses);
    void putFlows();
    void compute(int source);
    template <class Widget>
    Widget* find(const char* name) const {
        auto* widget = page_->findChild<Widget*>(name);
        return widget ? widget : (qFatal("no %s", name), nullptr);
    }
    QString text(const char* name) const { return find<Label>(name)->text(); }
    void shot(const QString& name) {
        QCoreApplication::processEvents();
        page_->grab().save(QDir(BSC_SCREENSHOT_DIR).filePath("threshold-" + name + ".png"));
    }

    Theme theme_;
    std::unique_ptr<TestEngine> engine_;
    std::unique_ptr<WorkloadLibrary> library_;
    std::unique_ptr<ThresholdModel> threshold_;
    std::unique_ptr<ThresholdLab> lab_;
    std::unique_ptr<ThresholdPage> page_;
};

void ThresholdPageTest::initTestCase() {
    installLook(theme_);
    QVERIFY(QDir().mkpath(BSC_SCREENSHOT_DIR));
}

void ThresholdPageTest::init() {
    theme_.setMode(Theme::Mode::light);
    engine_ = std::make_unique<TestEngine>(0, std::move(*Store::open_in_memory()));
    library_ = std::move(*WorkloadLibrary::open_in_memory());
    threshold_ = std::make_unique<ThresholdModel>(engine_->bits(), engine_->radius());
    connect(threshold_.get(), &ThresholdModel::applyRequested, threshold_.get(),
            &ThresholdModel::setRadius);
    lab_ = std::make_unique<ThresholdLab>(
        LabParts{*engine_->service, library_.get(), *threshold_,
                 [] { return std::make_shared<const PriceTable>(PriceTable::shipped()); }});
    page_ = std::make_unique<ThresholdPage>(*lab_, *threshold_, theme_);
    page_->resize(1364, 775);
}

void ThresholdPageTest::cleanup() {
    page_.reset();
    lab_.reset();
    threshold_.reset();
    library_.reset();
    engine_.reset();
}

std::vector<WorkloadRow> ThresholdPageTest::sampleRows() const {
    auto reader = WorkloadReader::open(BSC_SAMPLES_DIR "/first-hour.jsonl").value();
    std::vector<WorkloadRow> rows;
    while (auto row = reader.next().value())
        rows.push_back(std::move(*row));
    return rows;
}

std::uint64_t ThresholdPageTest::saveSample(bool withClasses) {
    auto writer = library_->create(withClasses ? "classes" : "plain", WorkloadKind::sample, {});
    auto rows = sampleRows();
    // Each prompt a second time with another text of the same words: a right pair.
    for (std::size_t i = 0, size = rows.size(); i < size; ++i) {
        rows.push_back(rows[i]);
        rows.back().prompt += " !";
    }
    for (WorkloadRow& row : rows) {
        if (!withClasses)
            row.meaning_class.reset();
        row.model = "gpt-4o-mini";
        row.input_tokens = 30;
        row.output_tokens = 200;
        if (!writer->add(row_record(std::move(row))))
            qFatal("the row was not saved");
    }
    const std::uint64_t id = writer->commit()->id;
    QSignalSpy listed(lab_.get(), &ThresholdLab::sourcesChanged);
    lab_->refreshSources();
    if (!listed.wait())
        qFatal("no sources");
    return id;
}

void ThresholdPageTest::putFlows() {
    std::uint64_t id = 0;
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch() * 1000;
    for (const WorkloadRow& row : sampleRows()) {
        FlowRecord flow;
        flow.id = ++id;
        flow.time_us = now + static_cast<std::int64_t>(id) * 1000;
        flow.verdict = "miss";
        flow.path = "/v1/chat/completions";
        flow.model = id % 3 ? "gpt-4o-mini" : "claude-sonnet-4-5";
        flow.prompt = row.prompt;
        flow.answer =
            R"({"choices":[{"message":{"content":"Answer )" + std::to_string(id) + R"("}}]})";
        flow.bits = engine_->bits();
        flow.radius = engine_->radius();
        engine_->service->store()->put_flow(std::move(flow));
    }
}

void ThresholdPageTest::compute(int source) {
    QSignalSpy studied(lab_.get(), &ThresholdLab::studyChanged);
    if (lab_->currentSource() == source)
        lab_->compute();
    else
        lab_->setSource(source);
    QVERIFY(studied.wait(20'000));
    QSignalSpy figures(lab_.get(), &ThresholdLab::figuresChanged);
    QVERIFY(figures.wait());
    QCOMPARE(lab_->state(), ThresholdLab::State::ready);
}

void ThresholdPageTest::differencesAreMarkedByWords() {
    const WordDiff diff = diffWords("How do I delete my account?", "how do I close the account?");
    QString kept, gone;
    for (const DiffRun& run : diff.first)
        (run.differs ? gone : kept) += run.text;
    QCOMPARE(kept, "How do I account?");
    QCOMPARE(gone, "delete my ");
    QVERIFY(!diffWords("same words", "Same words").first.front().differs);
    QCOMPARE(diffWords("one two", {}).first.size(), 1U);
}

void ThresholdPageTest::answersOfEveryApiAreRead() {
    QCOMPARE(answerText(R"({"choices":[{"message":{"content":"a"}}]})"), "a");
    QCOMPARE(answerText(R"({"content":[{"type":"text","text":"b"}]})"), "b");
    QCOMPARE(answerText(R"({"message":{"content":"c"}})"), "c");
    QCOMPARE(answerText(R"({"response":"d"})"), "d");
    QCOMPARE(answerText(R"({"output":[{"content":[{"text":"e"}]}]})"), "e");
    QCOMPARE(answerText(R"({"data":[{"embedding":[1]}]})"), QString());
    QCOMPARE(answerText("no json"), QString());
}

void ThresholdPageTest::withoutLookUpsItSaysSo() {
    page_->show();
    QTRY_COMPARE(lab_->state(), ThresholdLab::State::ready);
    QVERIFY(!lab_->study());
    QVERIFY(text("promise").contains("No look-ups"));
    QVERIFY(find<CurveChart>("what-if-hit-rate")->data().empty.contains("No look-ups yet"));
    QVERIFY(text("noPairs").contains("once requests have been looked up"));
    QTest::keyClick(page_.get(), Qt::Key_Left); // there is no line to move
    QVERIFY(!threshold_->preview());
    shot("empty");
}

void ThresholdPageTest::aWorkloadsClassesPromiseAThreshold() {
    saveSample(true);
    compute(2);
    QVERIFY(lab_->figures().fromClasses);
    QVERIFY(lab_->figures().labels() > 100);
    QSignalSpy figures(lab_.get(), &ThresholdLab::figuresChanged);
    lab_->setMaxWrongPercent(5);
    QVERIFY(figures.wait());
    QVERIFY(lab_->figures().promise.radius.has_value());
    const unsigned suggested = *lab_->figures().promise.radius;
    QTRY_COMPARE(text("suggestedThreshold"), threshold_->similarityText(suggested));
    QTRY_VERIFY(text("promise").startsWith("At most 5 % wrong hits with 95 % confidence, from "));
    QVERIFY(text("noPairs").contains("classes of this workload"));
    QVERIFY(text("savedThen").startsWith('$'));
    QVERIFY(!threshold_->suggested()); // of live traffic only
}

void ThresholdPageTest::curvesGoTheSameWayAsTheReplays() {
    saveSample(true);
    compute(2);
    const auto study = lab_->study();
    const CurveData data = find<CurveChart>("what-if-hit-rate")->data();
    const Curve exact = data.curves[1];
    QCOMPARE(exact.points.size(), 65U); // 0.75 to 1
    for (const QPointF& point : exact.points) {
        const auto radius = static_cast<unsigned>(std::lround((1 - point.x()) * 256));
        QCOMPARE(point.y(), study->what_if.points[radius].result.hit_rate());
    }
    QTRY_COMPARE(lab_->gated().size(), 17U); // follows, through real caches
    const CurveData& later = find<CurveChart>("what-if-hit-rate")->data();
    QCOMPARE(later.curves.size(), 3U);
    for (const QPointF& point : later.curves[2].points) {
        const auto radius = static_cast<unsigned>(std::lround((1 - point.x()) * 256));
        QVERIFY(point.y() <= study->what_if.points[radius].result.hit_rate() + 0.01);
    }
    for (std::size_t i = 0; i < exact.points.size(); ++i)
        QVERIFY(data.curves[0].points[i].y() >= exact.points[i].y());
}

void ThresholdPageTest::applyingCanBeTakenBack() {
    saveSample(true);
    compute(2);
    lab_->setMaxWrongPercent(5);
    QTRY_VERIFY(lab_->figures().promise.radius.has_value());
    const unsigned before = threshold_->radius(), suggested = *lab_->figures().promise.radius;
    QVERIFY(before != suggested);
    page_->show();
    find<QPushButton>("applySuggested")->click();
    QCOMPARE(threshold_->radius(), suggested);
    auto* undo = find<QPushButton>("undoThreshold");
    QVERIFY(undo->isVisible());
    undo->click();
    QCOMPARE(threshold_->radius(), before);
    QVERIFY(!undo->isVisible());
}

void ThresholdPageTest::theLineTriesAThreshold() {
    saveSample(true);
    compute(2);
    page_->show();
    auto* chart = find<CurveChart>("what-if-hit-rate");
    const unsigned live = threshold_->radius();
    QTest::keyClick(page_.get(), Qt::Key_Right);
    QCOMPARE(threshold_->preview(), std::optional(live - 1)); // one bit closer
    QCOMPARE(threshold_->radius(), live);
    QVERIFY(
        find<QPushButton>("applySuggested")->text().contains(threshold_->similarityText(live - 1)));
    QTest::keyClick(chart, Qt::Key_Left);
    QVERIFY(!threshold_->preview());
    QSignalSpy asked(page_.get(), &ThresholdPage::replayRequested);
    QTest::keyClick(chart, Qt::Key_Right);
    find<QPushButton>("tryOnReplay")->click();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toUInt(), live - 1);
    QTest::keyClick(chart, Qt::Key_Escape);
    QVERIFY(!threshold_->preview());
    QCOMPARE(threshold_->radius(), live);
}

void ThresholdPageTest::theQueueAsksAndTakesBack() {
    putFlows();
    compute(1);
    page_->show();
    LabelDesk& desk = lab_->desk();
    const auto asked = desk.next(3);
    QCOMPARE(asked.size(), 3U);
    QVERIFY(text("pairPrompt").contains("<span") || text("pairMatch").contains("<span"));
    QTRY_VERIFY(desk.answer().startsWith("Answer "));
    const std::size_t waiting = desk.waiting();
    page_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page_.get()));

    QTest::keyClick(page_.get(), Qt::Key_R);
    QCOMPARE(desk.next(1).front().prompt, asked[1].prompt);
    QTest::keyClick(page_.get(), Qt::Key_W);
    QTRY_COMPARE(lab_->figures().right, 1U);
    QTRY_COMPARE(lab_->figures().wrong, 1U);
    QVERIFY(desk.waiting() <= waiting);
    QTest::keyClick(page_.get(), Qt::Key_Z);
    QCOMPARE(desk.next(1).front().prompt, asked[1].prompt);
    QTRY_COMPARE(lab_->figures().wrong, 0U);
    QTest::keyClick(page_.get(), Qt::Key_Z);
    QCOMPARE(desk.next(1).front().prompt, asked[0].prompt);
    QTRY_COMPARE(lab_->figures().labels(), 0U);
    QVERIFY(!desk.canUndo());
    QVERIFY(engine_->service->store()->labels()->empty());
}

void ThresholdPageTest::queueLabelsCarryTheirChance() {
    putFlows();
    compute(1);
    for (int i = 0; i < 40; ++i)
        lab_->desk().judge(LabelWord::right);
    const auto stored = engine_->service->store()->labels().value();
    QVERIFY(stored.size() >= 40); // pairs drawn again count again
    std::set<double> chances;
    for (const LabelRecord& label : stored) {
        QCOMPARE(label.source, std::string(label_source::queue));
        QVERIFY(label.chance > 0);
        QVERIFY(label.distance && *label.distance <= label.reach);
        QVERIFY(label.flow_id != 0);
        chances.insert(label.chance);
    }
    QCOMPARE(chances.size(), 2U); // near pairs and the others
    QTRY_COMPARE(lab_->figures().promise.labels, static_cast<std::uint64_t>(stored.size()));
    QCOMPARE(lab_->figures().promise.method, BoundMethod::betting);
}

void ThresholdPageTest::labelsAreKeptForTheNextTime() {
    saveSample(false);
    compute(2);
    const auto first = lab_->desk().next(1).front();
    lab_->desk().judge(LabelWord::wrong);
    compute(2);
    QCOMPARE(lab_->figures().wrong, 1U);
    for (const DeskPair& pair : lab_->desk().next(24))
        QVERIFY(pair.prompt != first.prompt || pair.match != first.match);
    // Labels of a workload say nothing of live traffic.
    putFlows();
    compute(1);
    QCOMPARE(lab_->figures().labels(), 0U);
}

void ThresholdPageTest::aNewStudyDropsTheOldOne() {
    putFlows();
    compute(1);
    QCOMPARE(lab_->models().size(), 2);
    const auto all = lab_->study()->requests();
    QSignalSpy figures(lab_.get(), &ThresholdLab::figuresChanged);
    lab_->setModelFilter("gpt-4o-mini");
    lab_->setModelFilter("claude-sonnet-4-5");
    QVERIFY(figures.wait(20'000));
    QCOMPARE(lab_->study()->requests(), all / 3);
    for (const WorkloadRow& row : lab_->study()->rows)
        QCOMPARE(row.model, std::string("claude-sonnet-4-5"));
}

void ThresholdPageTest::theWaysToDecideAreMeasured() {
    saveSample(true);
    compute(2);
    DecisionWaysModel model(*engine_->service);
    DecisionsSheet sheet(model, *lab_, theme_);
    sheet.compare();
    QVERIFY(model.isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(sheet.isComplete(), 60'000);
    const auto& chart = *sheet.findChild<CurveChart*>();
    QCOMPARE(chart.data().curves.size(), decision_ways);
    for (const Curve& curve : chart.data().curves)
        QVERIFY2(!curve.points.empty(), qPrintable(curve.name));
    const auto* table = sheet.findChild<QTableWidget*>("waysTable");
    QCOMPARE(table->rowCount(), static_cast<int>(decision_ways));
    for (int row = 0; row < table->rowCount(); ++row)
        QVERIFY(!table->item(row, 2)->text().isEmpty() && !table->item(row, 3)->text().isEmpty());
    for (const bool dark : {false, true}) {
        theme_.setMode(dark ? Theme::Mode::dark : Theme::Mode::light);
        QCoreApplication::processEvents();
        QVERIFY(
            sheet.grab().save(QDir(BSC_SCREENSHOT_DIR)
                                  .filePath(dark ? "decisions-dark.png" : "decisions-light.png")));
    }
    // The same requests are not replayed again; other ones are. Without classes it says so.
    sheet.compare();
    QVERIFY(!model.isRunning());
    putFlows();
    compute(1);
    sheet.compare();
    QVERIFY(model.isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(sheet.isComplete(), 60'000);
    QVERIFY(chart.data().empty.contains("no classes"));
    model.compare(lab_->study());
    model.cancel();
    QVERIFY(!model.isRunning());
}

void ThresholdPageTest::theInspectorFindsTraps() {
    putFlows();
    compute(1);
    InspectorModel model(*engine_->service);
    InspectorSheet sheet(model, *lab_, *threshold_, theme_);
    sheet.inspect();
    QVERIFY(model.isRunning());
    QTRY_VERIFY(sheet.isComplete());
    const auto found = model.inspection();
    QCOMPARE(found->requests, lab_->study()->requests());
    QCOMPARE(found->variants.size(), 6U);
    auto* traps = sheet.findChild<QTableWidget*>("traps");
    QCOMPARE(traps->rowCount(), 4);
    QCOMPARE(traps->item(0, 3)->text().left(5), QString("0.0 %")); // the gate sees negations
    QVERIFY(sheet.findChild<QTableWidget*>("trapExamples")->rowCount() > 10);
    sheet.inspect();
    model.cancel();
    QVERIFY(!model.isRunning());
}

void ThresholdPageTest::cancelling() {
    putFlows();
    lab_->setSource(1);
    QCOMPARE(lab_->state(), ThresholdLab::State::computing);
    lab_->cancel();
    QCOMPARE(lab_->state(), ThresholdLab::State::idle);
    QSignalSpy studied(lab_.get(), &ThresholdLab::studyChanged);
    compute(1);
    QCOMPARE(studied.size(), 1); // what was cancelled never arrived
}

void ThresholdPageTest::rendersInBothLooksAndSizes_data() { test::addLooksAndSizes(); }

void ThresholdPageTest::rendersInBothLooksAndSizes() {
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    theme_.setMode(dark ? Theme::Mode::dark : Theme::Mode::light);
    saveSample(true);
    lab_->setMaxWrongPercent(5);
    compute(2);
    page_->resize(size);
    page_->show();
    QTRY_VERIFY(!lab_->gated().empty());
    shot(QTest::currentDataTag());
    QCOMPARE(page_->size(), size);
}

QTEST_MAIN(ThresholdPageTest)
#include "threshold_page_test.moc"
