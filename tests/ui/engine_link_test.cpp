#include "tests/ui/test_engine.h"
#include "ui/models/chat_client.h"
#include "ui/models/engine_link.h"
#include "ui/models/event_pump.h"
#include "ui/models/sample_replay.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

namespace {

struct Linked {
    explicit Linked(std::uint16_t port = 0, std::unique_ptr<Store> store = nullptr)
        : engine(port, std::move(store)), threshold(engine.bits(), engine.radius()),
          link(*engine.proxy, "127.0.0.1", notices, threshold) {}
    ~Linked() { engine.proxy->stop(); }

    TestEngine engine;
    NoticeBoard notices;
    ThresholdModel threshold;
    EngineLink link;
};

} // namespace

class EngineLinkTest : public QObject {
    Q_OBJECT

  private slots:
    void startsAnswersAndStops() {
        Linked linked;
        linked.link.start();
        QCOMPARE(linked.link.state(), ProxyState::starting);
        QTRY_COMPARE(linked.link.state(), ProxyState::listening);
        QVERIFY(linked.link.port() != 0);

        ChatClient client;
        QList<ChatReply> replies;
        const ChatRequest request{linked.link.baseUrl(), Dialect::openai, "gpt-4o",
                                  "How do I get a refund?"};
        const auto keep = [&](const ChatReply& reply) { replies.append(reply); };
        client.send(request, keep);
        QTRY_COMPARE_WITH_TIMEOUT(replies.size(), 1, 20'000);
        QVERIFY2(replies[0].answered(), qPrintable(replies[0].error));
        QVERIFY(!replies[0].hit());
        client.send(request, keep);
        QTRY_COMPARE_WITH_TIMEOUT(replies.size(), 2, 20'000);
        QVERIFY(replies[1].hit());
        linked.link.pollNow();
        QCOMPARE(linked.link.stats().cache.entries, 1U);

        linked.link.stop();
        QTRY_COMPARE_WITH_TIMEOUT(linked.link.state(), ProxyState::stopped, 10'000);
        QVERIFY(linked.notices.notices().isEmpty());
    }

    void busyPortOffersAnother() {
        QTcpServer holder;
        QVERIFY(holder.listen(QHostAddress::LocalHost));
        Linked linked(holder.serverPort());
        linked.link.start();
        QTRY_COMPARE(linked.link.state(), ProxyState::failed);
        QTRY_VERIFY(linked.notices.find("port"));
        const Notice notice = *linked.notices.find("port");
        QVERIFY(notice.title.contains(QString::number(holder.serverPort())));
        QVERIFY2(notice.title.contains("bsc_test_ui_eng"), qPrintable(notice.title));
        QCOMPARE(notice.actions.size(), 2);
        QVERIFY(notice.actions[0].text.startsWith("Use "));
        const auto offered = notice.actions[0].text.mid(4).toUShort();
        QVERIFY(offered != 0 && offered != holder.serverPort());

        notice.actions[1].run(); // try again: still taken
        QTRY_VERIFY(linked.notices.find("port"));
        QTRY_COMPARE(linked.link.state(), ProxyState::failed);

        notice.actions[0].run();
        QTRY_COMPARE(linked.link.state(), ProxyState::listening);
        QCOMPARE(linked.link.port(), offered);
        QVERIFY(!linked.notices.find("port"));
    }

    void anotherPortWhileListening() {
        Linked linked;
        linked.link.start();
        QTRY_COMPARE(linked.link.state(), ProxyState::listening);
        const std::uint16_t other = advise_port(linked.link.port()).free_port;
        QVERIFY(other != 0);
        linked.link.usePort(other);
        QTRY_COMPARE_WITH_TIMEOUT(linked.link.port(), other, 10'000);
        QTRY_COMPARE(linked.link.state(), ProxyState::listening);
    }

    void thresholdReachesTheEngine() {
        Linked linked;
        linked.threshold.apply(20);
        QCOMPARE(linked.threshold.radius(), 20U);
        QCOMPARE(linked.threshold.radiusFor(linked.engine.service->threshold()), 20U);
    }

    void databaseTroubleStandsUntilItEnds() {
        Linked linked;
        const auto tell = [&](NoticeEvent::Kind kind, std::string_view text) {
            linked.link.take({NoticeEvent{.time_us = 0, .kind = kind, .text = text}});
            return linked.notices.find("store");
        };
        const Notice* trouble = tell(NoticeEvent::Kind::store_trouble, "the disk is full");
        QVERIFY(trouble);
        QCOMPARE(trouble->level, Notice::Level::error);
        QVERIFY(trouble->text.contains("the disk is full"));
        const Notice* recovered =
            tell(NoticeEvent::Kind::store_recovered, "The database is written again.");
        QVERIFY(recovered);
        QCOMPARE(recovered->level, Notice::Level::info);
        QCOMPARE(linked.notices.notices().size(), 1);
    }

    void refusedUpstreamChangesNothing() {
        Linked linked;
        QVERIFY(!linked.link.setUpstream(
            {UpstreamChoice::Kind::custom, "http://example.com", QString()}));
        QVERIFY(linked.notices.find("upstream-url"));
        QCOMPARE(linked.link.upstream().kind, UpstreamChoice::Kind::demo);
        QVERIFY(linked.link.setUpstream({}));
        QVERIFY(!linked.notices.find("upstream-url"));
        QVERIFY(!linked.engine.proxy->upstreams().demo);
    }

    void aWordFromTheFlowListIsTakenBack() {
        Linked linked(0, std::move(*Store::open_in_memory()));
        const Store& store = *linked.engine.service->store();
        linked.link.labelByHand(7, 3, true);
        linked.link.labelByHand(8, 3, false);
        QCOMPARE(store.labels()->size(), 2U);
        QCOMPARE(store.labels()->back().chance, 0.0); // picked: no promise rests on it
        linked.link.undoLabel();
        QCOMPARE(store.labels()->size(), 1U);
        QCOMPARE(store.labels()->front().flow_id, std::uint64_t(7));
        linked.link.undoLabel();
        linked.link.undoLabel(); // nothing is left to take back
        QVERIFY(store.labels()->empty());
        std::vector<Event> events(16);
        events.resize(linked.engine.events.drain(events));
        QCOMPARE(events.size(), 4U);
        QVERIFY(std::get<LabelEvent>(events[2]).taken_back);
        QCOMPARE(std::get<LabelEvent>(events[2]).flow_id, std::uint64_t(8));
    }

    void sampleIsReplayedAndLabelled() {
        Linked linked;
        linked.link.start();
        QTRY_COMPARE(linked.link.state(), ProxyState::listening);
        std::vector<std::pair<std::uint64_t, bool>> labels;
        SampleReplay replay(readSample(R"({"prompt":"How do I get a refund?","class":"refund"}
{"prompt":"How can I get a refund?","class":"refund"}
not json
{"prompt":"How do I get a refund?","class":"refund"}
{"prompt":"Which countries do you ship to?","class":"countries"})"),
                            {[&] { return linked.link.baseUrl(); }, [] { return QString(); },
                             [&](std::uint64_t entry) { return linked.link.promptOf(entry); },
                             [&](std::uint64_t flow, std::uint64_t entry, bool right) {
                                 labels.emplace_back(flow, right);
                                 linked.link.label(flow, entry, right, "workload");
                             }});
        QCOMPARE(replay.size(), 4U);
        EventPump pump(linked.engine.events);
        std::size_t flows = 0, told = 0;
        connect(&pump, &EventPump::drained, &replay, [&](const std::vector<Event>& events) {
            replay.take(events);
            for (const Event& event : events) {
                flows += std::holds_alternative<FlowEvent>(event);
                told += std::holds_alternative<LabelEvent>(event);
            }
        });
        pump.start();
        QSignalSpy finished(&replay, &SampleReplay::finished);
        replay.start();
        QVERIFY(finished.wait(60'000));
        QCOMPARE(replay.done(), 4U);
        QTRY_COMPARE(flows, 4U);
        // A second round: all four are hits now, each of its own meaning.
        replay.start();
        QVERIFY(finished.wait(60'000));
        QTRY_COMPARE(flows, 8U);
        QTRY_VERIFY(labels.size() >= 4);
        for (const auto& [flow, right] : labels)
            QVERIFY2(right, qPrintable(QString::number(flow)));
        QTRY_COMPARE(told, labels.size());
    }

    void replayWithoutProxySaysSo() {
        Linked linked(1); // nobody listens there
        SampleReplay replay(readSample(R"({"prompt":"Are you there?","class":"a"})"),
                            {[&] { return linked.link.baseUrl(); }, [] { return QString(); },
                             [](std::uint64_t) { return std::string(); },
                             [](std::uint64_t, std::uint64_t, bool) {}});
        QSignalSpy failed(&replay, &SampleReplay::failed),
            finished(&replay, &SampleReplay::finished);
        replay.start();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(failed.size(), 1);
    }
};

QTEST_MAIN(EngineLinkTest)
#include "engine_link_test.moc"
