#include "engine/proxy/prices.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace bsc {
namespace {

const Day today = *day_in("2026-11-23");

PriceTable parsed(std::string_view json) {
    auto table = PriceTable::parse(json);
    EXPECT_TRUE(table) << table.error().text;
    return table.value_or(PriceTable());
}

double input_price(const PriceTable& table, std::string_view model, std::string_view day) {
    const ModelPrice* row = table.find(model, *day_in(day));
    return row ? row->tiers.front().input : -1;
}

TEST(Prices, LongestRowWins) {
    const PriceTable table = PriceTable::shipped();
    ASSERT_NE(table.find("gpt-5.4-mini", today), nullptr);
    EXPECT_EQ(table.find("gpt-5.4-mini", today)->match, "gpt-5.4-mini*");
    EXPECT_EQ(table.find("gpt-5.4", today)->match, "gpt-5.4*");
}

TEST(Prices, ADatedNameFallsBackToItsBase) {
    const PriceTable table = PriceTable::shipped();
    EXPECT_EQ(table.find("gpt-4o-2026-04-23", today)->match, "gpt-4o");
    EXPECT_EQ(table.find("claude-opus-5-20260423", today)->match, "claude-opus-5");
}

TEST(Prices, AnUnknownModelHasNoPriceInsteadOfZero) {
    EXPECT_FALSE(
        PriceTable::shipped().nano_usd("llama-3-my-tune", {.input = 1000, .output = 1000}, today));
    EXPECT_FALSE(
        PriceTable::shipped().nano_usd("gpt-4o-audio", {.input = 1000, .output = 1000}, today));
}

TEST(Prices, TokensTimesTheTierOfTheInput) {
    const PriceTable table = PriceTable::shipped();
    EXPECT_EQ(table.nano_usd("gpt-4o", {.input = 1'000'000, .output = 0}, today), 2'500'000'000);
    EXPECT_EQ(table.nano_usd("gpt-4o", {.input = 0, .output = 1000}, today), 10'000'000);
    EXPECT_EQ(table.nano_usd("gpt-5.6", {.input = 272'000, .output = 0}, today), 272'000LL * 4'000);
    EXPECT_EQ(table.nano_usd("gpt-5.6", {.input = 272'001, .output = 1}, today),
              272'001LL * 8'000 + 30'000);
}

TEST(Prices, TheProvidersOwnCacheHasPricesOfItsOwn) {
    const PriceTable table = PriceTable::shipped();
    EXPECT_EQ(table.nano_usd("gpt-4o", {.input = 100, .cache_read = 1000}, today),
              250'000 + 1'250'000);
    EXPECT_EQ(table.nano_usd("claude-opus-5", {.cache_write = 1000}, today), 6'250'000);
    EXPECT_EQ(table.nano_usd("gpt-4o", {.cache_write = 1000}, today), 2'500'000)
        << "priced as input";
}

TEST(Prices, EveryShippedRowIsDated) {
    const PriceTable table = PriceTable::shipped();
    ASSERT_GT(table.rows().size(), 20u);
    for (const ModelPrice& row : table.rows()) {
        EXPECT_FALSE(row.as_of.empty()) << row.match;
        EXPECT_FALSE(row.source.empty()) << row.match;
    }
}

TEST(Prices, APriceHoldsFromItsDayOn) {
    const PriceTable table = parsed(R"({"models":[
        {"match":"m*","in":3,"out":1,"from":"2026-03-01"},
        {"match":"m*","in":2,"out":1,"from":"2026-02-01"},
        {"match":"new","in":9,"out":9,"from":"2026-02-01"}]})");
    EXPECT_EQ(input_price(table, "m-1", "2026-03-01"), 3);
    EXPECT_EQ(input_price(table, "m-1", "2026-02-28"), 2);
    EXPECT_EQ(input_price(table, "m-1", "2026-02-01"), 2);
    EXPECT_EQ(table.find("m-1", *day_in("2026-01-31")), nullptr) << "before the first known price";
}

TEST(Prices, AWholeNameSaysMoreThanItsStart) {
    const PriceTable table =
        parsed(R"({"models":[{"match":"m","in":1,"out":1},{"match":"m*","in":2,"out":2}]})");
    EXPECT_EQ(input_price(table, "m", "2026-01-01"), 1);
    EXPECT_EQ(input_price(table, "mm", "2026-01-01"), 2);
}

TEST(Prices, DaysAreThoseOfUtc) {
    EXPECT_EQ(day_of(86'400'000'000 * 20'000 - 1), 19'999);
    EXPECT_EQ(day_of(86'400'000'000 * 20'000), 20'000);
    EXPECT_EQ(day_in("1970-01-02"), 1);
    EXPECT_EQ(text_of(*day_in("2026-11-23")), "2026-11-23");
    for (const char* wrong : {"2026-02-30", "2026-1-1", "20261123", "2026-11-2x", ""})
        EXPECT_FALSE(day_in(wrong)) << wrong;
}

TEST(Prices, LitellmsTableIsRead) {
    const PriceTable table = parsed(R"({
        "sample_spec": {"input_cost_per_token": 0, "output_cost_per_token": 0},
        "gpt-x": {"input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05,
                  "cache_read_input_token_cost": 2.5e-07, "mode": "chat",
                  "input_cost_per_token_above_200k_tokens": 5e-06,
                  "output_cost_per_token_above_200k_tokens": 1.5e-05},
        "painter": {"output_cost_per_image": 0.04}})");
    ASSERT_EQ(table.rows().size(), 1u) << "what is not priced by token has no price";
    EXPECT_EQ(table.nano_usd("gpt-x", {.input = 1000, .output = 10}, today), 2'500'000 + 100'000);
    EXPECT_EQ(table.nano_usd("gpt-x", {.cache_read = 1000}, today), 250'000);
    EXPECT_EQ(table.nano_usd("gpt-x", {.input = 200'001}, today), 200'001LL * 5'000);
}

class PriceFile : public testing::Test {
  protected:
    PriceFile() {
        std::string name = (std::filesystem::temp_directory_path() / "bsc-prices-XXXXXX").string();
        close(mkstemp(name.data()));
        path = name;
    }
    ~PriceFile() override { std::filesystem::remove(path); }
    std::filesystem::path path;
};

TEST_F(PriceFile, TheUsersGoBeforeTheShippedOnes) {
    std::ofstream(path) << R"({"models":[{"match":"gpt-4*","in":7,"out":7},
                                         {"match":"house-model","in":1,"out":1}]})";
    const auto table = PriceTable::with_file(path);
    ASSERT_TRUE(table) << table.error().text;
    EXPECT_EQ(input_price(**table, "gpt-4o", "2026-11-23"), 7) << "also before a longer match";
    EXPECT_EQ(input_price(**table, "house-model", "2026-11-23"), 1);
    EXPECT_EQ(input_price(**table, "claude-opus-5", "2026-11-23"), 5);
    EXPECT_EQ((*table)->find("unheard-of", today), nullptr);
}

TEST_F(PriceFile, TroubleNamesTheFile) {
    std::ofstream(path) << "{}";
    EXPECT_NE(PriceTable::with_file(path).error().text.find(path.string()), std::string::npos);
    EXPECT_EQ(PriceTable::with_file(path.string() + ".none").error().code, ErrorCode::io);
}

TEST(Prices, DamagedTablesSayWhere) {
    EXPECT_EQ(PriceTable::parse("{").error().code, ErrorCode::wrong_format);
    const auto row =
        PriceTable::parse(R"({"models":[{"match":"a","in":1,"out":2},{"match":"b","in":"x"}]})");
    ASSERT_FALSE(row);
    EXPECT_NE(row.error().text.find("Row 2"), std::string::npos);
    for (const char* wrong :
         {R"({"models":[{"match":"a","in":-1,"out":2}]})", R"({"models":[{"match":"a","in":1}]})",
          R"({"models":[{"in":1,"out":2}]})",
          R"({"models":[{"match":"a","in":1,"out":2,"from":"soon"}]})",
          R"({"models":[{"match":"a","in":1,"out":2,"tiers":[{"in":1}]}]})", R"({"models":[7]})",
          R"({"models":7})", R"({"currency":"EUR","models":[]})"})
        EXPECT_EQ(PriceTable::parse(wrong).error().code, ErrorCode::wrong_format) << wrong;
}

} // namespace
} // namespace bsc
