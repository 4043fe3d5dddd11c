#include "ui/models/savings.h"
#include "ui/widgets/figure.h"

#include <QTest>

using namespace bsc;
using namespace bsc::ui;

namespace {

FlowEvent flow(Verdict verdict, Tier tier, std::int64_t nanoUsd) {
    FlowEvent event;
    event.verdict = verdict;
    event.tier = tier;
    event.saved_nano_usd = nanoUsd;
    event.input_tokens = 10;
    return event;
}

Flow row(const FlowEvent& event) {
    Flow flow;
    flow.verdict = event.verdict;
    flow.tier = event.tier;
    flow.savedNanoUsd = event.saved_nano_usd;
    flow.inputTokens = event.input_tokens;
    return flow;
}

} // namespace

class SavingsTest : public QObject {
    Q_OBJECT

  private slots:
    void isSplitByWhatSavedIt() {
        Savings savings;
        savings.add(flow(Verdict::hit, Tier::exact, 100));
        savings.add(flow(Verdict::hit, Tier::exact, 50));
        savings.add(flow(Verdict::hit, Tier::semantic, 30));
        savings.add(flow(Verdict::coalesced, Tier::none, 7));
        savings.add(flow(Verdict::miss, Tier::none, 1000));
        savings.add(flow(Verdict::hit, Tier::exact, no_price));
        QCOMPARE(savings.part(SavedBy::exact).nanoUsd, 150);
        QCOMPARE(savings.part(SavedBy::exact).answers, 3U);
        QCOMPARE(savings.part(SavedBy::semantic).nanoUsd, 30);
        QCOMPARE(savings.part(SavedBy::coalesced).nanoUsd, 7);
        QCOMPARE(savings.savedNanoUsd, 187);
        QCOMPARE(savings.spentNanoUsd, 1000);
        QCOMPARE(savings.unpriced, 1U);
    }

    void anEmbeddingMayCostMoreThanTheAnswer() {
        Savings savings;
        savings.add(flow(Verdict::hit, Tier::semantic, -5));
        QCOMPARE(savings.priced, 1U);
        QCOMPARE(savings.savedNanoUsd, -5);
    }

    void aWrongHitCostsWhatItSeemedToSave() {
        Savings savings;
        const FlowEvent hit = flow(Verdict::hit, Tier::semantic, 30);
        savings.add(hit);
        savings.markWrong(row(hit));
        QCOMPARE(savings.part(SavedBy::semantic).nanoUsd, -30);
        QCOMPARE(savings.inputTokens, 0U);
        savings.markRight(row(hit));
        QCOMPARE(savings.part(SavedBy::semantic).nanoUsd, 30);
        QCOMPARE(savings.savedNanoUsd, 30);
    }

    void theTileTellsTheParts() {
        LiveFigures figures;
        QVERIFY(describeFigure(FigureKind::moneySaved, figures).detail.isEmpty());
        figures.savings.add(flow(Verdict::hit, Tier::exact, 2'000'000'000));
        figures.savings.add(flow(Verdict::coalesced, Tier::none, 1'000'000'000));
        const QString detail = describeFigure(FigureKind::moneySaved, figures).detail;
        QVERIFY2(detail.contains("Exact repeats $2.00, 1 answer"), qPrintable(detail));
        QVERIFY2(detail.contains("Coalesced $1.00, 1 answer"), qPrintable(detail));
    }
};

QTEST_GUILESS_MAIN(SavingsTest)
#include "savings_test.moc"
