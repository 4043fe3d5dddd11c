#include "ui/models/notice_board.h"
#include "ui/models/threshold_model.h"
#include "ui/widgets/copy_field.h"
#include "ui/widgets/label.h"
#include "ui/widgets/look.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/panel_header.h"
#include "ui/widgets/rail.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/threshold_control.h"
#include "ui/widgets/toggle_switch.h"

#include <QClipboard>
#include <QDoubleSpinBox>
#include <QHelpEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QToolTip>

using namespace bsc;
using namespace bsc::ui;

class ControlsTest : public QObject {
    Q_OBJECT

    Theme theme_;

  private slots:
    void initTestCase() {
        theme_.setMode(Theme::Mode::light);
        installLook(theme_);
    }

    void switchTogglesByKeyAndMouse() {
        ToggleSwitch toggle(theme_);
        toggle.show();
        QSignalSpy clicked(&toggle, &QAbstractButton::clicked);
        QTest::keyClick(&toggle, Qt::Key_Space);
        QVERIFY(toggle.isChecked());
        QTest::mouseClick(&toggle, Qt::LeftButton);
        QVERIFY(!toggle.isChecked());
        QCOMPARE(clicked.size(), 2);
    }

    void switchShowsItsState() {
        ToggleSwitch toggle(theme_);
        toggle.resize(toggle.sizeHint());
        const QImage off = toggle.grab().toImage();
        toggle.setChecked(true);
        const QImage on = toggle.grab().toImage();
        QVERIFY(off != on);
        QCOMPARE(on.pixelColor(10, on.height() / 2), theme_.switchOn());
    }

    void oneKeyIsOneBit() {
        ThresholdModel model(256, 38);
        connect(&model, &ThresholdModel::applyRequested, &model, &ThresholdModel::setRadius);
        ThresholdControl control(model, theme_);
        control.show();
        auto* slider = control.findChild<QWidget*>("thresholdSlider");
        QTest::keyClick(slider, Qt::Key_Right);
        QCOMPARE(model.radius(), 37U);
        QTest::keyClick(slider, Qt::Key_Left);
        QTest::keyClick(slider, Qt::Key_Left);
        QCOMPARE(model.radius(), 39U);
        auto* spin = control.findChild<QDoubleSpinBox*>("thresholdSpin");
        QTest::keyClick(spin, Qt::Key_Up);
        QCOMPARE(model.radius(), 38U);
        QCOMPARE(spin->text(), QString("0.85"));
        model.setRadius(0);
        QTest::keyClick(slider, Qt::Key_Right);
        QCOMPARE(model.radius(), 0U);
    }

    void typedSimilarityIsApplied() {
        ThresholdModel model(256, 38);
        connect(&model, &ThresholdModel::applyRequested, &model, &ThresholdModel::setRadius);
        ThresholdControl control(model, theme_);
        control.show();
        auto* spin = control.findChild<QDoubleSpinBox*>("thresholdSpin");
        spin->selectAll();
        QTest::keyClicks(spin, "0.9");
        QTest::keyClick(spin, Qt::Key_Return);
        QCOMPARE(model.radius(), 25U);
        QCOMPARE(spin->text(), QString("0.90"));
        QCOMPARE(control.findChild<QLabel*>("thresholdBits")->text(), QString("≤ 25 bits"));
        QVERIFY(control.toolTip().contains("0.90"));
        QVERIFY(control.toolTip().contains("cosine"));
    }

    void dragPreviewsAndReleaseApplies() {
        ThresholdModel model(256, 38);
        connect(&model, &ThresholdModel::applyRequested, &model, &ThresholdModel::setRadius);
        ThresholdControl control(model, theme_);
        control.show();
        auto* slider = control.findChild<QWidget*>("thresholdSlider");
        const QPoint right(slider->width() - 12, slider->height() / 2);
        QTest::mousePress(slider, Qt::LeftButton, {}, right);
        QVERIFY(model.preview().has_value());
        QCOMPARE(model.radius(), 38U);
        const unsigned tried = *model.preview();
        QVERIFY(tried < 5);
        QTest::mouseRelease(slider, Qt::LeftButton, {}, right);
        QCOMPARE(model.radius(), tried);

        QTest::mousePress(slider, Qt::LeftButton, {}, QPoint(20, slider->height() / 2));
        QTest::keyClick(slider, Qt::Key_Escape);
        QTest::mouseRelease(slider, Qt::LeftButton, {}, QPoint(20, slider->height() / 2));
        QCOMPARE(model.radius(), tried);
    }

    void railIsExclusive() {
        Rail rail(theme_);
        QAction live("Live"), flows("Flows"), sheet("Connect");
        live.setObjectName("live");
        flows.setObjectName("flows");
        sheet.setObjectName("sheet");
        rail.addScreen(&live);
        rail.addScreen(&flows);
        rail.addFoot(&sheet);
        rail.resize(76, 500);
        rail.show();
        live.trigger();
        auto* button = rail.findChild<QToolButton*>("rail-flows");
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(flows.isChecked());
        QVERIFY(!live.isChecked());
        QSignalSpy opened(&sheet, &QAction::triggered);
        auto* foot = rail.findChild<QToolButton*>("rail-sheet");
        QTest::mouseClick(foot, Qt::LeftButton);
        QCOMPARE(opened.size(), 1);
        QVERIFY(flows.isChecked()); // a sheet is no screen
        QVERIFY(foot->y() > button->geometry().bottom());
        QCOMPARE(button->size(), QSize(76, 58));
    }

    void addressIsCopied() {
        CopyField field(theme_);
        field.setTexts("127.0.0.1:8080", "http://127.0.0.1:8080");
        field.show();
        QTest::mouseClick(&field, Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString("http://127.0.0.1:8080"));
        QCOMPARE(field.text(), QString("127.0.0.1:8080"));
    }

    void noticesComeAndGo() {
        NoticeBoard board;
        NoticeArea area(board, theme_);
        area.show();
        QVERIFY(!area.isVisible() || area.height() == 0);
        int used = 0;
        board.raise({"port",
                     Notice::Level::error,
                     "Port 8080 is taken by llama-server (pid 4711).",
                     "Nothing was changed.",
                     {{"Use 8081", [&] { ++used; }}, {"Try again", [] {}}}});
        auto* use = area.findChild<QPushButton*>("notice-port-0");
        QVERIFY(use);
        QCOMPARE(use->text(), QString("Use 8081"));
        QTest::mouseClick(use, Qt::LeftButton);
        QCOMPARE(used, 1);
        QVERIFY(board.notices().isEmpty());

        board.raise({"port", Notice::Level::error, "A", {}, {}});
        board.raise({"port", Notice::Level::error, "B", {}, {}});
        QCOMPARE(board.notices().size(), 1);
        QCOMPARE(board.find("port")->title, QString("B"));
        QTest::mouseClick(area.findChild<QToolButton*>("notice-port-close"), Qt::LeftButton);
        QVERIFY(board.notices().isEmpty());
    }

    void aCutTextEndsInDotsAndTellsTheWholeInItsTip() {
        Label label(theme_, FontRole::secondary, Tone::tx3, "the whole of a long text");
        label.setMinimumWidth(1);
        label.resize(60, 20);
        label.show();
        QHelpEvent help(QEvent::ToolTip, {10, 10}, label.mapToGlobal(QPoint(10, 10)));
        QApplication::sendEvent(&label, &help);
        QCOMPARE(QToolTip::text(), label.text());
        Label whole(theme_, FontRole::secondary, Tone::tx3, "short");
        whole.resize(60, 20);
        whole.show();
        QApplication::sendEvent(&whole, &help);
        QVERIFY(QToolTip::text() != whole.text());
    }

    void whatYieldsInAHeaderHasTheRoomThatIsLeft() {
        PanelHeader header(theme_, "Title");
        auto* chosen = new QPushButton("A button that keeps its width", &header);
        auto* facts = new Label(theme_, FontRole::secondary, Tone::tx3,
                                QString("facts, ").repeated(30), &header);
        header.addText(chosen);
        header.addYielding(facts);
        header.resize(800, 34);
        header.show();
        QCOMPARE(chosen->width(), chosen->sizeHint().width());
        QVERIFY(facts->width() > 400);
        header.resize(360, 34);
        QCOMPARE(chosen->width(), chosen->sizeHint().width());
        QVERIFY(facts->width() < 160);
    }

    void aSegmentedControlThatIsOffLooksIt() {
        SegmentedControl speed(theme_, {"1 ×", "Max"});
        const auto has = [&](Tone tone) {
            const QImage image = speed.grab().toImage();
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, 4) == theme_.color(tone))
                    return true;
            return false;
        };
        QVERIFY(has(Tone::accentSoft));
        speed.setEnabled(false);
        QVERIFY(!has(Tone::accentSoft));
    }
};

QTEST_MAIN(ControlsTest)
#include "controls_test.moc"
