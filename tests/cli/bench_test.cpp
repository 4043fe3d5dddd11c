// `bsc bench`: what a user gets from it and what he is told when it cannot work.
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

class CliBench : public test::CliTest {
  protected:
    json::value read_json(const std::string& name) const { return json::parse(read(name)); }
};

TEST_F(CliBench, ProjectionPrintsATableAndWritesJson) {
    const Outcome outcome = run_bsc("bench projection --quick --dims 32 --bits 64,128 --batch 10 "
                                    "--json " +
                                    path("projection.json"));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("p99 [us]"), HasSubstr("Eigen GEMV"),
                                      HasSubstr("dims 32, bits 64 128, batch 10, repeats 200")));
    EXPECT_THAT(outcome.output, Not(HasSubstr("\x1b"))) << "no progress line into a pipe";

    const json::value result = read_json("projection.json");
    EXPECT_EQ(result.at("experiment").as_string(), "projection");
    EXPECT_FALSE(result.at("machine").at("cpu").as_string().empty());
    EXPECT_FALSE(result.at("build").at("compiler").as_string().empty());
    EXPECT_EQ(result.at("settings").at("repeats").as_int64(), 200);
    EXPECT_EQ(result.at("tables").at(0).at("rows").as_array().size(), 2U * 2 * 2);
}

TEST_F(CliBench, WhatTheUserGivesGoesBeforeQuick) {
    const Outcome outcome = run_bsc("bench projection --quick --repeats 7 --dims 8 --bits 64 "
                                    "--batch 4 --json " +
                                    path("p.json"));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_EQ(read_json("p.json").at("settings").at("repeats").as_int64(), 7);
    EXPECT_EQ(read_json("p.json").at("settings").at("batch_repeats").as_int64(), 3);
}

TEST_F(CliBench, HammingCountsNoWrongAnswer) {
    const Outcome outcome =
        run_bsc("bench hamming --quick --entries 500 --repeats 40 --json " + path("hamming.json"));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
    const json::value result = read_json("hamming.json");
    EXPECT_EQ(result.at("settings").at("radius").as_int64(), 38);
    for (const json::value& row : result.at("tables").at(0).at("rows").as_array()) {
        EXPECT_EQ(row.at("entries").as_int64(), 500);
        if (row.at("engine").as_string() == "index") {
            EXPECT_EQ(row.at("wrong").as_int64(), 0);
        }
    }
}

TEST_F(CliBench, MemoryMeasuresItsOwnProcesses) {
    const Outcome outcome =
        run_bsc("bench memory --quick --entries 500 --dims 64 --bits 64 --answer-bytes 2048 "
                "--json " +
                path("memory.json"));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("entry record"));
    const json::value result = read_json("memory.json");
    EXPECT_EQ(result.at("settings").at("answer_bytes").as_int64(), 2048);
    EXPECT_EQ(result.at("tables").as_array().size(), 3U);
}

TEST_F(CliBench, TheFileMustBeWritableBeforeAnythingIsMeasured) {
    for (const std::string command : {"projection", "hamming", "memory"}) {
        // Without --quick each of these takes from many seconds to minutes.
        const Outcome outcome = run_bsc("bench " + command + " --json " + path("missing/x.json"));
        EXPECT_EQ(outcome.exit_code, 1);
        EXPECT_THAT(outcome.output, AllOf(HasSubstr("Cannot write"), HasSubstr("x.json"),
                                          HasSubstr("No such file or directory")));
        EXPECT_THAT(outcome.output, Not(HasSubstr("[us]"))) << command;
    }
}

TEST_F(CliBench, BadInputIsAUsageErrorThatSaysWhy) {
    const auto expect_usage = [](const std::string& arguments, const std::string& text) {
        const Outcome outcome = run_bsc("bench " + arguments);
        EXPECT_EQ(outcome.exit_code, 2) << arguments;
        EXPECT_THAT(outcome.output, HasSubstr(text)) << arguments;
    };
    expect_usage("", "subcommand");
    expect_usage("projection --dims 0", "--dims: Value 0 not in range 1 to 1000000000");
    expect_usage("projection --bits 4096", "1 to 1024");
    expect_usage("projection --dims many", "--dims");
    expect_usage("projection --repeats -1", "--repeats");
    expect_usage("hamming --entries 1000,0", "--entries");
    expect_usage("hamming --radius 300", "0 to 256");
    expect_usage("hamming --radius -1", "--radius");
    expect_usage("memory --policy unheard-of", "unheard-of");
    expect_usage("memory --cache-bits 2000", "1 to 1024");
    expect_usage("memory-probe nonsense", "is no memory load");
}

TEST_F(CliBench, HelpListsTheExperimentsAndNotTheProbe) {
    const Outcome outcome = run_bsc("bench --help");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("projection"), HasSubstr("memory"),
                                      HasSubstr("hamming"), Not(HasSubstr("memory-probe"))));
}

} // namespace
} // namespace bsc
