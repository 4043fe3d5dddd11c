#include "test_engine.h"

#include "app/workbench/recording_wiring.h"
#include "ui/models/chat_client.h"
#include "ui/models/status_model.h"
#include "ui/widgets/look.h"

#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace bsc;
using namespace bsc::ui;

/// What the library and the toolbar's record control order, told as notices, over the real engine.
class LibraryWiringTest : public QObject {
    Q_OBJECT

    /// The window with a library and a recording, as the program builds it.
    struct Shell {
        /// `database` empty: nothing is kept.
        Shell(Theme& theme, const QString& settingsFile, const QString& database = {})
            : settings(settingsFile), threshold(engine.bits(), engine.radius()),
              link(*engine.proxy, "127.0.0.1", notices, threshold),
              status(link, {"lexical", 384, engine.bits(), engine.service->embedder().thresholds()},
                     {}),
              window({link, threshold, notices, status, settings, theme}) {
            parts.proxy = std::move(engine.proxy);
            parts.workloads =
                std::move(database.isEmpty() ? *WorkloadLibrary::open_in_memory()
                                             : *WorkloadLibrary::open(database.toStdString()));
            shelf = std::make_unique<WorkloadShelf>(
                WorkloadShelf::Parts{parts.workloads, nullptr, {}, {}});
            panel = new LibraryPanel(*shelf, theme);
            menu = new QMenu("Workload", &window);
            for (QAction* action : panel->commands().ofLibrary())
                menu->addAction(action);
            for (QAction* action : panel->commands().ofWorkload())
                menu->addAction(action);
            window.addMenu(menu);
            window.addScreen(panel, "Workloads", "workloads");
            library = std::make_unique<LibraryWiring>(parts, *shelf, *panel, *menu, notices, theme,
                                                      window);
            recording =
                std::make_unique<RecordingWiring>(parts, link, *library, notices, theme, window);
            window.show();
        }
        ~Shell() { parts.proxy->stop(); }

        TestEngine engine;
        EngineParts parts; ///< takes the engine's proxy over
        Settings settings;
        NoticeBoard notices;
        ThresholdModel threshold;
        EngineLink link;
        StatusModel status;
        MainWindow window;
        std::unique_ptr<WorkloadShelf> shelf;
        LibraryPanel* panel;
        QMenu* menu;
        std::unique_ptr<LibraryWiring> library;
        std::unique_ptr<RecordingWiring> recording;
    };

    Theme theme_;
    QTemporaryDir folder_;
    std::unique_ptr<Shell> shell_;

    const Notice* notice(const QString& start) {
        const auto& all = shell_->notices.notices();
        const auto found = std::ranges::find_if(
            all, [&](const Notice& each) { return each.title.startsWith(start); });
        return found == all.end() ? nullptr : &*found;
    }
    QAction& action(const char* name) { return *shell_->window.findChild<QAction*>(name); }

  private slots:
    void initTestCase() {
        theme_.setMode(Theme::Mode::light);
        installLook(theme_);
    }
    void init() {
        shell_ = std::make_unique<Shell>(theme_, folder_.filePath("workbench.ini"));
        QTRY_VERIFY(shell_->shelf->isRead());
    }
    void cleanup() { shell_.reset(); }

    void deleteIsUndoneFromItsNoticeAndByTheMenu() {
        action("workloadSample").trigger();
        QTRY_COMPARE(shell_->shelf->rows().size(), 1u);
        QTRY_VERIFY(shell_->panel->current() != 0);
        for (const bool byNotice : {true, false}) {
            QVERIFY(!action("workloadUndoDelete").isEnabled());
            action("workloadDelete").trigger();
            QTRY_VERIFY(notice("“first hour” was deleted"));
            QTRY_VERIFY(shell_->shelf->rows().empty());
            if (byNotice)
                shell_->window.findChild<QPushButton*>("notice-library-removed-0")->click();
            else
                action("workloadUndoDelete").trigger();
            QTRY_COMPARE(shell_->shelf->rows().size(), 1u);
            QVERIFY(!notice("“first hour” was deleted"));
        }
    }

    void whatWasDeletedOutlivesTheProgram() {
        const QString ini = folder_.filePath("workbench.ini"),
                      database = folder_.filePath("cache.sqlite");
        shell_ = std::make_unique<Shell>(theme_, ini, database);
        action("workloadSample").trigger();
        QTRY_VERIFY(shell_->panel->current() != 0);
        action("workloadDelete").trigger();
        QTRY_VERIFY(notice("“first hour” was deleted"));
        for (int start = 0; start < 2; ++start) { // closing waits for what a start sweeps away
            shell_.reset();
            shell_ = std::make_unique<Shell>(theme_, ini, database);
            QTRY_VERIFY(shell_->shelf->isRead());
            QVERIFY(shell_->shelf->rows().empty());
        }
        QVERIFY(!action("workloadUndoDelete").isEnabled());
        action("workloadDeleted").trigger();
        auto* table = shell_->window.findChild<QTableWidget*>("deletedWorkloads");
        QTRY_COMPARE(table->rowCount(), 1);
        QCOMPARE(table->item(0, 0)->text(), QString("first hour"));
        action("workloadSample").trigger(); // takes its name
        QTRY_COMPARE(shell_->shelf->rows().size(), 1u);
        shell_->window.findChild<QPushButton*>("deletedRestore")->click();
        QTRY_COMPARE(shell_->shelf->rows().size(), 2u);
        QTRY_VERIFY(notice("“first hour” is back as “first hour 2”"));
        QCOMPARE(shell_->shelf->find(shell_->panel->current())->info.name, "first hour 2");
        action("workloadDelete").trigger();
        QTRY_COMPARE(table->rowCount(), 1);
        shell_->shelf->erase(shell_->shelf->removedOnes().front().id);
        QTRY_VERIFY(notice("“first hour 2” was deleted for good"));
        QVERIFY(notice("“first hour 2” was deleted for good")->text.startsWith("The database is "));
    }

    void refusalsAreTold() {
        action("workloadSample").trigger();
        QTRY_COMPARE(shell_->shelf->rows().size(), 1u);
        shell_->shelf->exportTo(shell_->shelf->rows().front().info.id, "/nowhere/at/all.jsonl");
        QTRY_VERIFY(notice("Nothing was exported"));
        QCOMPARE(notice("Nothing was exported")->level, Notice::Level::error);
    }

    void requestsOpenInASheetThatGoesAway() {
        action("workloadSample").trigger();
        QTRY_VERIFY(shell_->panel->current() != 0);
        action("workloadBrowse").trigger();
        auto* sheet = shell_->window.findChild<QDialog*>("requestsSheet");
        QVERIFY(sheet && sheet->isVisible());
        sheet->close();
        QTRY_VERIFY(!shell_->window.findChild<QDialog*>("requestsSheet"));
    }

    void recordingWithTheProxyOffSaysSoAndTurnsItOn() {
        auto* name = shell_->window.findChild<QLineEdit*>("recordName");
        QTRY_VERIFY(name->text().startsWith("traffic "));
        name->setText("desk");
        action("recordAction").trigger();
        QTRY_VERIFY(notice("Recording, but the proxy is off"));
        QVERIFY(action("recordAction").isChecked());
        QTRY_COMPARE(shell_->shelf->rows().size(), 1u);
        QTRY_VERIFY(shell_->shelf->rows().front().recording);
        shell_->window.findChild<QPushButton*>("notice-record-proxy-off-0")->click();
        QTRY_COMPARE(shell_->link.state(), ProxyState::listening);
        QTRY_VERIFY(!notice("Recording, but the proxy is off"));

        ChatClient client;
        bool answered = false;
        client.send({shell_->link.baseUrl(), Dialect::openai, "gpt-4o", "Where is it?", false,
                     "test", "parcel"},
                    [&](const ChatReply& reply) { answered = reply.answered(); });
        QTRY_VERIFY_WITH_TIMEOUT(answered, 20'000);
        QTRY_COMPARE(shell_->shelf->rows().front().info.requests, 1u);
        action("recordAction").trigger();
        QTRY_VERIFY(notice("“desk” was recorded"));
        QVERIFY(!action("recordAction").isChecked());
        QTRY_COMPARE(shell_->shelf->rows().front().info.labelled, 1u); // x-bsc-class
        QTRY_VERIFY(!shell_->shelf->rows().front().recording);
    }

    void toolbarFitsEveryWindow() {
        shell_->link.start();
        QTRY_COMPARE(shell_->link.state(), ProxyState::listening);
        shell_->recording->model().start("a recording with a rather long name");
        QTRY_VERIFY(shell_->recording->model().isRecording());
        auto* more = shell_->window.findChild<QWidget*>("qt_toolbar_ext_button");
        QVERIFY(more);
        for (const int width : {1024, 1100, 1199, 1200, 1260, 1320, 1380, 1440, 1900}) {
            shell_->window.resize(width, 700);
            QCoreApplication::processEvents();
            QTRY_VERIFY2(!more->isVisible(), qPrintable(QString::number(width)));
        }
        shell_->window.setMinimumSize(600, 400); // where it cannot fit it tells
        shell_->window.resize(640, 700);
        QTRY_VERIFY(more->isVisible());
    }

    void shortcutsAreThoseOfTheGuide() {
        QCOMPARE(action("recordAction").shortcut(), QKeySequence("Ctrl+R"));
        QCOMPARE(action("workloadUndoDelete").shortcut(), QKeySequence(QKeySequence::Undo));
        QVERIFY(shell_->menu->actions().contains(&action("recordAction")));
    }
};

QTEST_MAIN(LibraryWiringTest)
#include "library_wiring_test.moc"
