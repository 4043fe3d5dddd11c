// Small runs of the experiments: that the figures are there and make sense, not how fast they are.
#include "engine/experiment/hamming.h"
#include "engine/experiment/projection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace bsc {
namespace {

using testing::HasSubstr;

std::size_t column_of(const ResultTable& table, std::string_view name) {
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        if (table.columns[c].name == name)
            return c;
    throw std::out_of_range(std::string(name));
}

template <class Value>
Value value_in(const ResultTable& table, std::size_t row, std::string_view column) {
    return std::get<Value>(table.rows.at(row).at(column_of(table, column)));
}

/// Every row is as wide as the columns, medians lie below the 99th percentiles, no time is zero.
void expect_sound(const ResultTable& table) {
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        ASSERT_EQ(table.rows[r].size(), table.columns.size());
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const std::string& name = table.columns[c].name;
            if (table.columns[c].unit == "us") {
                EXPECT_GT(value_in<double>(table, r, name), 0) << name;
            }
            if (name.ends_with("p50")) {
                const std::string p99 = name.substr(0, name.size() - 3) + "p99";
                EXPECT_LE(value_in<double>(table, r, name), value_in<double>(table, r, p99));
            }
        }
    }
}

const ProjectionExperiment small_projection{
    .dims = {16, 48}, .bits = {64, 100}, .batch = 10, .repeats = 20, .batch_repeats = 3};
const HammingExperiment small_hamming{.entries = {100, 1000}, .repeats = 50};

TEST(ProjectionExperiment, EveryShapeOneAndManyAtATimeBesideEigen) {
    const auto result = run_projection(small_projection);
    ASSERT_TRUE(result) << result.error().text;
    EXPECT_EQ(result->name, "projection");
    ASSERT_EQ(result->tables.size(), 1U);
    const ResultTable& table = result->tables[0];
    expect_sound(table);
    ASSERT_EQ(table.rows.size(), 2U * 2 * 2 * 2);

    std::set<std::tuple<std::int64_t, std::int64_t, std::int64_t, std::string>> seen;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto at_once = value_in<std::int64_t>(table, r, "at_once");
        seen.emplace(value_in<std::int64_t>(table, r, "dim"),
                     value_in<std::int64_t>(table, r, "bits"), at_once,
                     value_in<std::string>(table, r, "engine"));
        EXPECT_EQ(value_in<std::int64_t>(table, r, "samples"), at_once == 1 ? 20 : 3);
    }
    EXPECT_EQ(seen.size(), table.rows.size());
    EXPECT_TRUE(seen.contains({48, 100, 10, "projection"}));
    EXPECT_TRUE(seen.contains({16, 64, 1, "Eigen GEMV"}));
}

TEST(ProjectionExperiment, StopsWhenToldTo) {
    int steps = 0;
    const auto result =
        run_projection(small_projection, [&](double, std::string_view) { return ++steps < 4; });
    ASSERT_TRUE(result);
    EXPECT_EQ(result->tables[0].rows.size(), 6U) << "three steps of two engines";
    EXPECT_THAT(result->tables[0].notes.back(), HasSubstr("Stopped"));
}

TEST(ProjectionExperiment, RefusesWhatCannotBeMeasured) {
    const auto error_of = [](auto change) {
        ProjectionExperiment settings = small_projection;
        change(settings);
        const auto result = run_projection(settings);
        return result ? std::string("none") : result.error().text;
    };
    EXPECT_THAT(error_of([](auto& s) { s.dims.clear(); }), HasSubstr("list of dims"));
    EXPECT_THAT(error_of([](auto& s) { s.bits = {64, 0}; }), HasSubstr("list of bits"));
    EXPECT_THAT(error_of([](auto& s) { s.bits = {2048}; }), HasSubstr("1 to 1024"));
    EXPECT_THAT(error_of([](auto& s) { s.repeats = 0; }), HasSubstr("at least 1"));
    EXPECT_THAT(error_of([](auto& s) { s.batch = 0; }), HasSubstr("at least 1"));
}

TEST(HammingExperiment, EveryWorkloadOfEverySizeAndNoWrongAnswer) {
    const auto result = run_hamming(small_hamming);
    ASSERT_TRUE(result) << result.error().text;
    ASSERT_EQ(result->tables.size(), 2U);
    const ResultTable &look_ups = result->tables[0], &changes = result->tables[1];
    expect_sound(look_ups);
    expect_sound(changes);
    ASSERT_EQ(look_ups.rows.size(), 2U * 4 * 2);
    for (std::size_t r = 0; r < look_ups.rows.size(); ++r) {
        const auto workload = value_in<std::string>(look_ups, r, "workload");
        const auto hits = value_in<double>(look_ups, r, "hit_share");
        EXPECT_EQ(value_in<std::int64_t>(look_ups, r, "entries"), r < 8 ? 100 : 1000);
        EXPECT_GT(value_in<double>(look_ups, r, "entries_per_s"), 0);
        if (workload == "random miss") {
            EXPECT_EQ(hits, 0);
        } else if (workload == "near-duplicate hit") {
            EXPECT_EQ(hits, 1);
        }
        if (value_in<std::string>(look_ups, r, "engine") == "index") {
            EXPECT_EQ(value_in<std::int64_t>(look_ups, r, "wrong"), 0) << workload;
        }
    }
    ASSERT_EQ(changes.rows.size(), 2U);
    EXPECT_GT(value_in<double>(changes, 1, "bytes_per_entry"), 32);
}

TEST(HammingExperiment, OtherWidthsAndRadii) {
    for (const unsigned bits : {64U, 512U}) {
        const auto result = run_hamming({.entries = {200}, .bits = bits, .repeats = 30});
        ASSERT_TRUE(result) << result.error().text;
        for (const auto& [name, value] : result->settings)
            if (name == "radius") {
                EXPECT_EQ(std::get<std::int64_t>(value), bits == 64 ? 9 : 76);
            }
        for (std::size_t r = 0; r < result->tables[0].rows.size(); r += 2)
            EXPECT_EQ(value_in<std::int64_t>(result->tables[0], r, "wrong"), 0);
    }
}

TEST(HammingExperiment, StopsWhenToldTo) {
    int steps = 0;
    const auto result =
        run_hamming(small_hamming, [&](double, std::string_view) { return ++steps < 2; });
    ASSERT_TRUE(result);
    EXPECT_EQ(result->tables[0].rows.size(), 2U);
    EXPECT_EQ(result->tables[1].rows.size(), 0U);
}

TEST(HammingExperiment, RefusesWhatCannotBeMeasured) {
    const auto error_of = [](const HammingExperiment& settings) {
        const auto result = run_hamming(settings);
        return result ? std::string("none") : result.error().text;
    };
    EXPECT_THAT(error_of({.entries = {}}), HasSubstr("list of entries"));
    EXPECT_THAT(error_of({.entries = {0}}), HasSubstr("list of entries"));
    EXPECT_THAT(error_of({.entries = {10}, .bits = 0}), HasSubstr("1 to 1024"));
    EXPECT_THAT(error_of({.entries = {10}, .radius = 257}), HasSubstr("0 to 256"));
    EXPECT_THAT(error_of({.entries = {10}, .repeats = 0}), HasSubstr("at least 1"));
}

} // namespace
} // namespace bsc
