#include "tests/cli/run_bsc.h"

#include <gmock/gmock.h>

namespace bsc {
namespace {

using testing::HasSubstr;

using LabTest = test::CliTest;

const std::string sample = BSC_SAMPLES_DIR "/first-hour.jsonl --encoder lexical";

TEST_F(LabTest, InspectTellsCodesAndTraps) {
    const auto outcome = test::run_bsc("inspect " + sample);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.output, HasSubstr("two standard deviations"));
    EXPECT_THAT(outcome.output, HasSubstr("1024"));
    EXPECT_THAT(outcome.output, HasSubstr("negation"));
    EXPECT_THAT(outcome.output, HasSubstr("rules for English"));
}

TEST_F(LabTest, WhatIfGoesThroughCachesWithGateAndSecondScore) {
    const auto gated = test::run_bsc("replay " + sample + " --what-if --content-gate");
    EXPECT_EQ(gated.exit_code, 0);
    EXPECT_THAT(gated.output, HasSubstr("content_gate on"));
    EXPECT_THAT(gated.output, HasSubstr("through a real cache"));
    const auto scored = test::run_bsc("replay " + sample + " --what-if --second-score int8");
    EXPECT_EQ(scored.exit_code, 0);
    EXPECT_THAT(scored.output, HasSubstr("second_minimum"));
    const auto priced = test::run_bsc("replay " + sample + " --what-if --radius 38");
    EXPECT_THAT(priced.output, HasSubstr("saved [USD]"));
}

TEST_F(LabTest, LabelsGoInAndOut) {
    const std::string database = path("cache.sqlite"), labels = path("labels.jsonl");
    std::ofstream(labels)
        << R"({"prompt":"How do I get a refund?","match":"refund","word":"wrong"})" << '\n';
    const auto in =
        test::run_bsc("labels import " + labels + " --encoder lexical --db " + database);
    EXPECT_EQ(in.exit_code, 0) << in.output;
    EXPECT_THAT(in.output, HasSubstr("1 labels imported"));
    EXPECT_THAT(test::run_bsc("labels --db " + database).output, HasSubstr("live traffic"));
    const auto out = test::run_bsc("labels export --db " + database);
    EXPECT_THAT(out.output, HasSubstr("\"word\":\"wrong\""));
    EXPECT_THAT(out.output, HasSubstr("\"distance\":"));
    std::ofstream(labels) << "{}\n";
    const auto bad = test::run_bsc("labels import " + labels + " --db " + database);
    EXPECT_EQ(bad.exit_code, 1);
    EXPECT_THAT(bad.output, HasSubstr("line 1"));
}

} // namespace
} // namespace bsc
