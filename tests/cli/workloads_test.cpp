#include "engine/store/run_library.h"
#include "tests/cli/run_bsc.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <sstream>

namespace bsc {
namespace {

namespace json = boost::json;
using test::Outcome;
using test::run_bsc;
using testing::HasSubstr;

const std::string csv = "question,label\n"
                        "How do I get a refund?,refund\n"
                        "How can I get a refund?,refund\n"
                        "only one field\n"
                        "Which birds stay in Finland?,birds\n"
                        "How can I get a refund??,other\n";

class WorkloadsCli : public test::CliTest {
  protected:
    std::string db() const { return " --db " + path("cache.sqlite"); }
    Outcome imported() const { return run_bsc("import " + write("log.csv", csv) + db()); }
};

TEST_F(WorkloadsCli, ImportShowsBadRowsAndPreviewImportsNothing) {
    const Outcome preview = run_bsc("import --preview " + write("log.csv", csv) + db());
    ASSERT_EQ(preview.exit_code, 0) << preview.output;
    for (const char* text : {"format   csv", "question, label", "line 4: 1 fields", "refund"})
        EXPECT_THAT(preview.output, HasSubstr(text));
    EXPECT_THAT(run_bsc("workloads" + db()).output, HasSubstr("No workloads yet"));

    const Outcome import = imported();
    ASSERT_EQ(import.exit_code, 0) << import.output;
    EXPECT_THAT(import.output, HasSubstr("log.csv: 4 requests, 4 with a class"));
    EXPECT_THAT(import.output, HasSubstr("1 bad rows left out"));
    EXPECT_THAT(imported().output, HasSubstr("log.csv 2: 4 requests"));
}

TEST_F(WorkloadsCli, ExportIsReadBackAsItWas) {
    ASSERT_EQ(imported().exit_code, 0);
    const std::string first = path("first.jsonl");
    ASSERT_EQ(run_bsc("workloads export log.csv --output " + first + db()).exit_code, 0);
    ASSERT_EQ(run_bsc("import --name again " + first + db()).exit_code, 0);
    const Outcome again = run_bsc("workloads export again" + db());
    ASSERT_EQ(again.exit_code, 0);
    EXPECT_EQ(again.output, read("first.jsonl"));
    EXPECT_THAT(again.output, HasSubstr("{\"prompt\":\"How do I get a refund?\","
                                        "\"class\":\"refund\"}\n"));
}

TEST_F(WorkloadsCli, RenameShowAndRemove) {
    ASSERT_EQ(imported().exit_code, 0);
    ASSERT_EQ(run_bsc("workloads rename log.csv support" + db()).exit_code, 0);
    EXPECT_THAT(run_bsc("workloads show support" + db()).output, HasSubstr("requests  4"));
    EXPECT_EQ(run_bsc("workloads show log.csv" + db()).exit_code, 1);
    ASSERT_EQ(run_bsc("workloads remove support" + db()).exit_code, 0);
    EXPECT_THAT(run_bsc("workloads list" + db()).output, HasSubstr("No workloads yet"));
}

TEST_F(WorkloadsCli, WhatWasRemovedComesBackUntilAPurge) {
    ASSERT_EQ(imported().exit_code, 0);
    ASSERT_EQ(run_bsc("workloads remove log.csv" + db()).exit_code, 0);
    EXPECT_THAT(run_bsc("workloads removed" + db()).output, HasSubstr("log.csv"));
    ASSERT_EQ(imported().exit_code, 0);
    const Outcome restored = run_bsc("workloads restore log.csv" + db());
    ASSERT_EQ(restored.exit_code, 0) << restored.output;
    EXPECT_THAT(restored.output, HasSubstr("log.csv 2: 4 requests"));
    ASSERT_EQ(run_bsc("workloads remove log.csv" + db()).exit_code, 0);
    const Outcome purged = run_bsc("workloads purge" + db());
    ASSERT_EQ(purged.exit_code, 0);
    EXPECT_THAT(purged.output, HasSubstr("1 workload deleted for good"));
    EXPECT_THAT(run_bsc("workloads removed" + db()).output, HasSubstr("No removed workload"));
    EXPECT_EQ(run_bsc("workloads restore log.csv" + db()).exit_code, 1);
    EXPECT_THAT(run_bsc("workloads show 'log.csv 2'" + db()).output, HasSubstr("requests  4"));
}

TEST_F(WorkloadsCli, APurgeMakesTheDatabaseSmaller) {
    std::string rows;
    for (int row = 0; row < 20'000; ++row)
        rows += "{\"prompt\": \"" + std::string(100, 'q') + std::to_string(row) + "\"}\n";
    ASSERT_EQ(run_bsc("import " + write("large.jsonl", rows) + db()).exit_code, 0);
    const auto full = std::filesystem::file_size(path("cache.sqlite"));
    ASSERT_GT(full, 2'000'000u);
    ASSERT_EQ(run_bsc("workloads remove large.jsonl" + db()).exit_code, 0);
    EXPECT_THAT(run_bsc("workloads purge" + db()).output, HasSubstr("MB smaller"));
    EXPECT_LT(std::filesystem::file_size(path("cache.sqlite")), full / 10);
}

TEST_F(WorkloadsCli, ErrorsSayWhatToDo) {
    const auto refused = [&](const std::string& arguments, int code, const char* says) {
        const Outcome outcome = run_bsc(arguments + db());
        EXPECT_EQ(outcome.exit_code, code) << arguments << outcome.output;
        EXPECT_THAT(outcome.output, HasSubstr(says)) << arguments;
    };
    refused("import nowhere.csv", 1, "nowhere.csv");
    refused("import " + write("a.csv", "x,y\n1,2\n"), 2, "prompt=NAME");
    refused("import --column prompt " + write("b.csv", csv), 2, "prompt=Question");
    refused("import --format xml b.csv", 2, "xml");
    refused("import " + write("c.jsonl", "{\"prompt\": 1}\n"), 1, "line 1");
    refused("workloads show none", 1, "none");
    refused("replay none", 1, "none");
}

TEST_F(WorkloadsCli, ReplayMatrixPrintsEveryCombinationAndWritesJson) {
    ASSERT_EQ(imported().exit_code, 0);
    const std::string file = path("out.json");
    const Outcome outcome = run_bsc("replay log.csv --encoder lexical --policy lru,fifo "
                                    "--capacity 2,100% --bits 128,256 --jobs 2 --json " +
                                    file + db());
    ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
    const json::value result = json::parse(read("out.json"));
    EXPECT_EQ(result.at("experiment").as_string(), "replay");
    EXPECT_TRUE(result.as_object().contains("machine"));
    const json::array& rows = result.at("tables").at(0).at("rows").as_array();
    ASSERT_EQ(rows.size(), 8u);
    for (const json::value& row : rows) {
        EXPECT_EQ(row.at("requests").to_number<int>(), 4);
        EXPECT_EQ(row.at("over_lru").to_number<double>(), 0);
        EXPECT_EQ(row.at("state_hash").as_string().size(), 16u);
    }
    EXPECT_EQ(rows[2].at("capacity").to_number<int>(), 3); // the distinct classes
}

TEST_F(WorkloadsCli, ASavedReplayGoesOnWhereItWasCut) {
    const std::string file = write("log.jsonl", "{\"prompt\": \"a refund\", \"class\": \"1\"}\n"
                                                "{\"prompt\": \"the refund\", \"class\": \"1\"}\n");
    const Outcome whole =
        run_bsc("replay " + file + " --encoder lexical --policy lru,lfu --save" + db());
    ASSERT_EQ(whole.exit_code, 0) << whole.output;
    EXPECT_THAT(whole.output, HasSubstr("Run 1;"));
    const auto runs = RunLibrary::open(folder_ / "cache.sqlite").value();
    const auto done = runs->parts(1).value();
    ASSERT_EQ(done.size(), 2u);
    ASSERT_TRUE(runs->put(1, {done[1].key, "running", "", ""})); // as a crash leaves it
    const Outcome resumed = run_bsc("replay --resume 1" + db());
    ASSERT_EQ(resumed.exit_code, 0) << resumed.output;
    EXPECT_THAT(resumed.output, HasSubstr("lfu"));
    const auto after = runs->parts(1).value();
    EXPECT_EQ(after[0].result, done[0].result); // with its times: not replayed again
    EXPECT_EQ(after[1].state, "done");
    EXPECT_EQ(json::parse(after[1].result).at("state_hash"),
              json::parse(done[1].result).at("state_hash"));
    RunInfo live = runs->info(1).value();
    live.settings.insert(1, R"("speed":"10",)"); // as the workbench keeps a live replay
    ASSERT_EQ(runs->start(live, {done[0].key}).value(), 2u);
    EXPECT_THAT(run_bsc("replay --resume 2" + db()).output, HasSubstr("in the workbench"));
    write("log.jsonl", "{\"prompt\": \"a refund\"}\n");
    EXPECT_THAT(run_bsc("replay --resume 1" + db()).output, HasSubstr("not what it was"));
    EXPECT_EQ(run_bsc("replay --resume 9" + db()).exit_code, 1);
}

TEST_F(WorkloadsCli, WhatIfPromiseAndAdaptiveRule) {
    ASSERT_EQ(imported().exit_code, 0);
    const Outcome what_if =
        run_bsc("replay log.csv --encoder lexical --what-if --promise 5" + db());
    ASSERT_EQ(what_if.exit_code, 0) << what_if.output;
    EXPECT_THAT(what_if.output, HasSubstr("most_hits_possible"));
    EXPECT_THAT(what_if.output, HasSubstr("too few labels: 59 right ones"));
    const Outcome adaptive = run_bsc("replay log.csv --encoder lexical --adaptive 0.02 --insert "
                                     "every-miss,wrong" +
                                     db());
    ASSERT_EQ(adaptive.exit_code, 0) << adaptive.output;
    EXPECT_THAT(adaptive.output, HasSubstr("adaptive 0.02 wrong"));
    EXPECT_THAT(run_bsc("replay log.csv --promise 5 --content-gate" + db()).output,
                HasSubstr("radius alone"));
    const Outcome gated =
        run_bsc("replay log.csv --encoder lexical --policy lru,sage --content-gate" + db());
    ASSERT_EQ(gated.exit_code, 0) << gated.output;
    EXPECT_THAT(gated.output, HasSubstr("content_gate on"));
    EXPECT_EQ(run_bsc("replay log.csv --what-if --policy lru,lfu" + db()).exit_code, 2);
}

} // namespace
} // namespace bsc
