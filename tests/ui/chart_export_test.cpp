#include "traffic.h"

#include "ui/charts/exporters.h"
#include "ui/charts/hit_rate_chart.h"
#include "ui/charts/latency_chart.h"
#include "ui/models/live_model.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"
#include "ui/widgets/distance_histogram.h"

#include <QBuffer>
#include <QImageReader>
#include <QTemporaryDir>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

/// Every chart as PNG, SVG, PDF and CSV.
class ChartExportTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void allFormats_data();
    void allFormats();
    void svgIsByteStable_data() { charts(); }
    void svgIsByteStable();
    void exportIgnoresTheScreensLook();
    void csvHoldsThePoints();
    void unwritablePathIsAnError();

  private:
    void charts();
    QByteArray exported(const Chart& chart, ExportFormat format, QSize size = {470, 233});

    Theme theme_;
    std::unique_ptr<FlowModel> flows_;
    std::unique_ptr<LiveModel> live_;
    std::unique_ptr<ThresholdModel> threshold_;
    std::unique_ptr<HitRateChart> hitRate_;
    std::unique_ptr<LatencyChart> latency_;
    std::unique_ptr<DistanceHistogram> distance_;
    QTemporaryDir dir_;
};

void ChartExportTest::initTestCase() {
    const std::vector<Event> events = test::sampleTraffic(test::traffic_end_us);
    flows_ = std::make_unique<FlowModel>();
    live_ = std::make_unique<LiveModel>(*flows_, [] { return test::traffic_end_us; });
    flows_->consume(events);
    live_->consume(events);
    threshold_ = std::make_unique<ThresholdModel>(256, 38);
    hitRate_ = std::make_unique<HitRateChart>(theme_);
    latency_ = std::make_unique<LatencyChart>(theme_);
    distance_ = std::make_unique<DistanceHistogram>(*threshold_, theme_);
    hitRate_->setSeries(live_->hitRate(Range::thirtyMinutes));
    latency_->setSeries(live_->latency(Range::thirtyMinutes));
    distance_->setCounts(live_->distances(), live_->requests());
}

void ChartExportTest::charts() {
    QTest::addColumn<const Chart*>("chart");
    for (const Chart* chart :
         std::initializer_list<const Chart*>{hitRate_.get(), latency_.get(), distance_.get()})
        QTest::newRow(qPrintable(chart->slug())) << chart;
}

QByteArray ChartExportTest::exported(const Chart& chart, ExportFormat format, QSize size) {
    const QString path = dir_.filePath(chart.slug() + '.' + extensionOf(format));
    if (const auto done = exportChart(chart, format, size, Theme::light(), path); !done) {
        qWarning("%s", done.error().text.c_str());
        return {};
    }
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void ChartExportTest::allFormats_data() { charts(); }

void ChartExportTest::allFormats() {
    QFETCH(const Chart*, chart);
    const QImage png = QImage::fromData(exported(*chart, ExportFormat::png), "PNG");
    QCOMPARE(png.size(), QSize(940, 466));
    QCOMPARE(png.pixelColor(1, 1), theme_.light().color(Tone::pane));
    QVERIFY(QImage(png).convertToFormat(QImage::Format_Indexed8).colorCount() > 10);
    QVERIFY(exported(*chart, ExportFormat::pdf).startsWith("%PDF-"));
    QByteArray svg = exported(*chart, ExportFormat::svg);
    QVERIFY(svg.contains("width=\"") && svg.contains("viewBox=\"0 0 470 233\""));
    QVERIFY(exported(*chart, ExportFormat::csv).count("\r\n") > 20);
}

void ChartExportTest::svgIsByteStable() {
    QFETCH(const Chart*, chart);
    const QByteArray first = exported(*chart, ExportFormat::svg);
    QCOMPARE(exported(*chart, ExportFormat::svg), first);
    QVERIFY(first.contains("<path") || first.contains("<polyline"));
}

void ChartExportTest::exportIgnoresTheScreensLook() {
    theme_.setMode(Theme::Mode::light);
    const QByteArray light = exported(*hitRate_, ExportFormat::svg);
    theme_.setMode(Theme::Mode::dark);
    QCOMPARE(exported(*hitRate_, ExportFormat::svg), light);
    theme_.setMode(Theme::Mode::light);
}

void ChartExportTest::csvHoldsThePoints() {
    const QString csv = QString::fromUtf8(exported(*hitRate_, ExportFormat::csv));
    const HitRateSeries series = live_->hitRate(Range::thirtyMinutes);
    QVERIFY(csv.startsWith("series,time,value,unit\r\n"));
    QCOMPARE(csv.count("\"hit rate, last 5 min\","), static_cast<int>(series.recent.size()));
    QVERIFY(csv.contains("radius,2026-04-07T"));
    const QString histogram = QString::fromUtf8(exported(*distance_, ExportFormat::csv));
    QVERIFY(
        histogram.contains(QStringLiteral("\r\n0,%1,%1,0,0\r\n").arg(live_->distances().at(0))));
}

void ChartExportTest::unwritablePathIsAnError() {
    const auto done = exportChart(*latency_, ExportFormat::csv, {470, 233}, Theme::light(),
                                  dir_.filePath("missing/chart.csv"));
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::io);
    QVERIFY(done.error().text.find("missing/chart.csv") != std::string::npos);
}

QTEST_MAIN(ChartExportTest)
#include "chart_export_test.moc"
