#include "engine/code/similarity.h"
#include "ui/models/threshold_model.h"

#include <QSignalSpy>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

class ThresholdModelTest : public QObject {
    Q_OBJECT

  private slots:
    void everyRadiusComesBack_data() {
        QTest::addColumn<unsigned>("bits");
        for (const unsigned bits : {1U, 64U, 100U, 256U, 1024U})
            QTest::addRow("%u bits", bits) << bits;
    }
    void everyRadiusComesBack() {
        QFETCH(unsigned, bits);
        const ThresholdModel model(bits, 0);
        for (unsigned radius = 0; radius <= bits; ++radius) {
            QCOMPARE(model.radiusFor(model.similarity(radius)), radius);
            // What is shown, typed again, means the same.
            const float typed = model.similarityText(radius).toFloat();
            QCOMPARE(model.radiusFor(typed), radius);
        }
    }

    void twoDecimalsWhereTheyDo() {
        const ThresholdModel model(256, 38);
        QCOMPARE(model.similarityText(51), QString("0.80"));
        QCOMPARE(model.similarityText(38), QString("0.85"));
        QCOMPARE(model.similarityText(33), QString("0.87"));
        QCOMPARE(model.similarityText(25), QString("0.90"));
        QCOMPARE(model.similarityText(12), QString("0.95"));
        QCOMPARE(model.similarityText(0), QString("1.00"));
        QCOMPARE(model.similarityText(37).size(), 6); // "0.8517": no two decimals tell it from 38
    }

    void previewAppliesNothing() {
        ThresholdModel model(256, 38);
        QSignalSpy applied(&model, &ThresholdModel::applyRequested);
        QSignalSpy previewed(&model, &ThresholdModel::previewChanged);
        model.setPreview(33);
        model.setPreview(33);
        QCOMPARE(previewed.size(), 1);
        QCOMPARE(model.radius(), 38U);
        QVERIFY(applied.isEmpty());

        model.apply(33);
        QCOMPARE(applied.size(), 1);
        QCOMPARE(applied[0][0].toUInt(), 33U);
        QVERIFY(!model.preview());
        QCOMPARE(model.radius(), 38U); // until the engine says so
        model.setRadius(33);
        QCOMPARE(model.radius(), 33U);
    }

    void outOfRangeIsClamped() {
        ThresholdModel model(64, 100);
        QCOMPARE(model.radius(), 64U);
        model.setRadius(1000);
        QCOMPARE(model.radius(), 64U);
        model.setBits(16);
        QCOMPARE(model.radius(), 16U);
    }

    void applyingTheSameAsksNobody() {
        ThresholdModel model(256, 38);
        QSignalSpy applied(&model, &ThresholdModel::applyRequested);
        model.setPreview(20);
        model.apply(38);
        QVERIFY(applied.isEmpty());
        QVERIFY(!model.preview());
    }
};

QTEST_MAIN(ThresholdModelTest)
#include "threshold_model_test.moc"
