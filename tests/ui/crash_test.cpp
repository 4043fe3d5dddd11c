#include "engine/store/workload_library.h"
#include "ui/models/chat_client.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

/// What a recording keeps when the workbench is killed without a word (SIGKILL).
class CrashTest : public QObject {
    Q_OBJECT

    QProcess program_;
    QTemporaryDir home_;
    QString url_;
    ChatClient client_;
    QElapsedTimer clock_;
    std::vector<qint64> answered_; ///< when, ms of the clock
    bool asking_ = false;

    static int freePort() {
        QTcpServer probe;
        return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : 0;
    }

    bool answers() {
        bool done = false, answered = false;
        client_.send({url_, Dialect::openai, "gpt-4o-mini", "Are you there?"},
                     [&](const ChatReply& reply) {
                         done = true;
                         answered = reply.answered();
                     });
        return QTest::qWaitFor([&] { return done; }, 20'000) && answered;
    }

    /// One request after the other, until the program is gone.
    void ask(int number) {
        client_.send({url_, Dialect::openai, "gpt-4o-mini",
                      QString("Where is parcel %1 of mine?").arg(number % 4)},
                     [this, number](const ChatReply& reply) {
                         if (!asking_ || !reply.answered())
                             return;
                         answered_.push_back(clock_.elapsed());
                         ask(number + 1);
                     });
    }

  private slots:
    void init() {
        const int port = freePort();
        QVERIFY(port > 0);
        url_ = QString("http://127.0.0.1:%1").arg(port);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("HOME", home_.path());
        environment.insert("XDG_CONFIG_HOME", home_.filePath("config"));
        environment.insert("XDG_DATA_HOME", home_.filePath("data"));
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        program_.setProcessEnvironment(environment);
        program_.start(BSC_WORKBENCH,
                       {"--demo", "--port", QString::number(port), "--db",
                        home_.filePath("kept.sqlite"), "--record", "before the end"});
        QTRY_VERIFY_WITH_TIMEOUT(answers(), 60'000);
    }

    void cleanup() {
        program_.kill();
        program_.waitForFinished();
    }

    void recordingLosesTheLastSecondAtMost() {
        clock_.start();
        asking_ = true;
        constexpr int clients = 4;
        for (int client = 0; client < clients; ++client)
            ask(client);
        constexpr qint64 busy_ms = 4000;
        QTRY_VERIFY_WITH_TIMEOUT(clock_.elapsed() > busy_ms, 20'000);
        asking_ = false;
        const qint64 killed = clock_.elapsed();
        program_.kill();
        QVERIFY(program_.waitForFinished());
        QCOMPARE(program_.exitStatus(), QProcess::CrashExit);

        const auto library = WorkloadLibrary::open(home_.filePath("kept.sqlite").toStdString());
        QVERIFY2(library, library ? "" : library.error().text.c_str());
        const auto kept = (*library)->find("before the end");
        QVERIFY(kept);
        constexpr qint64 a_second = 1000;
        const auto before =
            std::ranges::count_if(answered_, [&](qint64 at) { return at < killed - a_second; });
        const auto recorded = static_cast<qint64>(kept->requests);
        const auto whole = static_cast<qint64>(answered_.size());
        // The first question, whether it is there, is recorded as well.
        const qint64 lost = std::max<qint64>(0, whole + 1 - recorded);
        const qint64 lostMs =
            lost == 0 ? 0 : killed - answered_[static_cast<std::size_t>(whole - lost)];
        qInfo("%lld requests answered in %lld ms, %lld recorded: the last %lld ms are lost", whole,
              killed, recorded, lostMs);
        QVERIFY(whole > 20);
        QVERIFY2(recorded > before, qPrintable(QString("%1 of %2").arg(recorded).arg(before)));
    }
};

QTEST_GUILESS_MAIN(CrashTest)
#include "crash_test.moc"
