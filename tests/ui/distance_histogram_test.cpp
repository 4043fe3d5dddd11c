#include "ui/models/distance_counts.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"
#include "ui/widgets/apply_bar.h"
#include "ui/widgets/distance_histogram.h"
#include "ui/widgets/look.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

/// Dragging the radius line: preview, question, apply, Esc.
class DistanceHistogramTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase() { installLook(theme_); }
    void init();
    void dragPreviewsAndRecolours();
    void lettingGoAsks();
    void useAppliesAndKeepRestores();
    void escapeRestores();
    void backAtTheLiveRadiusAsksNothing();
    void arrowsMoveOneBit();
    void pressBesideTheLineDoesNothing();
    void saysItsValue();

  private:
    void drag(int bits);
    int pixels(int bits) const { return qRound(bits * (histogram_->width() - 51) / 160.0); }

    Theme theme_;
    std::unique_ptr<ThresholdModel> threshold_;
    std::unique_ptr<DistanceHistogram> histogram_;
};

void DistanceHistogramTest::init() {
    threshold_ = std::make_unique<ThresholdModel>(256, 38);
    histogram_ = std::make_unique<DistanceHistogram>(*threshold_, theme_);
    DistanceCounts counts;
    for (int d = 0; d <= 120; ++d) {
        FlowEvent flow;
        flow.bits = 256;
        flow.radius = 38;
        flow.distance = static_cast<std::int16_t>(d);
        flow.verdict = d <= 38 ? Verdict::hit : Verdict::miss;
        counts.add(flow);
    }
    histogram_->setCounts(counts, counts.lookups());
    histogram_->resize(494, 233);
    histogram_->show();
    QVERIFY(QTest::qWaitForWindowExposed(histogram_.get()));
}

void DistanceHistogramTest::drag(int bits) {
    const QPoint from = histogram_->handleCentre();
    QTest::mousePress(histogram_.get(), Qt::LeftButton, {}, from);
    QTest::mouseMove(histogram_.get(), from + QPoint(pixels(bits), 0));
}

void DistanceHistogramTest::dragPreviewsAndRecolours() {
    QSignalSpy applied(threshold_.get(), &ThresholdModel::applyRequested);
    const QImage before = histogram_->grab().toImage();
    drag(-15);
    QCOMPARE(threshold_->preview(), 23u);
    QCOMPARE(threshold_->radius(), 38u);
    QVERIFY(histogram_->grab().toImage() != before);
    QVERIFY(histogram_->accessibleDescription().contains("radius 23 bits, 24 hits, 97 forwarded"));
    QCOMPARE(applied.count(), 0);
    // Well inside the bar of 30 bits: a hit before, a miss while trying 23.
    const QPoint bar(37 + pixels(31), histogram_->height() - 22 - 6);
    QCOMPARE(before.pixelColor(bar), theme_.verdict(Verdict::hit).mark);
    QVERIFY(histogram_->grab().toImage().pixelColor(bar) != theme_.verdict(Verdict::hit).mark);
}

void DistanceHistogramTest::lettingGoAsks() {
    QSignalSpy asked(histogram_.get(), &DistanceHistogram::questionChanged);
    drag(-5);
    QVERIFY(histogram_->isDragging());
    QTest::mouseRelease(histogram_.get(), Qt::LeftButton, {}, histogram_->handleCentre());
    QVERIFY(!histogram_->isDragging());
    QCOMPARE(asked.count(), 2); // began, ended
    QCOMPARE(threshold_->preview(), 33u);
}

void DistanceHistogramTest::useAppliesAndKeepRestores() {
    ApplyBar bar(*threshold_, theme_);
    connect(threshold_.get(), &ThresholdModel::previewChanged, &bar, &ApplyBar::refresh);
    QSignalSpy applied(threshold_.get(), &ThresholdModel::applyRequested);
    threshold_->setPreview(33);
    QVERIFY(bar.isVisible());
    auto* use = bar.findChild<QPushButton*>("useThreshold");
    auto* keep = bar.findChild<QPushButton*>("keepThreshold");
    QCOMPARE(use->text(), "Use 0.87");
    QCOMPARE(keep->text(), "Keep 0.85");
    QTest::mouseClick(keep, Qt::LeftButton);
    QVERIFY(!threshold_->preview());
    QVERIFY(!bar.isVisible());
    QCOMPARE(applied.count(), 0);

    threshold_->setPreview(33);
    QTest::mouseClick(use, Qt::LeftButton);
    QCOMPARE(applied.count(), 1);
    QCOMPARE(applied[0][0].toUInt(), 33u);
    QVERIFY(!threshold_->preview());
    QCOMPARE(threshold_->radius(), 38u); // until the engine answers
}

void DistanceHistogramTest::escapeRestores() {
    drag(10);
    QCOMPARE(threshold_->preview(), 48u);
    QTest::keyClick(histogram_.get(), Qt::Key_Escape);
    QVERIFY(!threshold_->preview());
    QVERIFY(!histogram_->isDragging());
    QTest::mouseMove(histogram_.get(), QPoint(20, 100)); // the drag is over
    QVERIFY(!threshold_->preview());
}

void DistanceHistogramTest::backAtTheLiveRadiusAsksNothing() {
    const QPoint from = histogram_->handleCentre();
    drag(7);
    QTest::mouseMove(histogram_.get(), from);
    QTest::mouseRelease(histogram_.get(), Qt::LeftButton, {}, from);
    QVERIFY(!threshold_->preview());
}

void DistanceHistogramTest::arrowsMoveOneBit() {
    QSignalSpy applied(threshold_.get(), &ThresholdModel::applyRequested);
    QTest::keyClick(histogram_.get(), Qt::Key_Left);
    QCOMPARE(threshold_->preview(), 37u);
    QTest::keyClick(histogram_.get(), Qt::Key_Right);
    QVERIFY(!threshold_->preview());
    QTest::keyClick(histogram_.get(), Qt::Key_Right);
    QTest::keyClick(histogram_.get(), Qt::Key_Return);
    QCOMPARE(applied.count(), 1);
    QCOMPARE(applied[0][0].toUInt(), 39u);
}

void DistanceHistogramTest::pressBesideTheLineDoesNothing() {
    QTest::mousePress(histogram_.get(), Qt::LeftButton, {}, QPoint(400, 150));
    QTest::mouseMove(histogram_.get(), QPoint(300, 150));
    QVERIFY(!threshold_->preview());
    QVERIFY(!histogram_->isDragging());
}

void DistanceHistogramTest::saysItsValue() {
    QCOMPARE(histogram_->accessibleName(), "Distance to nearest code");
    QCOMPARE(histogram_->accessibleDescription(),
             "threshold 0.85, radius 38 bits, 39 hits, 82 forwarded");
    threshold_->setRadius(33);
    QVERIFY(histogram_->accessibleDescription().startsWith("threshold 0.87, radius 33 bits"));
}

QTEST_MAIN(DistanceHistogramTest)
#include "distance_histogram_test.moc"
