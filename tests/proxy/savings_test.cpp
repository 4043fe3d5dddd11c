#include "engine/proxy/savings.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

const Day monday = *day_in("2026-11-23"), tuesday = monday + 1;

PriceTable table(std::string_view rows) {
    return *PriceTable::parse("{\"models\":[" + std::string(rows) + "]}");
}

LedgerRow row(Day day, LedgerKind kind, std::uint64_t answers, std::string model = "m") {
    return {{.day = day,
             .kind = kind,
             .model = std::move(model),
             .usage = LedgerUsage{1000, 100, 0, 0}},
            {.answers = answers}};
}

TEST(Savings, EachDayHasItsPriceAndACorrectedTableReprices) {
    const std::vector<LedgerRow> ledger{
        row(monday, LedgerKind::exact, 3), row(tuesday, LedgerKind::exact, 2),
        row(tuesday, LedgerKind::semantic, 1), row(tuesday, LedgerKind::coalesced, 4),
        row(tuesday, LedgerKind::paid, 5)};
    const auto before = price_ledger(ledger, table(R"({"match":"m","in":1,"out":10})"));
    constexpr std::int64_t one = 1000 * 1000 + 100 * 10'000;
    EXPECT_EQ(before.of(LedgerKind::exact).nano_usd, 5 * one);
    EXPECT_EQ(before.of(LedgerKind::semantic).nano_usd, one);
    EXPECT_EQ(before.of(LedgerKind::coalesced).nano_usd, 4 * one);
    EXPECT_EQ(before.of(LedgerKind::paid).nano_usd, 5 * one);
    EXPECT_EQ(before.net_nano_usd(), 10 * one) << "what was paid is not saved";
    EXPECT_EQ(before.saved().input_tokens, 10'000u);
    EXPECT_EQ(before.first, monday);
    EXPECT_EQ(before.last, tuesday);

    const auto after = price_ledger(ledger, table(R"({"match":"m","in":1,"out":10},
        {"match":"m","in":2,"out":20,"from":"2026-11-24"})"));
    EXPECT_EQ(after.of(LedgerKind::exact).nano_usd, 3 * one + 2 * 2 * one);
}

TEST(Savings, WhatHasNoPriceIsCountedAndNotZero) {
    std::vector<LedgerRow> ledger{row(monday, LedgerKind::exact, 3, "unheard-of"),
                                  row(monday, LedgerKind::exact, 2)};
    ledger[1].key.usage.reset();
    const auto report = price_ledger(ledger, table(R"({"match":"m","in":1,"out":10})"));
    EXPECT_EQ(report.of(LedgerKind::exact).answers, 5u);
    EXPECT_EQ(report.of(LedgerKind::exact).without_price, 3u);
    EXPECT_EQ(report.of(LedgerKind::exact).without_usage, 2u);
    EXPECT_EQ(report.unpriced_models.at("unheard-of"), 3u);
    EXPECT_EQ(report.net_nano_usd(), 0);
}

TEST(Savings, EmbeddingIsPaidForMissesAsWell) {
    std::vector<LedgerRow> ledger{row(monday, LedgerKind::semantic, 1),
                                  row(monday, LedgerKind::paid, 1)};
    for (LedgerRow& line : ledger) {
        line.key.embedding_model = "e";
        line.sum.embedded_bytes = 4000;
    }
    const PriceTable prices =
        table(R"({"match":"m","in":1,"out":10},{"match":"e","in":0.02,"out":0})");
    const auto report = price_ledger(ledger, prices);
    EXPECT_EQ(report.embedding_nano_usd, 2 * 1000 * 20);
    EXPECT_TRUE(report.embedding_priced);
    EXPECT_EQ(report.net_nano_usd(), report.saved().nano_usd - report.embedding_nano_usd);
    EXPECT_FALSE(price_ledger(ledger, table(R"({"match":"m","in":1,"out":10})")).embedding_priced);
}

} // namespace
} // namespace bsc
