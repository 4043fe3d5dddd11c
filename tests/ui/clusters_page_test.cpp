#include "test_engine.h"

#include "ui/models/cluster_model.h"
#include "ui/models/threshold_model.h"
#include "ui/pages/clusters_page.h"
#include "ui/widgets/cluster_map_view.h"
#include "ui/widgets/look.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <array>

using namespace bsc;
using namespace bsc::ui;

/// The Clusters page over a real cache of prompts made of a support desk's topics.
class ClustersPageTest : public QObject {
    Q_OBJECT

    Theme theme_;
    TestEngine engine_{0, *Store::open_in_memory()};
    std::vector<EntryId> ids_;
    std::unique_ptr<ClusterModel> model_;
    std::unique_ptr<ThresholdModel> threshold_;
    std::unique_ptr<ClustersPage> page_;

    void add(const QString& prompt) {
        const std::string text = prompt.toStdString();
        auto inserted = engine_.service->insert({.partition = sha256("p"),
                                                 .request_sha256 = sha256(text),
                                                 .prompt = text,
                                                 .embedding = *engine_.service->embed(text),
                                                 .answer = "{}"});
        QVERIFY(inserted);
        ids_.push_back(inserted->entry->id);
        for (std::size_t use = 0; use < ids_.size() % 7; ++use)
            engine_.service->lookup(
                {.partition = sha256("p"), .request_sha256 = sha256(text), .prompt = text});
    }

    void fill(int entries) {
        static constexpr std::array topics{
            "a refund for my order",      "my parcel that is late",
            "the invoice with VAT",       "a new password for my account",
            "an API key for the webhook", "a student discount code",
            "the premium plan upgrade",   "a translation into German"};
        static constexpr std::array asks{
            "How do I get", "Where can I find", "Who can help me with", "Please tell me about",
            "I lost",       "Can I cancel",     "Why is there no"};
        static constexpr std::array ends{
            "today",       "this week", "before Friday", "from abroad",       "as a company",
            "on my phone", "by mail",   "in the shop",   "without a receipt", "for my sister"};
        while (static_cast<int>(ids_.size()) < entries) {
            const std::size_t i = ids_.size();
            add(QString("%1 %2 %3, number %4")
                    .arg(asks[i / 8 % asks.size()], topics[i % topics.size()],
                         ends[i / 56 % ends.size()])
                    .arg(i / 560));
        }
    }
    void takePicture(const char* name) {
        QDir().mkpath(BSC_SCREENSHOT_DIR);
        QCoreApplication::processEvents(); // texts that changed are laid out
        QVERIFY(page_->grab().save(QString(BSC_SCREENSHOT_DIR "/%1.png").arg(name)));
    }

  private slots:
    void initTestCase() {
        theme_.setMode(Theme::Mode::light);
        installLook(theme_);
        model_ = std::make_unique<ClusterModel>(*engine_.service);
        threshold_ = std::make_unique<ThresholdModel>(engine_.bits(), engine_.radius());
        page_ = std::make_unique<ClustersPage>(*model_, *threshold_, theme_);
        page_->resize(1364, 780);
    }

    void tooFewEntriesAreSaidSo() {
        fill(37);
        page_->show();
        QTRY_COMPARE(model_->entries(), std::size_t{37});
        QVERIFY(!model_->isComputing());
        QVERIFY(!model_->map());
        takePicture("clusters-empty-light");
    }

    void aFewDozenEntriesMakeAMap() {
        fill(64);
        QSignalSpy made(model_.get(), &ClusterModel::mapChanged);
        model_->refresh();
        QVERIFY(made.wait(60'000));
        QCOMPARE(model_->map()->entries.size(), std::size_t{64});
        const auto topics = std::ranges::count_if(
            model_->clusters(), [](const ClusterRow& row) { return row.key != tail_key; });
        QVERIFY2(topics >= 3, qPrintable(QString::number(topics)));
        for (const ClusterRow& row : model_->clusters())
            QVERIFY(row.key == tail_key || row.summary.size >= 3);
        takePicture("clusters-few-light");
    }

    void aMapIsMadeInTheBackground() {
        fill(900);
        QSignalSpy made(model_.get(), &ClusterModel::mapChanged);
        model_->refresh();
        QVERIFY(model_->isComputing());
        QVERIFY(made.wait(60'000));
        QCOMPARE(model_->map()->entries.size(), ids_.size());
        QVERIFY(model_->clusters().size() >= 4);
        std::size_t entries = 0;
        QSet<QString> names;
        for (const ClusterRow& cluster : model_->clusters()) {
            entries += cluster.summary.size;
            names.insert(cluster.name);
        }
        QCOMPARE(entries, ids_.size());
        QCOMPARE(static_cast<std::size_t>(names.size()), model_->clusters().size());
        takePicture("clusters-light");
        theme_.setMode(Theme::Mode::dark);
        takePicture("clusters-dark");
        theme_.setMode(Theme::Mode::light);
    }

    void evictionsShowAsRingsAndColumns() {
        std::vector<Event> events;
        for (int i = 0; i < 120; ++i)
            events.push_back(EvictionEvent{
                model_->nowUs() - (120 - i) * 1'000'000LL, ids_[static_cast<std::size_t>(i)], 1, 1,
                10, std::string_view(i < 50 ? "lru" : "mmr"), std::string_view("old")});
        model_->consume(events);
        QCOMPARE(model_->evictions().all().size(), std::size_t{120});
        const auto timeline = model_->evictions().timeline(60);
        QVERIFY(timeline.columns.size() <= 60 && timeline.perColumn == 2);
        QVERIFY(model_->isGone(*model_->map()->row_of(ids_[0])));
        QTest::qWait(0);
        emit model_->evictionsChanged();
        takePicture("clusters-evictions-light");
    }

    void whatLeavesBeforeAMapKnowsItIsToldApart() {
        const std::uint64_t tail = model_->evictions().of(tail_key);
        model_->consume(
            std::array<Event, 1>{EvictionEvent{model_->nowUs(), ids_.back() + 1000, 1, 1, 1,
                                               std::string_view("mmr"), std::string_view("old")}});
        QCOMPARE(model_->evictions().of(unmapped_key), std::uint64_t{1});
        QCOMPARE(model_->evictions().of(tail_key), tail);
        QVERIFY(!model_->evictions().all().back().at);
    }

    void labelsOfAllSessionsAreCountedWithTheMap() {
        Store& store = *engine_.service->store();
        const auto say = [&](std::uint64_t flow, LabelWord word) {
            return store.put_label({.flow_id = flow, .entry_id = ids_[5], .word = word});
        };
        say(1, LabelWord::right);
        say(2, LabelWord::wrong);
        say(2, LabelWord::right); // on second thoughts
        say(3, LabelWord::wrong);
        store.erase_label(say(4, LabelWord::wrong));
        QVERIFY(model_->labels().empty());
        QSignalSpy made(model_.get(), &ClusterModel::mapChanged);
        model_->refresh();
        QVERIFY(made.wait(60'000));
        QCOMPARE(model_->labels().size(), std::size_t{1});
        QCOMPARE(model_->labels().at(ids_[5]).right, 2U);
        QCOMPARE(model_->labels().at(ids_[5]).wrong, 1U);
        const ClusterRow& cluster = *model_->find(model_->keyOf(*model_->map()->row_of(ids_[5])));
        QCOMPARE(cluster.summary.right, 2U);
        QCOMPARE(cluster.summary.wrong, 1U);
    }

    void renameStaysWithTheCluster() {
        const std::uint32_t key = model_->clusters().front().key;
        model_->rename(key, "  My cluster ");
        QCOMPARE(model_->find(key)->name, QString("My cluster"));
        const QByteArray state = page_->saveState();
        model_->rename(key, "");
        QVERIFY(model_->find(key)->name != "My cluster");
        page_->restoreState(state);
        QCOMPARE(model_->find(key)->name, QString("My cluster"));
    }

    void wheelZoomsAroundThePointer() {
        ClusterMapView& map = page_->map();
        const QPointF at(200, 150);
        const MapPosition under = map.view().toMap(at);
        map.zoomBy(2, at);
        const QPointF now = map.view().toScreen(under);
        QVERIFY(std::abs(now.x() - at.x()) < 0.1 && std::abs(now.y() - at.y()) < 0.1);
        QTest::keyClick(&map, Qt::Key_0);
    }

    void evictAsksForTheOldestOfTheCluster() {
        QSignalSpy asked(page_.get(), &ClustersPage::evictRequested);
        auto* evict = page_->findChild<QPushButton*>("clusterEvict");
        QVERIFY(evict && evict->isEnabled());
        evict->click();
        QCOMPARE(asked.size(), 1);
        const auto oldest = asked[0][1].value<std::vector<EntryId>>();
        QVERIFY(!oldest.empty() && oldest.size() <= 100);
        QVERIFY(std::ranges::is_sorted(oldest));
    }

    void everyControlHasAName() {
        for (QAbstractButton* button : page_->findChildren<QAbstractButton*>())
            QVERIFY2(!button->objectName().isEmpty() && !button->accessibleName().isEmpty(),
                     qPrintable(button->objectName() + button->text()));
    }

    void cleanupTestCase() {
        page_.reset();
        model_.reset();
    }
};

QTEST_MAIN(ClustersPageTest)
#include "clusters_page_test.moc"
