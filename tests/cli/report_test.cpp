// `bsc bench all`, `bsc bench criteria` and `bsc report`: a small run is made, kept, and told in
// every format.
#include "tests/cli/run_bsc.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace bsc {
namespace {

namespace json = boost::json;
using test::Outcome;
using test::run_bsc;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CliReport : public test::CliTest {
  protected:
    void SetUp() override {
        CliTest::SetUp();
        std::ifstream sample(BSC_SAMPLES_DIR "/first-hour.jsonl");
        std::string rows, line;
        for (int row = 0; row < 60 && std::getline(sample, line); ++row)
            rows += line + '\n';
        workload_ = write("desk.jsonl", rows);
    }

    std::string database() const { return " --db " + path("runs.sqlite"); }
    /// What does not depend on the workload takes many seconds and is tested with the engine.
    Outcome bench(const std::string& more = {}) const {
        return run_bsc("bench all " + workload_ + " --workload-only --quick --encoder lexical" +
                       " --policy lru,sage --capacity 4,8 --threshold 0.8" + database() + more);
    }
    void keep_a_run() const {
        const Outcome made = bench();
        ASSERT_EQ(made.exit_code, 0) << made.output;
        ASSERT_THAT(made.output, HasSubstr("Kept as run 1."));
    }
    Outcome report(const std::string& arguments) const {
        return run_bsc("report " + arguments + database());
    }

    std::string workload_;
};

TEST_F(CliReport, BenchAllReplaysTheMatrixAndJudges) {
    const Outcome made = bench(" --json " + path("all.json"));
    ASSERT_EQ(made.exit_code, 0) << made.output;
    EXPECT_THAT(made.output, AllOf(HasSubstr("success criteria"), HasSubstr("Cache hit rate"),
                                   HasSubstr("clairvoyant"), HasSubstr("Kept as run 1.")));
    EXPECT_THAT(made.output, Not(HasSubstr("\x1b"))) << "no progress line into a pipe";

    const json::value all = json::parse(read("all.json"));
    EXPECT_FALSE(all.at("machine").at("cpu").as_string().empty());
    EXPECT_EQ(all.at("settings").at("workload").as_string(), "desk.jsonl");
    const json::array& tables = all.at("tables").as_array();
    EXPECT_EQ(tables[0].at("rows").as_array().size(), 10U) << "nine criteria and wrong hits";
    const json::array& cells = tables[1].at("rows").as_array();
    ASSERT_EQ(cells.size(), 2U * 3) << "two capacities, two policies and the bound";
    double lru = -1, bound = -1;
    for (const json::value& cell : cells) {
        EXPECT_EQ(cell.at("state").as_string(), "done");
        EXPECT_EQ(cell.at("requests").as_int64(), 60);
        if (cell.at("entries").as_int64() != 8)
            continue;
        if (cell.at("policy").as_string() == "lru")
            lru = cell.at("hit_rate").to_number<double>();
        if (cell.at("policy").as_string() == "clairvoyant")
            bound = cell.at("hit_rate").to_number<double>();
    }
    EXPECT_GE(lru, 0);
    EXPECT_GE(bound, lru);
}

TEST_F(CliReport, CriteriaAreKeptOnlyWhenAsked) {
    const std::string command =
        "bench criteria --workload " + workload_ + " --workload-only --quick --encoder lexical";
    const Outcome told = run_bsc(command + database());
    ASSERT_EQ(told.exit_code, 0) << told.output;
    EXPECT_THAT(told.output, AllOf(HasSubstr("Cache hit rate"), HasSubstr("Memory per 100"),
                                   HasSubstr("not measured"), Not(HasSubstr("Kept as run"))));
    EXPECT_FALSE(std::filesystem::exists(path("runs.sqlite")));
    const Outcome kept = run_bsc(command + " --save" + database());
    EXPECT_THAT(kept.output, HasSubstr("Kept as run 1."));
}

TEST_F(CliReport, RunsAreListedAndToldInEveryFormat) {
    keep_a_run();
    EXPECT_THAT(report("").output,
                AllOf(HasSubstr("benchmark"), HasSubstr("finished"), HasSubstr("desk.jsonl")));

    const Outcome text = report("--run 1");
    ASSERT_EQ(text.exit_code, 0) << text.output;
    EXPECT_THAT(text.output, AllOf(StartsWith("benchmark 1: "), HasSubstr("workload desk.jsonl"),
                                   HasSubstr("matrix"), HasSubstr("default replay: decisions")));

    const Outcome as_json = report("--run 1 --format json");
    ASSERT_EQ(as_json.exit_code, 0);
    EXPECT_EQ(json::parse(as_json.output).at("experiment").as_string(), "benchmark 1");

    const Outcome written = report("--run 1 --format html --out " + path("r.html"));
    ASSERT_EQ(written.exit_code, 0) << written.output;
    const std::string page = read("r.html");
    EXPECT_THAT(page, AllOf(StartsWith("<!DOCTYPE html>"), HasSubstr("Benchmark 1: desk.jsonl"),
                            HasSubstr("Success criteria: default settings"),
                            HasSubstr("Hit rate, %"), HasSubstr("clairvoyant bound"),
                            HasSubstr("<dt>machine</dt>"), HasSubstr("<dt>date</dt>"),
                            HasSubstr("<dt>workload</dt>"), HasSubstr("<dt>encoder</dt>")));
    for (const char* foreign : {"<script", "src=", "href=", "url(", "@import"})
        EXPECT_THAT(page, Not(HasSubstr(foreign))) << "one file, nothing from the network";
}

TEST_F(CliReport, OneCellOfTheMatrixCanBeJudged) {
    keep_a_run();
    const Outcome as_default = report("--run 1");
    const Outcome cell =
        report("--run 1 --cell 'encoder=lexical bits=256 radius=51 capacity=8 policy=sage'");
    ASSERT_EQ(cell.exit_code, 0) << cell.output;
    EXPECT_THAT(cell.output, HasSubstr("sage, 8 entries, 0.80 (51 bits)"));
    EXPECT_THAT(as_default.output, Not(HasSubstr("sage, 8 entries, 0.80 (51 bits):")));
}

TEST_F(CliReport, WhatCannotBeReportedIsSaid) {
    const Outcome nowhere = report("--run 1");
    EXPECT_EQ(nowhere.exit_code, 4);
    EXPECT_THAT(nowhere.output, HasSubstr("There is no database"));
    EXPECT_FALSE(std::filesystem::exists(path("runs.sqlite"))) << "asking must not make it";

    keep_a_run();
    const auto expect = [&](const std::string& arguments, int exit_code, const std::string& why) {
        const Outcome outcome = report(arguments);
        EXPECT_EQ(outcome.exit_code, exit_code) << arguments;
        EXPECT_THAT(outcome.output, HasSubstr(why)) << arguments;
    };
    expect("--run 7", 1, "There is no run 7.");
    expect("--run 0", 2, "--run");
    expect("--out " + path("r.html"), 2, "--out requires --run");
    expect("--run 1 --format pdf", 2, "text,json,html");
    expect("--run 1 --cell nonsense", 2, "no cell 'nonsense'");
    expect("--run 1 --out " + path("missing/r.html"), 1, "No such file or directory");
}

TEST_F(CliReport, BadPlansAreRefusedBeforeAnythingIsMeasured) {
    const auto expect = [&](const std::string& arguments, int exit_code, const std::string& why) {
        const Outcome outcome = run_bsc("bench all " + arguments + database());
        EXPECT_EQ(outcome.exit_code, exit_code) << arguments;
        EXPECT_THAT(outcome.output, AllOf(HasSubstr(why), Not(HasSubstr("Kept as run"))))
            << arguments;
    };
    expect("", 2, "workload");
    expect(path("none.jsonl"), 1, "There is no workload");
    expect(workload_ + " --capacity many", 2, "A capacity is a share");
    expect(workload_ + " --policy unheard-of", 2, "unheard-of");
    expect(workload_ + " --threshold 1.5", 2, "--threshold");
    expect(workload_ + " --json " + path("missing/x.json"), 1, "Cannot write");
    EXPECT_THAT(
        run_bsc("bench all " + workload_ + " --workload-only --db " + path("missing/runs.sqlite"))
            .output,
        HasSubstr("cannot create"));
    write("junk.sqlite", std::string(8192, 'x'));
    const Outcome junk = run_bsc("report --db " + path("junk.sqlite"));
    EXPECT_EQ(junk.exit_code, 4) << junk.output;
}

} // namespace
} // namespace bsc
