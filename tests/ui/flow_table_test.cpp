#include "ui/models/flow_model.h"
#include "ui/models/theme.h"
#include "ui/widgets/flow_table.h"
#include "ui/widgets/look.h"

#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <string>

using namespace bsc;
using namespace bsc::ui;

/// The ring of flows, and a view that follows, stops and pauses.
class FlowTableTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase() { installLook(theme_); }
    void oneInsertionForManyFlows();
    void ringDropsTheOldest();
    void textsOfAFlow();
    void labelTurnsAHitWrong();
    void labelsOfForgottenFlowsAreIgnored();
    void hitsAreLabelledByKeys();
    void followsUntilScrolledUp();
    void rowsAreShownWhole();
    void newButtonCountsAndReturns();
    void pauseHoldsTheRows();
    void droppedRowsDoNotMoveTheView();

  private:
    static std::vector<Event> flows(std::uint64_t first, int count);

    Theme theme_;
};

std::vector<Event> FlowTableTest::flows(std::uint64_t first, int count) {
    std::vector<Event> events;
    for (int i = 0; i < count; ++i) {
        FlowEvent flow;
        flow.id = first + static_cast<std::uint64_t>(i);
        flow.time_us = 1'775'572'327'482'000;
        flow.verdict = Verdict::hit;
        flow.distance = 21;
        flow.radius = 38;
        flow.bits = 256;
        flow.saved_nano_usd = 3'600'000;
        flow.added_us = 600;
        flow.total_us = 2'900;
        flow.input_tokens = 1'271;
        flow.output_tokens = 296;
        flow.model = std::string_view("gpt-4o");
        flow.client = std::string_view("web-1");
        flow.prompt = std::string_view("How do I\n get a refund?");
        events.push_back(flow);
    }
    return events;
}

void FlowTableTest::oneInsertionForManyFlows() {
    FlowModel model;
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.consume(flows(1, 500));
    model.consume(flows(501, 500));
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(inserted.wait());
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(model.rowCount(), 1'000);
}

void FlowTableTest::ringDropsTheOldest() {
    FlowModel model(100);
    for (std::uint64_t first = 1; first <= 1'000; first += 30) {
        model.consume(flows(first, 30));
        model.flush();
        QVERIFY(model.rowCount() <= 100);
    }
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.flow(99).id, 1'020u);
    QCOMPARE(model.flow(0).id, 921u);
    QVERIFY(!model.findHit(920));
    QCOMPARE(model.findHit(921)->id, 921u);
    QCOMPARE(model.findHit(1'020)->id, 1'020u);
    model.consume(flows(5'000, 350)); // more than fits, at once
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.findHit(5'349)->id, 5'349u);
}

void FlowTableTest::textsOfAFlow() {
    FlowModel model;
    model.consume(flows(1, 1));
    model.flush();
    const auto text = [&](FlowColumn column) {
        return model.index(0, static_cast<int>(column)).data().toString();
    };
    QCOMPARE(text(FlowColumn::time), "14:32:07.482");
    QCOMPARE(text(FlowColumn::verdict), "Hit");
    QCOMPARE(text(FlowColumn::distance), "21");
    QCOMPARE(text(FlowColumn::similarity), "0.918");
    QCOMPARE(text(FlowColumn::prompt), "How do I get a refund?");
    QCOMPARE(text(FlowColumn::added), "0.6 ms");
    QCOMPARE(text(FlowColumn::total), "2.9 ms");
    QCOMPARE(text(FlowColumn::tokens), "1\u202F271 + 296");
    QCOMPARE(text(FlowColumn::saved), "$0.0036");
    QCOMPARE(model.index(0, static_cast<int>(FlowColumn::distance))
                 .data(Qt::AccessibleTextRole)
                 .toString(),
             "distance 21 of radius 38, hit");
}

void FlowTableTest::labelTurnsAHitWrong() {
    FlowModel model;
    model.consume(flows(1, 3));
    model.flush();
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    const Event wrong = LabelEvent{2, 0, false}, right = LabelEvent{2, 0, true};
    model.consume({&wrong, 1});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    const QModelIndex saved = model.index(1, static_cast<int>(FlowColumn::saved));
    QCOMPARE(saved.data().toString(), "-$0.0036");
    QCOMPARE(saved.data(VerdictRole).toInt(), static_cast<int>(Verdict::wrong_hit));
    model.consume({&right, 1});
    QCOMPARE(saved.data().toString(), "$0.0036");
}

void FlowTableTest::labelsOfForgottenFlowsAreIgnored() {
    FlowModel model(10);
    model.consume(flows(1, 30));
    const Event wrong = LabelEvent{3, 0, false};
    model.consume({&wrong, 1});
    for (int row = 0; row < model.rowCount(); ++row)
        QCOMPARE(model.flow(row).verdict, Verdict::hit);
}

void FlowTableTest::hitsAreLabelledByKeys() {
    FlowModel model(10);
    auto events = flows(1, 3);
    std::get<FlowEvent>(events[0]).entry_id = 9;
    std::get<FlowEvent>(events[1]).verdict = Verdict::miss;
    model.consume(events);
    model.flush();
    FlowTable table(model, theme_);
    QSignalSpy labelled(&table, &FlowTable::labelRequested);
    QSignalSpy undone(&table, &FlowTable::labelUndoRequested);
    QTest::keyClick(&table, Qt::Key_R); // nothing is selected
    table.selectRow(1);
    QTest::keyClick(&table, Qt::Key_W); // a miss served nothing
    QVERIFY(labelled.isEmpty());
    table.selectRow(0);
    QTest::keyClick(&table, Qt::Key_W);
    QCOMPARE(labelled.size(), 1);
    QCOMPARE(labelled[0][0].value<std::uint64_t>(), std::uint64_t(1));
    QCOMPARE(labelled[0][1].value<std::uint64_t>(), std::uint64_t(9));
    QCOMPARE(labelled[0][2].toBool(), false);
    QTest::keyClick(&table, Qt::Key_Z);
    QCOMPARE(undone.size(), 1);
}

void FlowTableTest::followsUntilScrolledUp() {
    FlowModel model;
    FlowTable table(model, theme_);
    table.resize(1'364, 400);
    table.show();
    model.consume(flows(1, 200));
    model.flush();
    QScrollBar* bar = table.verticalScrollBar();
    QTRY_COMPARE(bar->value(), bar->maximum());
    QVERIFY(table.follows() && bar->maximum() > 0);

    bar->setValue(bar->maximum() - 20);
    QVERIFY(!table.follows());
    const int place = bar->value();
    model.consume(flows(201, 50));
    model.flush();
    QCOMPARE(bar->value(), place);

    bar->setValue(bar->maximum());
    QVERIFY(table.follows());
}

void FlowTableTest::rowsAreShownWhole() {
    FlowModel model;
    FlowTable table(model, theme_);
    table.resize(1'364, 300);
    table.show();
    model.consume(flows(1, 200));
    model.flush();
    const int row = table.rowHeight(0);
    for (int height = 300; height < 300 + row; ++height) {
        table.resize(1'364, height);
        const int first = table.rowAt(0), last = table.rowAt(table.viewport()->height() - 1);
        QCOMPARE(table.rowViewportPosition(first), 0);
        QCOMPARE(last, model.rowCount() - 1); // it follows
        QCOMPARE(table.rowViewportPosition(last) + row, table.viewport()->height());
        QVERIFY(table.viewport()->height() >
                height - 3 * row); // no more is left empty than need be
    }
}

void FlowTableTest::newButtonCountsAndReturns() {
    FlowModel model;
    FlowTable table(model, theme_);
    table.resize(1'364, 400);
    table.show();
    model.consume(flows(1, 200));
    model.flush();
    auto* button = table.findChild<QPushButton*>("newFlows");
    QVERIFY(!button->isVisible());
    table.verticalScrollBar()->setValue(10);
    QVERIFY(!button->isVisible());
    model.consume(flows(201, 12));
    model.flush();
    QVERIFY(button->isVisible());
    QCOMPARE(button->text(), "12 new");
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(table.follows());
    QVERIFY(!button->isVisible());
    QCOMPARE(table.verticalScrollBar()->value(), table.verticalScrollBar()->maximum());
}

void FlowTableTest::pauseHoldsTheRows() {
    FlowModel model;
    FlowTable table(model, theme_);
    table.resize(1'364, 400);
    table.show();
    model.consume(flows(1, 5));
    model.flush();
    QTest::keyClick(&table, Qt::Key_Space);
    QVERIFY(table.isPaused());
    model.consume(flows(6, 7));
    model.flush();
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(model.waiting(), 7u);
    QCOMPARE(table.findChild<QPushButton*>("newFlows")->text(), "7 new");
    QTest::keyClick(&table, Qt::Key_Space);
    QCOMPARE(model.rowCount(), 12);
    QVERIFY(table.follows());
}

void FlowTableTest::droppedRowsDoNotMoveTheView() {
    FlowModel model(300);
    FlowTable table(model, theme_);
    table.resize(1'364, 400);
    table.show();
    model.consume(flows(1, 300));
    model.flush();
    QScrollBar* bar = table.verticalScrollBar();
    bar->setValue(150);
    const auto topId = [&] { return table.indexAt(QPoint(5, 5)).data(FlowIdRole).toULongLong(); };
    const auto before = topId();
    model.consume(flows(301, 40));
    model.flush();
    QCOMPARE(topId(), before);
}

QTEST_MAIN(FlowTableTest)
#include "flow_table_test.moc"
