#include "ui/charts/csv.h"
#include "ui/charts/curve_chart.h"
#include "ui/charts/export_sheet.h"
#include "ui/widgets/chart_keys.h"
#include "ui/widgets/chart_panel.h"
#include "ui/widgets/look.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMainWindow>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

using namespace bsc;
using namespace bsc::ui;

/// Two charts in a window: their menu, keys, files and errors.
class ChartPanelTest : public QObject {
    Q_OBJECT

    Theme theme_;
    QTemporaryDir folder_;
    std::unique_ptr<QMainWindow> window_;
    ChartPanel *first_ = nullptr, *second_ = nullptr;
    QPlainTextEdit* elsewhere_ = nullptr;

    ChartPanel* addPanel(QVBoxLayout& column, const QString& slug, const QString& title) {
        auto* chart = new CurveChart(theme_);
        CurveData data{.slug = slug, .x = {}, .y = {}};
        data.curves = {Curve{"a", inkOf(Tone::accent), {{0, 0}, {1, 1}}}};
        chart->setData(data);
        auto* panel = new ChartPanel(theme_, title, {}, chart, *chart);
        panel->setNote([] {
            return ExportNote{.subject = "run 17: desk/parts",
                              .facts = {{"workload", "desk"}, {"policy", "sage"}}};
        });
        column.addWidget(panel);
        return panel;
    }
    QByteArray read(const QString& name) const {
        QFile file(folder_.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

  private slots:
    void init() {
        window_ = std::make_unique<QMainWindow>();
        auto* center = new QWidget;
        auto* column = new QVBoxLayout(center);
        first_ = addPanel(*column, "first", "First");
        second_ = addPanel(*column, "second", "Second");
        elsewhere_ = new QPlainTextEdit;
        column->addWidget(elsewhere_);
        window_->setCentralWidget(center);
        window_->resize(700, 700);
        new ChartKeys(*window_);
        window_->show();
        window_->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    }

    void everyFileHasWorkloadSettingsMachineAndDate() {
        for (const char* suffix : {"png", "svg", "pdf", "csv", "json"}) {
            const QString name = QString("chart.") + suffix;
            QSignalSpy failed(first_, &ChartPanel::failed);
            first_->exportTo(folder_.filePath(name));
            QVERIFY(failed.isEmpty());
            const QImage image = QImage::fromData(read(name), "PNG");
            const QByteArray text =
                image.isNull() ? read(name) : image.text("Description").toUtf8();
            for (const char* fact : {"workload", "desk", "policy", "sage", "machine", "exported"})
                QVERIFY2(text.contains(fact), qPrintable(name + ": " + fact));
        }
        const QImage picture(folder_.filePath("chart.png"));
        QCOMPARE(picture.text("Title"), "First");
        QCOMPARE(picture.width(), 2 * std::max(520, first_->width()));
    }

    void filesAreLightWhateverTheScreenHas() {
        theme_.setMode(Theme::Mode::light);
        first_->exportTo(folder_.filePath("light.csv"));
        first_->exportTo(folder_.filePath("light.png"));
        theme_.setMode(Theme::Mode::dark);
        first_->exportTo(folder_.filePath("dark.png"));
        theme_.setMode(Theme::Mode::light);
        const QColor pane = Theme::light().color(Tone::pane);
        QCOMPARE(QImage(folder_.filePath("light.png")).pixelColor(1, 1), pane);
        QCOMPARE(QImage(folder_.filePath("dark.png")).pixelColor(1, 1), pane);
    }

    void suggestedNameHoldsRunChartAndDate() {
        const QDateTime now({2026, 9, 23}, {14, 5});
        QCOMPARE(exportFileName({.subject = "run 17: desk/parts"}, "hamming-scan", now),
                 "run-17-desk-parts_hamming-scan_20260923-1405");
        QCOMPARE(exportFileName({.subject = "../.."}, "x", now), "x_20260923-1405");
        QCOMPARE(exportFileName({}, "x", now), "x_20260923-1405");
    }

    void escapeShrinksAnExpandedChart() {
        QSignalSpy toggled(first_, &ChartPanel::expandToggled);
        first_->setExpanded(true);
        QTest::keyClick(first_->findChild<CurveChart*>(), Qt::Key_Escape);
        QCOMPARE(toggled.size(), 2);
        QCOMPARE(toggled.back()[0].toBool(), false);
    }

    void keysConcernTheChartWithTheKeyboard() {
        const auto askedFor = [&] {
            QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier);
            auto* dialog = window_->findChild<QFileDialog*>("exportDialog");
            const QString name = dialog ? dialog->findChild<QLineEdit*>()->text() : QString();
            delete dialog;
            window_->activateWindow();
            return name;
        };
        second_->findChild<CurveChart*>()->setFocus();
        QVERIFY(askedFor().startsWith("run-17-desk-parts_second_"));
        first_->findChild<CurveChart*>()->setFocus();
        const QString name = askedFor();
        QVERIFY2(name.startsWith("run-17-desk-parts_first_") && name.endsWith(".png"),
                 qPrintable(name));
    }

    void keysElsewhereConcernTheFirstChartShown() {
        first_->hide();
        elsewhere_->setFocus();
        QGuiApplication::clipboard()->clear();
        QTest::keyClick(window_.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        const QImage copied = QGuiApplication::clipboard()->image();
        QVERIFY(!copied.isNull());
        QCOMPARE(copied.pixelColor(1, 1), Theme::light().color(Tone::pane));
        QVERIFY(copied.width() >= 2 * 520);
    }

    void menuHasTheFiveKindsAndTheClipboard() {
        QStringList rows;
        for (const QAction* row : first_->exportMenu()->actions())
            if (!row->isSeparator())
                rows << row->text();
        QCOMPARE(rows, (QStringList{"PNG", "SVG", "PDF", "CSV", "JSON", "Copy"}));
        first_->exportMenu()->findChild<QAction*>("first-menu-svg")->trigger();
        auto* dialog = first_->findChild<QFileDialog*>("exportDialog");
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<QLineEdit*>()->text().endsWith(".svg"));
        delete dialog;
        QDir().mkpath(BSC_SCREENSHOT_DIR);
        installLook(theme_);
        first_->exportMenu()->popup(window_->mapToGlobal(QPoint(20, 20)));
        first_->exportMenu()->setActiveAction(first_->exportMenu()->actions().constFirst());
        QVERIFY(first_->exportMenu()->grab().save(BSC_SCREENSHOT_DIR "/export-menu.png"));
        first_->exportMenu()->close();
    }

    void whatCannotBeWrittenIsSaid_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("why");
        QTest::newRow("folder") << "missing/a.png"
                                << "could not be written";
        QTest::newRow("suffix") << "a.bmp"
                                << ".svg";
    }
    void whatCannotBeWrittenIsSaid() {
        QFETCH(QString, name);
        QFETCH(QString, why);
        QSignalSpy failed(first_, &ChartPanel::failed);
        first_->exportTo(folder_.filePath(name));
        QCOMPARE(failed.size(), 1);
        const QString reason = failed[0][0].toString();
        QVERIFY2(reason.contains(name) && reason.contains(why), qPrintable(reason));
        QVERIFY(!QFile::exists(folder_.filePath(name)));
    }
};

QTEST_MAIN(ChartPanelTest)
#include "chart_panel_test.moc"
