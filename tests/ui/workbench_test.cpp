#include "engine/experiment/memory_probe.h"

#include <QImage>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

/// The program itself, as README and packaging/run start it.
class WorkbenchTest : public QObject {
    Q_OBJECT

    struct Run {
        int exitCode;
        QByteArray output;
    };

    static Run run(const QStringList& arguments, const QString& home, bool offscreenGiven = true) {
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("HOME", home);
        environment.insert("XDG_CONFIG_HOME", home + "/config");
        environment.insert("XDG_DATA_HOME", home + "/data");
        environment.remove("DISPLAY");
        environment.remove("WAYLAND_DISPLAY");
        if (offscreenGiven)
            environment.insert("QT_QPA_PLATFORM", "offscreen");
        else
            environment.remove("QT_QPA_PLATFORM");
        program.setProcessEnvironment(environment);
        program.setWorkingDirectory(home);
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.start(BSC_WORKBENCH, arguments);
        if (!program.waitForFinished(240'000)) {
            program.kill();
            program.waitForFinished();
            return {-1, program.readAll()};
        }
        return {program.exitCode(), program.readAll()};
    }

    /// Colours in a coarse grid: a blank or broken picture has but a few.
    static qsizetype coloursOf(const QImage& image) {
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); y += 3)
            for (int x = 0; x < image.width(); x += 3)
                colours.insert(image.pixel(x, y));
        return colours.size();
    }

    static void verifyPicture(const QDir& folder, const QString& name, QSize size) {
        const QImage image(folder.filePath(name + ".png"));
        QVERIFY2(!image.isNull(), qPrintable(name));
        QCOMPARE(image.size(), size);
        QVERIFY2(coloursOf(image) > 40, qPrintable(name));
    }

    /// A chart's file says what it shows of which machine with which settings.
    static void verifyOrigin(const QString& name) {
        QFile file(name);
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(name));
        const QByteArray bytes = file.readAll();
        const QImage picture = QImage::fromData(bytes, "PNG");
        const QByteArray text = picture.isNull() ? bytes : picture.text("Description").toUtf8();
        for (const char* fact :
             {"workload", "machine", "encoder", "radius", "policy", "capacity", "exported"})
            QVERIFY2(text.contains(fact), qPrintable(name + ": " + fact));
    }

  private slots:
    void sampleReplayWithPictures() {
        const QTemporaryDir home;
        const QDir pictures(home.filePath("shots"));
        const Run result = run({"--demo", "--port", "0", "--replay-sample", "--screenshots",
                                pictures.path(), "--exit-after", "90"},
                               home.path());
        QVERIFY2(result.exitCode == 0, result.output);
        for (const QString name : {"proxy-off", "first-run", "live"})
            for (const QString look : {"light", "dark"}) {
                verifyPicture(pictures, name + '-' + look, {1440, 900});
                verifyPicture(pictures, name + '-' + look + "-1024", {1024, 680});
            }
        for (const QString look : {"light", "dark"})
            verifyPicture(pictures, "connect-" + look, {600, 680});
        const QImage before(pictures.filePath("first-run-light.png"));
        const QImage after(pictures.filePath("live-light.png"));
        QVERIFY(before != after);
        QVERIFY(QImage(pictures.filePath("live-dark.png")) != after);
        for (const QString chart :
             {"live-hit-rate", "live-latency", "live-distance", "threshold-what-if-hit-rate",
              "threshold-what-if-wrong-hits", "threshold-roc", "threshold-precision-recall",
              "threshold-labels-by-distance", "inspector-cosine-cosine-and-distance",
              "clusters-cluster-map", "clusters-evictions-by-cluster"})
            for (const char* suffix : {".png", ".svg", ".pdf", ".csv", ".json"})
                verifyOrigin(pictures.filePath("charts/" + chart + suffix));
        QVERIFY(!QFile::exists(home.filePath("data/bsc/cache.sqlite"))); // the demo keeps nothing
    }

    void withoutDisplayItSaysSo() {
        const QTemporaryDir home;
        const Run result = run({"--demo", "--port", "0", "--exit-after", "2"}, home.path(), false);
        QVERIFY2(result.exitCode == 0, result.output);
        QVERIFY2(result.output.contains("no display"), result.output);
        QVERIFY2(result.output.contains("bsc-screenshots"), result.output);
        QVERIFY(QFile::exists(home.filePath("bsc-screenshots/first-run-light.png")));
    }

    void opensWithoutTheModelFolderOfItsSettings() {
        const QTemporaryDir home;
        QVERIFY(QDir(home.path()).mkpath("config/bsc"));
        QFile file(home.filePath("config/bsc/workbench.conf"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[encoder]\nmodelFolder=/nowhere/at/all\n[prices]\nfile=/nowhere.json\n");
        file.close();
        const Run result = run(
            {"--demo", "--port", "0", "--screenshots", "shots", "--exit-after", "20"}, home.path());
        QVERIFY2(result.exitCode == 0, result.output);
        QVERIFY(QFile::exists(home.filePath("shots/first-run-light.png")));
    }

    void damagedDatabaseIsLeftAlone() {
        const QTemporaryDir home;
        QFile file(home.filePath("broken.sqlite"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray junk(8192, 'x');
        file.write(junk);
        file.close();
        const Run result = run({"--demo", "--port", "0", "--db", file.fileName(), "--screenshots",
                                home.filePath("shots"), "--exit-after", "3"},
                               home.path());
        QVERIFY2(result.exitCode == 0, result.output);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), junk);
    }

    void wrongOptionsAreNamed() {
        const QTemporaryDir home;
        const Run result = run({"--thema", "dark"}, home.path());
        QVERIFY(result.exitCode != 0);
        QVERIFY2(result.output.contains("--thema"), result.output);
        const Run version = run({"--version"}, home.path());
        QCOMPARE(version.exitCode, 0);
        QVERIFY(version.output.contains("bsc-workbench " BSC_VERSION));
        const Run help = run({"--help"}, home.path());
        QCOMPARE(help.exitCode, 0);
        QVERIFY(help.output.contains("--replay-sample"));
    }

    /// What the memory experiment starts it again for.
    void answersItsOwnMemoryProbe() {
        const QTemporaryDir home;
        bsc::MemoryLoad load{.part = bsc::MemoryLoad::Part::cache, .entries = 2000, .dim = 384};
        load.bits = 256;
        load.answer_bytes = 1024;
        const auto held = [&](const bsc::MemoryLoad& of) {
            const Run answer =
                run({"--memory-probe", QString::fromStdString(bsc::to_text(of))}, home.path());
            const auto memory = bsc::parse_resident_memory(answer.output.toStdString());
            return memory ? static_cast<qint64>(memory->anonymous) : -1;
        };
        const qint64 with = held(load), without = held({});
        QVERIFY2(without > 0 && with > 0, "no answer");
        QVERIFY2(with - without > 2000 * 1024, "less than its answers alone");
        QCOMPARE(run({"--memory-probe", "{}"}, home.path()).exitCode, 1);
    }

    void reportsOfNoRunAreRefused() {
        const QTemporaryDir home;
        const Run none = run({"--export-report", "r.html", "--run", "1"}, home.path());
        QCOMPARE(none.exitCode, 1);
        QVERIFY2(none.output.contains("There is no database"), none.output);
        QVERIFY(!QFile::exists(home.filePath("r.html")));
        QVERIFY(run({"--export-report", "r.html"}, home.path()).output.contains("--run"));
    }
};

QTEST_GUILESS_MAIN(WorkbenchTest)
#include "workbench_test.moc"
