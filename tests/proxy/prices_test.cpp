#include "engine/proxy/prices.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

TEST(Prices, LongestRowWins) {
    const PriceTable table = PriceTable::shipped();
    ASSERT_NE(table.find("gpt-5.4-mini"), nullptr);
    EXPECT_EQ(table.find("gpt-5.4-mini")->match, "gpt-5.4-mini*");
    EXPECT_EQ(table.find("gpt-5.4")->match, "gpt-5.4*");
}

TEST(Prices, ADatedNameFallsBackToItsBase) {
    const PriceTable table = PriceTable::shipped();
    EXPECT_EQ(table.find("gpt-4o-2026-04-23")->match, "gpt-4o");
    EXPECT_EQ(table.find("claude-opus-5-20260423")->match, "claude-opus-5");
}

TEST(Prices, AnUnknownModelHasNoPriceInsteadOfZero) {
    EXPECT_FALSE(
        PriceTable::shipped().nano_usd("llama-3-my-tune", {.input = 1000, .output = 1000}));
    EXPECT_FALSE(PriceTable::shipped().nano_usd("gpt-4o-audio", {.input = 1000, .output = 1000}));
}

TEST(Prices, TokensTimesTheTierOfTheInput) {
    const PriceTable table = PriceTable::shipped();
    EXPECT_EQ(table.nano_usd("gpt-4o", {.input = 1'000'000, .output = 0}), 2'500'000'000);
    EXPECT_EQ(table.nano_usd("gpt-4o", {.input = 0, .output = 1000}), 10'000'000);
    EXPECT_EQ(table.nano_usd("gpt-5.6", {.input = 272'000, .output = 0}), 272'000LL * 4'000);
    EXPECT_EQ(table.nano_usd("gpt-5.6", {.input = 272'001, .output = 1}),
              272'001LL * 8'000 + 30'000);
}

TEST(Prices, TheProvidersOwnCacheHasPricesOfItsOwn) {
    const PriceTable table = PriceTable::shipped();
    EXPECT_EQ(table.nano_usd("gpt-4o", {.input = 100, .cache_read = 1000}), 250'000 + 1'250'000);
    EXPECT_EQ(table.nano_usd("claude-opus-5", {.cache_write = 1000}), 6'250'000);
    EXPECT_EQ(table.nano_usd("gpt-4o", {.cache_write = 1000}), 2'500'000) << "priced as input";
}

TEST(Prices, EveryShippedRowIsDated) {
    const PriceTable table = PriceTable::shipped();
    ASSERT_GT(table.rows().size(), 20u);
    for (const ModelPrice& row : table.rows()) {
        EXPECT_FALSE(row.as_of.empty()) << row.match;
        EXPECT_FALSE(row.source.empty()) << row.match;
    }
}

TEST(Prices, DamagedTablesSayWhere) {
    EXPECT_EQ(PriceTable::parse("{").error().code, ErrorCode::wrong_format);
    const auto row =
        PriceTable::parse(R"({"models":[{"match":"a","in":1,"out":2},{"match":"b","in":"x"}]})");
    ASSERT_FALSE(row);
    EXPECT_NE(row.error().text.find("Row 2"), std::string::npos);
}

} // namespace
} // namespace bsc
