#include "test_engine.h"

#include "engine/replay/library_rows.h"
#include "engine/replay/workload.h"
#include "ui/models/engine_link.h"
#include "ui/models/threshold_lab.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <set>

using namespace bsc;
using namespace bsc::ui;

/// The program from its start to its end, on a database file.
struct Session {
    explicit Session(const std::string& file)
        : engine(0, std::move(*Store::open(file))),
          library(std::move(*WorkloadLibrary::open(file))),
          threshold(engine.bits(), engine.radius()),
          link(*engine.proxy, "127.0.0.1", notices, threshold, {}),
          lab(LabParts{*engine.service, library.get(), threshold,
                       [] { return std::make_shared<const PriceTable>(PriceTable::shipped()); }}) {}

    Store& store() { return *engine.service->store(); }

    void putFlows(const std::vector<WorkloadRow>& rows) {
        const std::int64_t now = QDateTime::currentMSecsSinceEpoch() * 1000;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            FlowRecord flow;
            flow.id = i + 1;
            flow.time_us = now + static_cast<std::int64_t>(i) * 1000;
            flow.verdict = "miss";
            flow.path = "/v1/chat/completions";
            flow.model = "gpt-4o-mini";
            flow.prompt = rows[i].prompt;
            flow.bits = engine.bits();
            flow.radius = engine.radius();
            store().put_flow(std::move(flow));
        }
    }

    void saveWorkload(std::vector<WorkloadRow> rows) {
        auto writer = library->create("with classes", WorkloadKind::sample, {});
        for (WorkloadRow& row : rows)
            QVERIFY(writer->add(row_record(std::move(row))));
        QVERIFY(writer->commit());
    }

    /// The figures of what source `index` says.
    LabFigures figuresOf(int index) {
        QSignalSpy listed(&lab, &ThresholdLab::sourcesChanged);
        lab.refreshSources();
        if (!listed.wait())
            qFatal("no sources");
        QSignalSpy studied(&lab, &ThresholdLab::studyChanged);
        if (lab.currentSource() == index)
            lab.compute();
        else
            lab.setSource(index);
        if (!studied.wait(30'000))
            qFatal("no study");
        QSignalSpy figures(&lab, &ThresholdLab::figuresChanged);
        if (!figures.wait())
            qFatal("no figures");
        return lab.figures();
    }

    TestEngine engine;
    std::unique_ptr<WorkloadLibrary> library;
    NoticeBoard notices;
    ThresholdModel threshold;
    EngineLink link;
    ThresholdLab lab;
};

/// What people and workloads said of answers is there again when the program starts anew.
class LabelRestartTest : public QObject {
    Q_OBJECT

    static constexpr int kept_requests = 1, saved_workload = 2; ///< sources of the lab

    std::vector<WorkloadRow> rows() const {
        auto reader = WorkloadReader::open(BSC_SAMPLES_DIR "/first-hour.jsonl").value();
        std::vector<WorkloadRow> rows;
        while (auto row = reader.next().value())
            rows.push_back(std::move(*row));
        return rows;
    }

    /// Source and word of each label, sorted.
    static std::multiset<std::pair<std::string, bool>> wordsOf(Store& store) {
        std::multiset<std::pair<std::string, bool>> words;
        const auto labels = store.labels().value();
        for (const LabelRecord& label : labels)
            words.emplace(label.source, label.word == LabelWord::right);
        return words;
    }

  private slots:
    void labelsOfEveryOriginComeBackAndTakenBackOnesDoNot() {
        QTemporaryDir folder;
        const std::string file = folder.filePath("labels.sqlite").toStdString();
        LabFigures live, classes;
        {
            Session session(file);
            session.putFlows(rows());
            session.saveWorkload(rows());
            // Live page
            session.link.labelByHand(1, 0, true);
            session.link.labelByHand(2, 0, false);
            session.link.labelByHand(3, 0, false);
            session.link.undoLabel();
            // classes of traffic
            session.link.label(4, 0, true, label_source::classes);
            // queue
            session.figuresOf(kept_requests);
            LabelDesk& desk = session.lab.desk();
            for (const LabelWord word : {LabelWord::right, LabelWord::wrong, LabelWord::wrong})
                desk.judge(word);
            desk.undo();
            live = session.figuresOf(kept_requests);
            classes = session.figuresOf(saved_workload);
            QCOMPARE(wordsOf(session.store()),
                     (std::multiset<std::pair<std::string, bool>>{{label_source::flow_list, true},
                                                                  {label_source::flow_list, false},
                                                                  {label_source::classes, true},
                                                                  {label_source::queue, true},
                                                                  {label_source::queue, false}}));
            QVERIFY(live.labels() >= 2);
            QVERIFY(classes.right > 0 && classes.wrong > 0);
        }
        Session session(file);
        QCOMPARE(wordsOf(session.store()),
                 (std::multiset<std::pair<std::string, bool>>{{label_source::flow_list, true},
                                                              {label_source::flow_list, false},
                                                              {label_source::classes, true},
                                                              {label_source::queue, true},
                                                              {label_source::queue, false}}));
        const LabFigures again = session.figuresOf(kept_requests);
        QCOMPARE(again.right, live.right);
        QCOMPARE(again.wrong, live.wrong);
        const LabFigures ofClasses = session.figuresOf(saved_workload);
        QCOMPARE(ofClasses.right, classes.right);
        QCOMPARE(ofClasses.wrong, classes.wrong);
        // An earlier session's words are not this one's to take back.
        session.link.undoLabel();
        QVERIFY(!session.lab.desk().canUndo());
        QCOMPARE(session.store().labels()->size(), std::size_t{5});
    }
};

QTEST_MAIN(LabelRestartTest)
#include "label_restart_test.moc"
