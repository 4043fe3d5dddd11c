#include "tests/ui/test_engine.h"
#include "ui/models/request_story.h"
#include "ui/pages/connect_sheet.h"
#include "ui/pages/first_run_panel.h"
#include "ui/pages/live_screen.h"
#include "ui/pages/request_story_view.h"
#include "ui/pages/settings_sheet.h"
#include "ui/widgets/look.h"
#include "ui/widgets/main_window.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

namespace {

/// The shell around the real engine, without the Live page.
struct Shell {
    explicit Shell(Theme& theme, const QString& settingsFile)
        : settings(settingsFile), threshold(engine.bits(), engine.radius()),
          link(*engine.proxy, "127.0.0.1", notices, threshold),
          status(link, {"lexical", 384, engine.bits(), engine.service->embedder().thresholds()},
                 {}),
          window({link, threshold, notices, status, settings, theme}),
          firstRun(*new FirstRunPanel(link, threshold, theme)),
          live(*new LiveScreen(&firstRun, new QWidget)) {
        firstRun.setReplay(false, 0, 320);
        window.addScreen(&live, "Live", "live");
        window.show();
    }
    ~Shell() { engine.proxy->stop(); }

    template <class Widget>
    Widget& find(const char* name) {
        auto* widget = window.findChild<Widget*>(name);
        Q_ASSERT(widget);
        return *widget;
    }
    void turnOn() {
        QTest::mouseClick(&find<QAbstractButton>("proxySwitch"), Qt::LeftButton);
        QTRY_COMPARE(link.state(), ProxyState::listening);
    }

    TestEngine engine;
    Settings settings;
    NoticeBoard notices;
    ThresholdModel threshold;
    EngineLink link;
    StatusModel status;
    MainWindow window;
    FirstRunPanel& firstRun;
    LiveScreen& live;
};

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

    Theme theme_;
    QTemporaryDir folder_;

    QString settingsFile() const { return folder_.filePath("workbench.ini"); }

  private slots:
    void initTestCase() {
        theme_.setMode(Theme::Mode::light);
        installLook(theme_);
    }
    void init() { QFile::remove(settingsFile()); }

    void measures() {
        Shell shell(theme_, settingsFile());
        QCOMPARE(shell.window.size(), QSize(1440, 900));
        QCOMPARE(shell.window.minimumSize(), QSize(1024, 680));
        QCOMPARE(shell.find<QWidget>("mainToolbar").height(), 46);
        QCOMPARE(shell.find<QWidget>("rail").width(), 76);
        QCOMPARE(shell.find<QWidget>("statusBar").height(), 24);
        QCOMPARE(shell.find<QWidget>("screens").pos().x() + shell.window.centralWidget()->pos().x(),
                 76);
    }

    void narrowWindowMovesTheUpstream() {
        Shell shell(theme_, settingsFile());
        QVERIFY(shell.find<QComboBox>("upstreamBox").isVisible());
        QVERIFY(!shell.find<QWidget>("overflowButton").isVisible());
        shell.window.resize(1024, 680);
        QTRY_VERIFY(!shell.find<QComboBox>("upstreamBox").isVisible());
        QVERIFY(shell.find<QWidget>("overflowButton").isVisible());
        QCOMPARE(shell.window.width(), 1024);
    }

    void switchTurnsTheProxyOnAndOff() {
        Shell shell(theme_, settingsFile());
        auto& toggle = shell.find<QAbstractButton>("proxySwitch");
        QVERIFY(!toggle.isChecked());
        QCOMPARE(shell.find<QStatusBar>("statusBar").accessibleDescription().section(',', 0, 0),
                 QString("Proxy is off"));
        shell.turnOn();
        QVERIFY(toggle.isChecked());
        QVERIFY(shell.find<QStatusBar>("statusBar")
                    .accessibleDescription()
                    .startsWith("Listening on " + shell.link.authority()));
        QTest::mouseClick(&shell.find<QAbstractButton>("proxyAddress"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), shell.link.baseUrl());
        QTest::keySequence(&shell.window, QKeySequence("Ctrl+Shift+P"));
        QTRY_COMPARE_WITH_TIMEOUT(shell.link.state(), ProxyState::stopped, 10'000);
        QVERIFY(!toggle.isChecked());
    }

    void keysStepTheThreshold() {
        Shell shell(theme_, settingsFile());
        shell.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&shell.window));
        const unsigned before = shell.threshold.radius();
        QTest::keySequence(&shell.window, QKeySequence("Ctrl+]"));
        QCOMPARE(shell.threshold.radius(), before - 1);
        QTest::keySequence(&shell.window, QKeySequence("Ctrl+["));
        QTest::keySequence(&shell.window, QKeySequence("Ctrl+["));
        QCOMPARE(shell.threshold.radius(), before + 1);
        QCOMPARE(shell.threshold.radiusFor(shell.engine.service->threshold()), before + 1);
    }

    void themeIsKept() {
        Shell shell(theme_, settingsFile());
        QTest::mouseClick(&shell.find<QAbstractButton>("themeButton"), Qt::LeftButton);
        QVERIFY(theme_.isDark());
        QCOMPARE(Settings(settingsFile()).theme(), Theme::Mode::dark);
        QCOMPARE(qApp->palette().color(QPalette::Base), theme_.color(Tone::pane));
        theme_.setMode(Theme::Mode::light);
    }

    void everyControlIsNamed() {
        Shell shell(theme_, settingsFile());
        for (const auto* button : shell.window.findChildren<QAbstractButton*>()) {
            if (button->objectName().startsWith("qt_"))
                continue; // Qt's own, inside its widgets
            QVERIFY2(!button->objectName().isEmpty(), qPrintable(button->text()));
            QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty(),
                     qPrintable(button->objectName()));
        }
    }

    void clearAsksFirst() {
        Shell shell(theme_, settingsFile());
        InsertRequest entry;
        entry.prompt = "How do I get a refund?";
        entry.answer = "{}";
        QVERIFY(shell.engine.service->insert(entry));
        shell.link.pollNow();
        shell.window.findChild<QAction*>("clearCache")->trigger();
        QCOMPARE(shell.engine.service->cache().stats().entries, 1U);
        auto& clear = shell.find<QPushButton>("notice-clear-0");
        QCOMPARE(clear.text(), QString("Clear 1 entry"));
        QTest::mouseClick(&clear, Qt::LeftButton);
        QTRY_COMPARE(shell.engine.service->cache().stats().entries, 0U);
    }

    void firstRunFollowsTheProxy() {
        Shell shell(theme_, settingsFile());
        auto& test = shell.find<QPushButton>("firstRunTest");
        QVERIFY(shell.find<QPushButton>("firstRunTurnOn").isVisible());
        QVERIFY(!test.isEnabled());
        QTest::mouseClick(&shell.find<QPushButton>("firstRunTurnOn"), Qt::LeftButton);
        QTRY_COMPARE(shell.link.state(), ProxyState::listening);
        QVERIFY(!shell.find<QPushButton>("firstRunTurnOn").isVisible());
        QVERIFY(test.isEnabled());
        QTest::mouseClick(&shell.find<QPushButton>("firstRunCopy"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 "base_url=\"" + shell.link.baseUrl() + "/v1\"");
        QSignalSpy asked(&shell.firstRun, &FirstRunPanel::testRequested);
        QTest::mouseClick(&test, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
    }

    void storyHasRealBits() {
        Shell shell(theme_, settingsFile());
        const auto story = tellRequestStory(shell.engine.service->embedder(),
                                            shell.engine.service->cache().projection());
        QVERIFY(story.has_value());
        QVERIFY(story->nearDistance > 0);
        QVERIFY(story->nearDistance <= shell.threshold.radius());
        QVERIFY(story->farDistance > shell.threshold.radius());
        shell.firstRun.story().setStory(*story);
        QVERIFY(shell.firstRun.story().accessibleDescription().contains(
            QString::number(story->nearDistance)));
    }

    void firstFlowBringsLive() {
        Shell shell(theme_, settingsFile());
        QVERIFY(!shell.live.hasTraffic());
        shell.live.take({ThresholdEvent{}});
        QVERIFY(!shell.live.hasTraffic());
        shell.live.take({FlowEvent{}});
        QVERIFY(shell.live.hasTraffic());
    }

    void connectSheetTestsTheConnection() {
        Shell shell(theme_, settingsFile());
        ConnectSheet sheet(shell.link, theme_);
        sheet.show();
        auto* test = sheet.findChild<QPushButton*>("connectTest");
        QVERIFY(!test->isEnabled());
        shell.turnOn();
        QVERIFY(test->isEnabled());
        const auto snippets = sheet.findChildren<QPlainTextEdit*>();
        QCOMPARE(snippets.size(), 3);
        for (const auto* snippet : snippets)
            QVERIFY2(snippet->toPlainText().contains(shell.link.baseUrl()),
                     qPrintable(snippet->toPlainText()));
        QTest::mouseClick(test, Qt::LeftButton);
        auto* verdict = sheet.findChild<QLabel*>("connectVerdict");
        QTRY_VERIFY2_WITH_TIMEOUT(verdict->text().startsWith("Works."), qPrintable(verdict->text()),
                                  30'000);
        QVERIFY(verdict->text().contains("distance 0"));
        QVERIFY(QDir().mkpath(BSC_SCREENSHOT_DIR));
        QVERIFY(sheet.grab().save(BSC_SCREENSHOT_DIR "/connect-works.png"));
        QCOMPARE(test->text(), QString("Test again"));
    }

    void settingsSheetMovesThePort() {
        Shell shell(theme_, settingsFile());
        shell.turnOn();
        SettingsSheet sheet(
            shell.link, shell.settings, theme_,
            {{"lexical", 384, 256, shell.engine.service->embedder().thresholds()}, {}});
        sheet.showPort();
        const auto other = advise_port(shell.link.port()).free_port;
        sheet.findChild<QSpinBox*>("settingsPort")->setValue(other);
        auto* use = sheet.findChild<QPushButton*>("settingsUsePort");
        QCOMPARE(use->text(), QString("Use %1").arg(other));
        QTest::mouseClick(use, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(shell.link.port(), other, 10'000);
        QTRY_COMPARE(shell.link.state(), ProxyState::listening);
        QCOMPARE(shell.settings.port(), other);
    }
};

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
