#include "test_engine.h"

#include "engine/proxy/traffic_recorder.h"
#include "ui/models/chat_client.h"
#include "ui/models/recording_model.h"
#include "ui/widgets/look.h"
#include "ui/widgets/record_control.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

/// Recording through the real proxy, from the toolbar's control.
class RecordingTest : public QObject {
    Q_OBJECT

    Theme theme_;
    TestEngine engine_;
    std::shared_ptr<WorkloadLibrary> library_;
    ChatClient client_;
    QString url_;

    void ask(const QString& prompt) {
        bool answered = false;
        client_.send({url_, Dialect::openai, "gpt-4o-mini", prompt}, [&](const ChatReply& reply) {
            QVERIFY2(reply.answered(), qPrintable(reply.error));
            answered = true;
        });
        QTRY_VERIFY_WITH_TIMEOUT(answered, 20'000);
    }

  private slots:
    void initTestCase() {
        theme_.setMode(Theme::Mode::light);
        installLook(theme_);
        library_ = std::move(*WorkloadLibrary::open_in_memory());
        const auto port = engine_.proxy->start();
        QVERIFY(port);
        url_ = QString("http://127.0.0.1:%1").arg(*port);
    }

    void cleanupTestCase() { engine_.proxy->stop(); }

    void recordsWhatGoesThroughUnderTheNameInTheBox() {
        RecordingModel model(std::make_shared<TrafficRecorder>(library_), {});
        engine_.proxy->set_recorder(model.recorder());
        RecordControl control(model, theme_);
        control.show();
        auto* name = control.findChild<QLineEdit*>("recordName");
        auto* button = control.findChild<QPushButton*>("record");
        auto* clock = control.findChild<QLabel*>("recordClock");
        QVERIFY(name && button && clock);
        control.setSuggestion("week 14");
        QCOMPARE(name->text(), "week 14");
        QVERIFY(!clock->isVisible());

        ask("Not recorded yet");
        button->click();
        QTRY_VERIFY(model.isRecording());
        QCOMPARE(button->text(), "Recording");
        QVERIFY(clock->isVisible());
        QCOMPARE(library_->list()->size(), 1u); // it is there while it is recorded
        ask("Where is my parcel?");
        ask("Where is my invoice?");
        QTRY_COMPARE(model.status().recorded, 2u);
        QVERIFY(clock->text().startsWith("00:00:0"));

        name->setText("week 15");
        emit name->editingFinished();
        QTRY_COMPARE(QString::fromStdString(library_->list()->front().name), "week 15");

        ask("The last one");
        QSignalSpy stopped(&model, &RecordingModel::stopped);
        button->click();
        QVERIFY(stopped.wait());
        QCOMPARE(stopped.front()[0].toString(), "week 15");
        QCOMPARE(stopped.front()[1].toULongLong(), 3u);
        QCOMPARE(button->text(), "Record");
        const auto rows = library_->page(library_->list()->front().id, 0, 10);
        QCOMPARE(rows->size(), 3u);
        QCOMPARE(QString::fromStdString(rows->back().prompt), "The last one");
        QCOMPARE(QString::fromStdString(rows->front().model), "gpt-4o-mini");
        engine_.proxy->set_recorder(nullptr);
    }

    void takenNameIsRefusedWithItsReason() {
        RecordingModel model(std::make_shared<TrafficRecorder>(library_), {});
        QSignalSpy failed(&model, &RecordingModel::failed);
        model.start("week 15");
        QVERIFY(failed.wait());
        QVERIFY(!failed.front()[1].toString().isEmpty());
        QVERIFY(!model.isRecording());
    }

    void withoutARecorderTheButtonIsOffAndSaysWhy() {
        RecordingModel model(nullptr, "The file is read-only.");
        RecordControl control(model, theme_);
        auto* button = control.findChild<QPushButton*>("record");
        QVERIFY(!button->isEnabled());
        QCOMPARE(button->toolTip(), "The file is read-only.");
    }
};

QTEST_MAIN(RecordingTest)
#include "recording_test.moc"
