#include "test_engine.h"

#include "app/workbench/clusters_wiring.h"
#include "ui/widgets/cluster_map_view.h"
#include "ui/widgets/look.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <array>

using namespace bsc;
using namespace bsc::ui;

/// What the Clusters screen orders, done to a real cache.
class ClustersWiringTest : public QObject {
    Q_OBJECT

    Theme theme_;
    TestEngine engine_;
    QTemporaryDir folder_;
    std::unique_ptr<Settings> settings_;
    NoticeBoard notices_;
    std::unique_ptr<ThresholdModel> threshold_;
    std::unique_ptr<ClustersWiring> wiring_;

    CacheStats stats() { return engine_.service->cache().stats(); }
    ClustersPage& page() { return wiring_->page(); }
    QAction& command(const char* name) {
        const auto& all = page().commands();
        return **std::ranges::find(all, QString(name), &QAction::objectName);
    }
    const Notice* notice(const QString& start) {
        const auto& all = notices_.notices();
        const auto found = std::ranges::find_if(
            all, [&](const Notice& notice) { return notice.title.startsWith(start); });
        return found == all.end() ? nullptr : &*found;
    }
    void press(const QString& title, int button) {
        const Notice* raised = notice(title);
        QVERIFY2(raised, qPrintable(title));
        const Notice pressed = *raised;
        notices_.clear(pressed.key);
        pressed.actions[button].run();
    }
    void fill(std::size_t entries) {
        static constexpr std::array topics{"a refund for my order", "my parcel that is late",
                                           "the invoice with VAT", "a password for my account"};
        for (std::size_t i = 0; i < entries; ++i) {
            const std::string prompt = "Question " + std::to_string(i) + " of a customer about " +
                                       topics[i % topics.size()];
            QVERIFY(engine_.service->insert({.partition = sha256("p"),
                                             .request_sha256 = sha256(prompt),
                                             .prompt = prompt,
                                             .embedding = *engine_.service->embed(prompt),
                                             .answer = "{}"}));
        }
    }
    void makeMap() {
        QSignalSpy made(&wiring_->model(), &ClusterModel::mapChanged);
        wiring_->model().refresh();
        QVERIFY(!made.isEmpty() || made.wait(60'000));
    }

  private slots:
    void initTestCase() {
        theme_.setMode(Theme::Mode::light);
        installLook(theme_);
        settings_ = std::make_unique<Settings>(folder_.filePath("settings.ini"));
        threshold_ = std::make_unique<ThresholdModel>(engine_.bits(), engine_.radius());
        wiring_ = std::make_unique<ClustersWiring>(*engine_.service, *threshold_, notices_,
                                                   *settings_, theme_);
        page().resize(1364, 780);
        QVERIFY(!command("evictCluster").isEnabled() && !wiring_->undo().isEnabled());
        fill(400);
        makeMap();
        QTRY_VERIFY(!wiring_->model().isComputing());
    }

    void pinKeepsAClusterAndSaysSo() {
        const std::size_t before = stats().pinned;
        QVERIFY(!command("letClusterGo").isEnabled());
        command("pinCluster").trigger();
        QTRY_VERIFY(stats().pinned > before);
        const auto pinned = stats().pinned;
        QTRY_VERIFY(notice(QString("%1 entries are pinned").arg(pinned)));
        QTRY_VERIFY(command("letClusterGo").isEnabled());
        command("letClusterGo").trigger();
        QTRY_COMPARE(stats().pinned, before);
        QTRY_VERIFY(command("pinCluster").isEnabled());
    }

    void evictionAsksAndCanBeTakenBack() {
        QTRY_VERIFY(!wiring_->model().isComputing());
        const std::size_t before = stats().entries;
        command("evictCluster").trigger();
        QCOMPARE(stats().entries, before);
        press("Evict the", 1); // Keep
        QCOMPARE(stats().entries, before);

        command("evictCluster").trigger();
        press("Evict the", 0);
        QTRY_VERIFY(wiring_->undo().isEnabled());
        QVERIFY(stats().entries < before);
        QVERIFY(!wiring_->model().evictions().all().empty());
        QVERIFY(notice(QString("%1 entries were evicted").arg(before - stats().entries)));
        wiring_->undo().trigger();
        QVERIFY(!wiring_->undo().isEnabled());
        QTRY_COMPARE(stats().entries, before);
        QTRY_VERIFY(wiring_->model().evictions().all().empty());
    }

    void theUndoOfTheNoticeIsTheSame() {
        QTRY_VERIFY(!wiring_->model().isComputing());
        const std::size_t before = stats().entries;
        command("evictCluster").trigger();
        press("Evict the", 0);
        QTRY_VERIFY(wiring_->undo().isEnabled());
        press(QString("%1 entries were evicted").arg(before - stats().entries), 0);
        QTRY_COMPARE(stats().entries, before);
        QVERIFY(!wiring_->undo().isEnabled());
    }

    void arrowsGoFromEntryToEntry() {
        QTRY_VERIFY(!wiring_->model().isComputing());
        page().show();
        ClusterMapView& map = page().map();
        map.fit();
        QSignalSpy picked(&map, &ClusterMapView::clusterPicked);
        QSignalSpy opened(&map, &ClusterMapView::entryOpened);
        QTest::keyClick(&map, Qt::Key_Right);
        QCOMPARE(picked.size(), 1);
        const QString there = map.accessibleDescription();
        QVERIFY2(there.startsWith("Question "), qPrintable(there));
        QTest::keyClick(&map, Qt::Key_Left);
        QTest::keyClick(&map, Qt::Key_Up);
        QVERIFY(map.accessibleDescription() != there);
        QTest::keyClick(&map, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        const MapView fitted = map.view();
        QTest::keyClick(&map, Qt::Key_Plus);
        QVERIFY(map.view().scale > fitted.scale);
        QTest::keyClick(&map, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(map.view().origin.x() != fitted.origin.x());
        QTest::keyClick(&map, Qt::Key_0);
        QTest::keyClick(&map, Qt::Key_Minus);
        QTest::keyClick(&map, Qt::Key_0);
        QVERIFY(std::abs(map.view().scale - fitted.scale) < 1e-9);
    }

    void withReducedMotionRingsVanishInsteadOfFading() {
        QTRY_VERIFY(!wiring_->model().isComputing());
        ClusterModel& model = wiring_->model();
        const std::int64_t left = model.nowUs();
        model.consume(
            std::array<Event, 1>{EvictionEvent{left, model.map()->entries[0].id, 1, 1, 1,
                                               std::string_view("lru"), std::string_view("old")}});
        const ClusterScene scene(model, MapColoring::cluster);
        QCOMPARE(scene.rings().size(), std::size_t{1});
        const auto after = [&](int minutes, bool fading) {
            QImage picture(600, 400, QImage::Format_RGB32);
            QPainter painter(&picture);
            ClusterPlot::Look look;
            look.nowUs = left + minutes * 60'000'000LL;
            look.fading = fading;
            look.legend = false;
            ClusterPlot().paint(painter, picture.rect(), scene,
                                ClusterPlot::fitted(scene, picture.rect()), look, theme_);
            return picture;
        };
        QVERIFY(after(0, true) != after(8, true));
        QCOMPARE(after(0, false), after(8, false));
        QVERIFY(after(8, false) != after(11, false));
        QCOMPARE(after(11, false), after(11, true));
    }

    void theSettingDecidesWhetherRingsFade() {
        settings_->setReducesMotion(true);
        wiring_->followMotion();
        QVERIFY(!page().map().isFading());
        settings_->setReducesMotion(false);
        wiring_->followMotion();
        QVERIFY(page().map().isFading());
    }

    void cleanupTestCase() {
        ClustersPage* page = &wiring_->page();
        wiring_.reset();
        delete page;
    }
};

QTEST_MAIN(ClustersWiringTest)
#include "clusters_wiring_test.moc"
