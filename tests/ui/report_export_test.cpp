#include "engine/embed/lexical/lexical_embedder.h"
#include "engine/experiment/benchmark.h"
#include "engine/experiment/benchmark_report.h"
#include "ui/charts/report_export.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace bsc;
using namespace bsc::ui;

namespace {

/// A support desk's questions, some asked again in the same words.
class Questions final : public WorkloadRows {
  public:
    Result<std::optional<WorkloadRow>> next() override {
        constexpr unsigned count = 200, topics = 37;
        if (at_ == count)
            return std::nullopt;
        const unsigned topic = at_ * at_ % topics;
        ++at_;
        WorkloadRow row;
        row.prompt = "How do I replace part " + std::to_string(1000 * topic + topic) + "?";
        row.meaning_class = std::to_string(topic);
        row.output_tokens = 10;
        return row;
    }

  private:
    unsigned at_ = 0;
};

} // namespace

/// The report of a kept run as PDF and as one HTML file, by the library and by the program.
class ReportExportTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::unique_ptr<RunLibrary> library_;
    std::uint64_t run_ = 0;

    QString path(const char* name) const { return folder_.filePath(name); }
    static QByteArray read(const QString& name) {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QByteArray exported(const char* name) {
        const auto report = load_report(*library_, run_);
        const auto done = exportReport(*report, path(name), Theme::light());
        return done ? read(path(name)) : QByteArray(done.error().text.c_str());
    }

    struct Run {
        int exitCode;
        QByteArray output;
    };
    Run workbench(const QStringList& arguments) const {
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("HOME", folder_.path());
        environment.insert("XDG_DATA_HOME", path("data"));
        environment.remove("DISPLAY");
        environment.remove("QT_QPA_PLATFORM");
        program.setProcessEnvironment(environment);
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.start(BSC_WORKBENCH, arguments);
        program.waitForFinished();
        return {program.exitCode(), program.readAll()};
    }

  private slots:
    void initTestCase() {
        auto library = RunLibrary::open(path("runs.sqlite").toStdString());
        QVERIFY(library);
        library_ = std::move(*library);
        BenchmarkPlan plan;
        plan.workload = "desk & parts";
        plan.policies = {"lru", "sage"};
        plan.capacities = {{.entries = 8}, {.entries = 16}};
        plan.engine = false;
        const auto run = run_benchmark(
            plan, LexicalEmbedder(),
            []() -> Result<std::unique_ptr<WorkloadRows>> { return std::make_unique<Questions>(); },
            *library_);
        QVERIFY(run);
        run_ = *run;
    }

    void htmlIsOneFileWithEverything() {
        const QString page = exported("r.html");
        for (const char* part :
             {"Benchmark 1: desk &amp; parts", "<dt>workload</dt><dd>desk &amp; parts</dd>",
              "<dt>machine</dt>", "<dt>date</dt>", "<dt>encoder</dt>", "Success criteria",
              "Hit rate, %", "Hamming scan at scale", "Memory of a cache", "Added latency",
              "Time to evict", "default replay: decisions"})
            QVERIFY2(page.contains(part), part);
        QCOMPARE(page.count("<svg"), 4);
        for (const char* foreign : {"<script", "src=", "href=", "url(", "@import"})
            QVERIFY2(!page.contains(foreign), foreign);
        QVERIFY(page.contains("Not measured")); // said in the charts that have no figures
    }

    void pdfHasPagesAndSaysWhereItComesFrom() {
        const QByteArray pdf = exported("r.pdf");
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.contains("/MediaBox [0 0 842.00")); // A4 on its side
        const auto pages =
            QString::fromLatin1(pdf).count(QRegularExpression("/Type\\s*/Page\\b(?!s)"));
        QVERIFY2(pages >= 4, qPrintable(QString::number(pages)));
        for (const char* fact : {"workload: desk &amp; parts", "machine: ", "date: ", "encoder: "})
            QVERIFY2(pdf.contains(fact), fact);
    }

    void aWorkerWithALookOfItsOwnWritesTheSame() {
        const QByteArray here = exported("here.html");
        const auto report = load_report(*library_, run_);
        const Theme paper(Theme::Mode::light);
        Result<void> done;
        const std::unique_ptr<QThread> worker(
            QThread::create([&] { done = exportReport(*report, path("there.html"), paper); }));
        worker->start();
        QVERIFY(worker->wait());
        QVERIFY(done);
        QCOMPARE(read(path("there.html")), here);
    }

    void otherSuffixesAndPathsAreErrors() {
        QVERIFY(exported("r.doc").contains("not as"));
        QVERIFY(!QFile::exists(path("r.doc")));
        QVERIFY(exported("missing/r.pdf").contains("missing/r.pdf"));
    }

    void programWritesTheReportWithoutAWindow_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("begin");
        QTest::newRow("html") << "w.html" << QByteArray("<!DOCTYPE html>");
        QTest::newRow("pdf") << "w.pdf" << QByteArray("%PDF-");
    }
    void programWritesTheReportWithoutAWindow() {
        QFETCH(QString, name);
        QFETCH(QByteArray, begin);
        const QString file = folder_.filePath(name);
        const Run run = workbench(
            {"--export-report", file, "--run", QString::number(run_), "--db", path("runs.sqlite")});
        QVERIFY2(run.exitCode == 0, run.output);
        QVERIFY(read(file).startsWith(begin));
    }

    void programSaysWhyItCannot_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("run");
        QTest::addColumn<QString>("database");
        QTest::addColumn<QByteArray>("why");
        QTest::newRow("unknown run") << "n.pdf"
                                     << "9"
                                     << "runs.sqlite" << QByteArray("There is no run 9");
        QTest::newRow("no database") << "n.pdf"
                                     << "1"
                                     << "none.sqlite" << QByteArray("There is no database");
        QTest::newRow("unwritable") << "missing/n.pdf"
                                    << "1"
                                    << "runs.sqlite" << QByteArray("could not be written");
        QTest::newRow("other kind") << "n.doc"
                                    << "1"
                                    << "runs.sqlite" << QByteArray(".html");
    }
    void programSaysWhyItCannot() {
        QFETCH(QString, file);
        QFETCH(QString, run);
        QFETCH(QString, database);
        QFETCH(QByteArray, why);
        const Run told = workbench({"--export-report", folder_.filePath(file), "--run", run, "--db",
                                    folder_.filePath(database)});
        QCOMPARE(told.exitCode, 1);
        QVERIFY2(told.output.contains(why), told.output);
        QVERIFY(!QFile::exists(folder_.filePath(file)));
        QVERIFY(!QFile::exists(path("none.sqlite")));
    }
};

QTEST_MAIN(ReportExportTest)
#include "report_export_test.moc"
