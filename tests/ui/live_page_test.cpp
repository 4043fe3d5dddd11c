#include "looks_and_sizes.h"
#include "traffic.h"

#include "ui/models/flow_model.h"
#include "ui/models/live_model.h"
#include "ui/models/threshold_model.h"
#include "ui/pages/live_page.h"
#include "ui/widgets/distance_histogram.h"
#include "ui/widgets/figure_strip.h"
#include "ui/widgets/figure_tile.h"
#include "ui/widgets/flow_table.h"
#include "ui/widgets/look.h"
#include "ui/widgets/segmented_control.h"

#include <QDir>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

#include <memory>

using namespace bsc;
using namespace bsc::ui;

/// The Live page on real events.
class LivePageTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void init();
    void rendersInBothLooksAndSizes_data();
    void rendersInBothLooksAndSizes();
    void hitRateAndWrongHitsStandTogetherWhenNarrow();
    void unknownFiguresAreSaidToBeUnknown();
    void demoTrafficIsNotCalledSavings();
    void letGoOfTheLineAndUse();
    void pauseHoldsTheWholePage();
    void offKeepsTheChartsAndOffersTurnOn();
    void stateIsKept();

  private:
    void feed(const std::vector<Event>& events);
    QImage shot(const char* name);
    template <class Widget>
    Widget* find(const char* name) const {
        auto* widget = page_->findChild<Widget*>(name);
        return widget ? widget : (qFatal("no %s", name), nullptr);
    }
    Figure figure(FigureKind kind) const {
        return find<FigureStrip>("figureStrip")->tile(kind)->figure();
    }

    Theme theme_;
    std::int64_t now_ = test::traffic_end_us;
    std::unique_ptr<FlowModel> flows_;
    std::unique_ptr<LiveModel> live_;
    std::unique_ptr<ThresholdModel> threshold_;
    std::unique_ptr<LivePage> page_;
};

void LivePageTest::initTestCase() {
    installLook(theme_);
    QVERIFY(QDir().mkpath(BSC_SCREENSHOT_DIR));
}

void LivePageTest::init() {
    theme_.setMode(Theme::Mode::light);
    page_.reset();
    flows_ = std::make_unique<FlowModel>();
    live_ = std::make_unique<LiveModel>(*flows_, [this] { return now_; });
    threshold_ = std::make_unique<ThresholdModel>(256, 38);
    page_ = std::make_unique<LivePage>(*live_, *flows_, *threshold_, theme_);
    page_->resize(1364, 775);
    page_->show();
    QVERIFY(QTest::qWaitForWindowExposed(page_.get()));
}

void LivePageTest::feed(const std::vector<Event>& events) {
    flows_->consume(events);
    live_->consume(events);
    flows_->flush();
    page_->refresh();
}

QImage LivePageTest::shot(const char* name) {
    QCoreApplication::processEvents(); // texts that changed are laid out
    const QImage image = page_->grab().toImage();
    if (!image.save(QDir(BSC_SCREENSHOT_DIR).filePath(QStringLiteral("live-%1.png").arg(name))))
        qWarning("no screenshot %s", name);
    return image;
}

void LivePageTest::rendersInBothLooksAndSizes_data() { test::addLooksAndSizes(); }

void LivePageTest::rendersInBothLooksAndSizes() {
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    theme_.setMode(dark ? Theme::Mode::dark : Theme::Mode::light);
    page_->resize(size);
    ProxyStats stats;
    stats.clients = 3;
    stats.cache.entries = 19'962;
    stats.cache.max_entries = 20'000;
    live_->setStats(stats);
    feed(test::sampleTraffic(now_));

    const QImage image = shot(QTest::currentDataTag());
    QCOMPARE(image.size(), size);
    QCOMPARE(image.pixelColor(2, 2), theme_.color(Tone::pane));
}

void LivePageTest::hitRateAndWrongHitsStandTogetherWhenNarrow() {
    const auto* strip = find<FigureStrip>("figureStrip");
    const auto visible = [&] {
        int count = 0;
        for (int kind = 0; kind < figure_count; ++kind)
            count += strip->tile(static_cast<FigureKind>(kind))->isVisible();
        return count;
    };
    QCOMPARE(visible(), 8);
    QVERIFY(!find<QTabBar>("chartTabs")->isVisible());
    page_->resize(948, 584);
    QTRY_COMPARE(visible(), 6);
    QVERIFY(strip->tile(FigureKind::hitRate)->isVisible());
    QVERIFY(strip->tile(FigureKind::wrongHits)->isVisible());

    auto* tabs = find<QTabBar>("chartTabs");
    QVERIFY(tabs->isVisible());
    QVERIFY(find<QWidget>("hitRateChart")->isVisible());
    tabs->setCurrentIndex(2);
    QVERIFY(!find<QWidget>("hitRateChart")->isVisible());
    QVERIFY(find<QWidget>("distanceHistogram")->isVisible());
    page_->resize(1364, 775);
    QTRY_VERIFY(find<QWidget>("hitRateChart")->isVisible());
    QVERIFY(find<QWidget>("range")->isVisible());
}

void LivePageTest::unknownFiguresAreSaidToBeUnknown() {
    QCOMPARE(figure(FigureKind::hitRate).number, "–");
    QCOMPARE(figure(FigureKind::wrongHits).support, "no labels yet");
    FlowEvent flow;
    flow.id = 1;
    flow.time_us = now_ - 1'000'000;
    flow.verdict = Verdict::hit;
    flow.bits = 256;
    flow.distance = 0;
    feed({flow});
    QCOMPARE(figure(FigureKind::hitRate).number, "100.0");
    QCOMPARE(figure(FigureKind::moneySaved).number, "–");
    QCOMPARE(figure(FigureKind::moneySaved).support, "no price known");
}

void LivePageTest::demoTrafficIsNotCalledSavings() {
    FlowEvent flow;
    flow.id = 1;
    flow.time_us = now_ - 1'000'000;
    flow.verdict = Verdict::hit;
    flow.saved_nano_usd = 4'000'000;
    flow.demo = true;
    feed({flow});
    QCOMPARE(figure(FigureKind::moneySaved).support, "demo traffic, not billed");
}

void LivePageTest::letGoOfTheLineAndUse() {
    feed(test::sampleTraffic(now_));
    auto* histogram = find<DistanceHistogram>("distanceHistogram");
    auto* bar = find<QWidget>("applyBar");
    const QPoint from = histogram->handleCentre(), to = from - QPoint(14, 0);
    QTest::mousePress(histogram, Qt::LeftButton, {}, from);
    QTest::mouseMove(histogram, to);
    QVERIFY(threshold_->preview());
    QVERIFY(!bar->isVisible());
    QTest::mouseRelease(histogram, Qt::LeftButton, {}, to);
    QVERIFY(bar->isVisible());
    shot("question");

    QSignalSpy applied(threshold_.get(), &ThresholdModel::applyRequested);
    const unsigned tried = *threshold_->preview();
    QTest::mouseClick(find<QPushButton>("useThreshold"), Qt::LeftButton);
    QCOMPARE(applied.count(), 1);
    QCOMPARE(applied[0][0].toUInt(), tried);
    QVERIFY(!bar->isVisible());
}

void LivePageTest::pauseHoldsTheWholePage() {
    feed(test::sampleTraffic(now_));
    const QString before = figure(FigureKind::hitRate).support;
    QTest::keyClick(page_.get(), Qt::Key_Space);
    QVERIFY(find<QPushButton>("pauseView")->isChecked());
    QSignalSpy changed(live_.get(), &LiveModel::changed);
    FlowEvent flow;
    flow.id = 9'999'999;
    flow.time_us = now_ - 1'000;
    live_->consume(std::vector<Event>{flow});
    flows_->consume(std::vector<Event>{flow});
    QVERIFY(changed.wait());
    QCOMPARE(figure(FigureKind::hitRate).support, before);
    QTest::keyClick(page_.get(), Qt::Key_Space);
    QVERIFY(figure(FigureKind::hitRate).support != before);
    QVERIFY(find<QPushButton>("follow")->isChecked());
}

void LivePageTest::offKeepsTheChartsAndOffersTurnOn() {
    auto* curtain = find<QWidget>("offCurtain");
    live_->setRunning(false);
    page_->refresh();
    QVERIFY(!curtain->isVisible()); // nothing to grey yet
    live_->setRunning(true);
    feed(test::sampleTraffic(now_));
    live_->setRunning(false);
    page_->refresh();
    QVERIFY(curtain->isVisible());
    shot("off");
    QSignalSpy turnOn(page_.get(), &LivePage::turnOnRequested);
    QTest::mouseClick(find<QPushButton>("turnOn"), Qt::LeftButton);
    QCOMPARE(turnOn.count(), 1);
    live_->setRunning(true);
    page_->refresh();
    QVERIFY(!curtain->isVisible());
}

void LivePageTest::stateIsKept() {
    auto* range = find<SegmentedControl>("range");
    auto* table = find<FlowTable>("flowTable");
    range->setCurrent(0);
    table->setColumnWidth(static_cast<int>(FlowColumn::model), 177);
    const QByteArray state = page_->saveState();
    LivePage other(*live_, *flows_, *threshold_, theme_);
    other.restoreState("nonsense");
    other.restoreState(state);
    QCOMPARE(other.findChild<SegmentedControl*>("range")->current(), 0);
    QCOMPARE(
        other.findChild<FlowTable*>("flowTable")->columnWidth(static_cast<int>(FlowColumn::model)),
        177);
}

QTEST_MAIN(LivePageTest)
#include "live_page_test.moc"
