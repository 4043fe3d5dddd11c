#include "engine/experiment/experiment.h"
#include "engine/experiment/experiment_run.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <sstream>
#include <thread>

namespace bsc {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;

ExperimentResult sample_result() {
    return {.name = "sample",
            .started_utc = "2026-01-02T03:04:05Z",
            .took_seconds = 1.5,
            .machine = {"A \"fast\" CPU", 2, std::uint64_t{1} << 34, "Some OS", "AVX2"},
            .build = {"0.1.0", "GCC 12", "Release"},
            .settings = {{"bits", std::int64_t{256}}, {"policy", std::string("lru")}},
            .tables = {{.name = "times",
                        .columns = {{"engine", ""}, {"n", ""}, {"p50", "us", 1}},
                        .rows = {{std::string("index"), std::int64_t{12345}, 1.25},
                                 {std::string("long name"), std::int64_t{7}, std::monostate{}},
                                 {std::string("odd"), std::int64_t{8},
                                  std::numeric_limits<double>::infinity()}},
                        .notes = {"Take care."}}}};
}

TEST(ExperimentJson, HoldsEverythingRaw) {
    const json::value parsed = json::parse(to_json(sample_result()));
    EXPECT_EQ(parsed.at("experiment").as_string(), "sample");
    EXPECT_EQ(parsed.at("machine").at("cpu").as_string(), "A \"fast\" CPU");
    EXPECT_EQ(parsed.at("machine").at("memory_bytes").to_number<std::uint64_t>(), 1ULL << 34);
    EXPECT_EQ(parsed.at("build").at("type").as_string(), "Release");
    EXPECT_EQ(parsed.at("settings").at("bits").as_int64(), 256);
    const json::value& table = parsed.at("tables").at(0);
    EXPECT_EQ(table.at("units").at("p50").as_string(), "us");
    EXPECT_EQ(table.at("rows").at(0).at("p50").as_double(), 1.25);
    EXPECT_EQ(table.at("rows").at(0).at("n").as_int64(), 12345);
    EXPECT_EQ(table.at("notes").at(0).as_string(), "Take care.");
}

TEST(ExperimentJson, WhatWasNotMeasuredIsNull) {
    const json::value parsed = json::parse(to_json(sample_result()));
    EXPECT_TRUE(parsed.at("tables").at(0).at("rows").at(1).at("p50").is_null());
    EXPECT_TRUE(parsed.at("tables").at(0).at("rows").at(2).at("p50").is_null());
}

TEST(ExperimentJson, ARowIsALine) {
    EXPECT_THAT(to_json(sample_result()),
                HasSubstr("\n        {\"engine\": \"index\", \"n\": 12345, \"p50\": 1.25},\n"));
}

TEST(ExperimentJson, NoTablesIsAnEmptyList) {
    ExperimentResult result = sample_result();
    result.tables.clear();
    EXPECT_TRUE(json::parse(to_json(result)).at("tables").as_array().empty());
}

TEST(ExperimentText, ColumnsAreAligned) {
    const std::string text = to_text(sample_result());
    EXPECT_THAT(text, AllOf(HasSubstr("\n  engine         n  p50 [us]\n"),
                            HasSubstr("\n  index      12345       1.2\n"),
                            HasSubstr("\n  long name      7         -\n"),
                            HasSubstr("bits 256, policy lru"), HasSubstr("16.0 GiB"),
                            HasSubstr("  * Take care.\n")));
}

TEST(ThisMachine, IsDescribed) {
    const Machine machine = this_machine();
    EXPECT_FALSE(machine.cpu.empty());
    EXPECT_EQ(machine.cores, std::thread::hardware_concurrency());
    EXPECT_GT(machine.memory_bytes, std::uint64_t{64} << 20);
    EXPECT_THAT(machine.os, HasSubstr(", kernel "));
    EXPECT_THAT(machine.os, testing::Not(HasSubstr("\"")));
    EXPECT_FALSE(machine.simd.empty());
    EXPECT_EQ(machine, this_machine());
}

TEST(ThisBuild, IsDescribed) {
    EXPECT_EQ(this_build().version, BSC_VERSION);
    EXPECT_THAT(this_build().compiler, testing::ContainsRegex("(GCC|Clang) [0-9]+"));
    EXPECT_FALSE(this_build().type.empty());
}

TEST(ExperimentRun, TellsItsProgressAndWhen) {
    std::vector<double> shares;
    ExperimentRun run("sample", 2, [&](double share, std::string_view) {
        shares.push_back(share);
        return true;
    });
    EXPECT_TRUE(run.next("one"));
    EXPECT_TRUE(run.next("two"));
    const ExperimentResult result = std::move(run).finish({ResultTable{}});
    EXPECT_THAT(shares, testing::ElementsAre(0, 0.5));
    EXPECT_THAT(result.started_utc,
                MatchesRegex("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
    EXPECT_GE(result.took_seconds, 0);
    EXPECT_TRUE(result.tables[0].notes.empty());
}

TEST(ExperimentRun, StaysStopped) {
    int asked = 0;
    ExperimentRun run("sample", 3, [&](double, std::string_view) { return ++asked < 2; });
    EXPECT_TRUE(run.next("one"));
    EXPECT_FALSE(run.next("two"));
    EXPECT_FALSE(run.next("three"));
    EXPECT_EQ(asked, 2);
    EXPECT_THAT(std::move(run).finish({ResultTable{}}).tables[0].notes,
                testing::ElementsAre(HasSubstr("Stopped before the end")));
}

} // namespace
} // namespace bsc
