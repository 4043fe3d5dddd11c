#include "traffic.h"

#include "ui/charts/csv.h"
#include "ui/charts/curve_chart.h"
#include "ui/charts/export_sheet.h"
#include "ui/charts/exporters.h"
#include "ui/charts/hit_rate_chart.h"
#include "ui/charts/latency_chart.h"
#include "ui/models/live_model.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"
#include "ui/widgets/distance_histogram.h"

#include <QBuffer>
#include <QImageReader>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

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
    void jsonHoldsPointsAndSettings();
    void everyFileSaysWhereItComesFrom();
    void svgLooksAsItDid();
    void unwritablePathIsAnError();

  private:
    void charts();
    QByteArray exported(const Chart& chart, ExportFormat format, QSize size = {470, 233},
                        const ExportNote& note = {});

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

QByteArray ChartExportTest::exported(const Chart& chart, ExportFormat format, QSize size,
                                     const ExportNote& note) {
    const QString path = dir_.filePath(chart.slug() + '.' + extensionOf(format));
    if (const auto done = exportChart(chart, format, size, Theme::light(), path, note); !done) {
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
    QCOMPARE(png.size(), 2 * ExportSheet(*chart, {}, {470, 233}, Theme::light()).size());
    QCOMPARE(png.pixelColor(1, 1), theme_.light().color(Tone::pane));
    QVERIFY(QImage(png).convertToFormat(QImage::Format_Indexed8).colorCount() > 10);
    const QByteArray pdf = exported(*chart, ExportFormat::pdf);
    QVERIFY(pdf.startsWith("%PDF-"));
    QVERIFY(pdf.contains("/MediaBox [0 0 842.00")); // A4 on its side, in points
    QByteArray svg = exported(*chart, ExportFormat::svg);
    QVERIFY(svg.contains("width=\"") && svg.contains("viewBox=\"0 0 470 267\""));
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
    QVERIFY(csv.startsWith("# hit-rate\r\nseries,time,value,unit\r\n"));
    QCOMPARE(csv.count("\"hit rate, last 5 min\","), static_cast<int>(series.recent.size()));
    QVERIFY(csv.contains("radius,2026-04-07T"));
    const QString histogram = QString::fromUtf8(exported(*distance_, ExportFormat::csv));
    QVERIFY(
        histogram.contains(QStringLiteral("\r\n0,%1,%1,0,0\r\n").arg(live_->distances().at(0))));
}

void ChartExportTest::jsonHoldsPointsAndSettings() {
    const ExportNote note{.title = "Hit rate", .facts = {{"workload", "first hour"}}};
    const QByteArray bytes = exported(*hitRate_, ExportFormat::json, {470, 233}, note);
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    QCOMPARE(json["chart"].toString(), "hit-rate");
    QCOMPARE(json["settings"].toObject()["workload"].toString(), "first hour");
    const QJsonArray points = json["points"].toArray();
    QCOMPARE(points.size(), csvRows(hitRate_->csv()).size() - 1);
    QCOMPARE(points[0].toObject()["series"].toString(), csvRows(hitRate_->csv())[1][0]);
    QVERIFY(points[0].toObject()["value"].isDouble());
}

void ChartExportTest::everyFileSaysWhereItComesFrom() {
    const ExportNote note{.title = "Hit rate <live>",
                          .facts = {{"machine", "AMD & others"}, {"radius", "48"}}};
    const auto file = [&](ExportFormat format) {
        return exported(*hitRate_, format, {470, 233}, note);
    };
    const QImage png = QImage::fromData(file(ExportFormat::png), "PNG");
    QCOMPARE(png.text("machine"), "AMD & others");
    QCOMPARE(png.text("Title"), "Hit rate <live>");
    QVERIFY(file(ExportFormat::svg).contains("machine: AMD &amp; others\nradius: 48"));
    QVERIFY(file(ExportFormat::svg).contains("<title>Hit rate &lt;live&gt;</title>"));
    // And for readers: above and below the chart.
    QVERIFY(file(ExportFormat::svg).contains(">Hit rate &lt;live&gt;</text>"));
    QVERIFY(
        file(ExportFormat::svg).contains("machine: AMD &amp; others  \xC2\xB7  radius: 48</text>"));
    QVERIFY(file(ExportFormat::pdf).contains("machine: AMD &amp; others"));
    QVERIFY(file(ExportFormat::csv)
                .startsWith("# Hit rate <live>\r\n# machine: AMD & others\r\n# radius: 48\r\n"
                            "series,"));
}

/// Shapes, colours and texts without what a font decides: where texts stand and in which font.
static QByteArray withoutFonts(const QByteArray& svg) {
    QXmlStreamReader in(svg);
    QByteArray shapes;
    while (!in.atEnd()) {
        if (in.readNext() == QXmlStreamReader::Characters && !in.text().trimmed().isEmpty())
            shapes += "text " + in.text().trimmed().toUtf8() + '\n';
        if (in.tokenType() != QXmlStreamReader::StartElement)
            continue;
        const bool text = in.name() == QLatin1String("text");
        shapes += in.name().toUtf8();
        for (const QXmlStreamAttribute& a : in.attributes())
            if (!text && !a.name().startsWith(QLatin1String("font")))
                shapes += ' ' + a.name().toUtf8() + '=' + a.value().toUtf8().simplified();
        shapes += '\n';
    }
    return shapes;
}

/// Curves with ticks that need no room of their own: their area would follow the font's width.
void ChartExportTest::svgLooksAsItDid() {
    CurveData data;
    data.slug = "golden";
    data.x = {.title = "entries",
              .from = 1,
              .to = 1000,
              .log = true,
              .ticks = {},
              .text = {},
              .second = {},
              .secondTitle = {}};
    data.y = {.title = "time",
              .from = 0,
              .to = 4,
              .log = false,
              .ticks = {},
              .text = {},
              .second = {},
              .secondTitle = {}};
    Curve line{"a", inkOf(Tone::accent), {{1, 1}, {10, 3}, {1000, 2}}};
    line.band = {{0.5, 1.5}, {2, 3.5}, {1, 3}};
    line.bandEdge = true;
    Curve dashed{"b", inkOf(Verdict::miss), {{1, 0.5}, {1000, 3.5}}};
    dashed.dash = {6, 4};
    dashed.marker = Marker::diamond;
    data.curves = {line, dashed};
    data.marks = {{CurveMark::Kind::limit, Qt::Horizontal, 2, "limit"}};
    CurveChart chart(theme_);
    chart.setData(data);
    const QByteArray now = withoutFonts(
        exported(chart, ExportFormat::svg, {400, 200},
                 {.title = "Golden", .facts = {{"workload", "none"}, {"seed", "42"}}}));
    QFile golden(BSC_GOLDEN_DIR "/curves.svg.txt");
    if (qEnvironmentVariableIsSet("BSC_WRITE_GOLDEN") && golden.open(QIODevice::WriteOnly))
        golden.write(now);
    golden.close();
    QVERIFY2(golden.open(QIODevice::ReadOnly), qPrintable(golden.fileName()));
    QCOMPARE(now, golden.readAll());
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
