#include "traffic.h"

#include "ui/models/flow_model.h"
#include "ui/models/live_model.h"
#include "ui/pages/live_page.h"
#include "ui/widgets/look.h"

#include <QDir>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

class LivePageTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void rendersInBothLooksAndSizes_data();
    void rendersInBothLooksAndSizes();
};

void LivePageTest::initTestCase() { QVERIFY(QDir().mkpath(BSC_SCREENSHOT_DIR)); }

void LivePageTest::rendersInBothLooksAndSizes_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    // The page is the window less menu bar, toolbar, rail and status bar.
    QTest::newRow("light-1440x900") << false << QSize(1364, 775);
    QTest::newRow("dark-1440x900") << true << QSize(1364, 775);
    QTest::newRow("light-1024x680") << false << QSize(948, 584);
    QTest::newRow("dark-1024x680") << true << QSize(948, 584);
}

void LivePageTest::rendersInBothLooksAndSizes() {
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    Theme theme;
    installLook(theme);
    theme.setMode(dark ? Theme::Mode::dark : Theme::Mode::light);
    FlowModel flows;
    LiveModel live(flows, [] { return test::traffic_end_us; });
    ThresholdModel threshold(256, 38);
    LivePage page(live, flows, threshold, theme);
    page.resize(size);

    const std::vector<Event> events = test::sampleTraffic(test::traffic_end_us);
    flows.consume(events);
    live.consume(events);
    ProxyStats stats;
    stats.clients = 3;
    stats.cache.entries = 19'962;
    stats.cache.max_entries = 20'000;
    live.setStats(stats);
    flows.flush();
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    page.refresh();

    const QImage image = page.grab().toImage();
    QCOMPARE(image.size(), size);
    QVERIFY(image.save(QDir(BSC_SCREENSHOT_DIR)
                           .filePath(QStringLiteral("live-%1.png").arg(QTest::currentDataTag()))));
}

QTEST_MAIN(LivePageTest)
#include "live_page_test.moc"
