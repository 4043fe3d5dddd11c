#include "engine/store/run_library.h"
#include "tests/cli/run_bsc.h"

#include <gmock/gmock.h>

namespace bsc {
namespace {

using test::Outcome;
using test::run_bsc;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class RunsCli : public test::CliTest {
  protected:
    std::string db() const { return " --db " + path("cache.sqlite"); }
    Outcome runs(const std::string& arguments) const { return run_bsc("runs " + arguments + db()); }
    Outcome replay() const {
        return run_bsc("replay " + path("log.jsonl") +
                       " --encoder lexical --policy lru,lfu --save" + db());
    }
    void SetUp() override {
        test::CliTest::SetUp();
        write("log.jsonl", "{\"prompt\": \"a refund\", \"class\": \"1\"}\n"
                           "{\"prompt\": \"the refund\", \"class\": \"1\"}\n");
    }
};

TEST_F(RunsCli, AreListedAndShown) {
    EXPECT_THAT(run_bsc("runs" + db()).output, HasSubstr("No runs yet"));
    ASSERT_EQ(replay().exit_code, 0);
    const auto library = RunLibrary::open(folder_ / "cache.sqlite").value();
    ASSERT_TRUE(library->start({.kind = "stress", .name = "cut short"}, {"one"}));
    for (const char* verb : {"", "list"})
        EXPECT_THAT(runs(verb).output,
                    AllOf(HasSubstr("2/2  finished"), HasSubstr("log.jsonl\n"),
                          HasSubstr("0/1  unfinished"), HasSubstr("cut short  (another machine)")));
    EXPECT_THAT(runs("show 1").output,
                AllOf(HasSubstr("kind      replay\n"), HasSubstr("done      2 of 2\n")));
    EXPECT_EQ(runs("show 7").exit_code, 1);
}

TEST_F(RunsCli, WhatWasRemovedComesBackUntilAPurge) {
    ASSERT_EQ(replay().exit_code, 0);
    ASSERT_EQ(replay().exit_code, 0);
    ASSERT_EQ(runs("remove 1").exit_code, 0);
    EXPECT_THAT(runs("list").output, Not(HasSubstr("\n   1  ")));
    EXPECT_THAT(runs("removed").output, HasSubstr("\n   1  "));
    const Outcome deleted = run_bsc("replay --resume 1" + db());
    EXPECT_EQ(deleted.exit_code, 1);
    EXPECT_THAT(deleted.output, HasSubstr("restore it"));
    EXPECT_THAT(run_bsc("report --run 1" + db()).output, HasSubstr("restore it"));
    const Outcome restored = runs("restore 1");
    ASSERT_EQ(restored.exit_code, 0) << restored.output;
    EXPECT_THAT(restored.output, HasSubstr("run 1: 2 of 2 done"));
    ASSERT_EQ(runs("remove 1").exit_code, 0);
    const Outcome purged = runs("purge");
    ASSERT_EQ(purged.exit_code, 0);
    EXPECT_THAT(purged.output, HasSubstr("1 run deleted for good"));
    EXPECT_THAT(runs("removed").output, HasSubstr("No removed run"));
    EXPECT_EQ(runs("restore 1").exit_code, 1);
    EXPECT_THAT(runs("show 2").output, HasSubstr("2 of 2"));
}

TEST_F(RunsCli, WhatIsBeingWrittenStays) {
    ASSERT_EQ(replay().exit_code, 0);
    const auto library = RunLibrary::open(folder_ / "cache.sqlite").value();
    {
        const auto claim = library->claim(1);
        ASSERT_TRUE(claim);
        EXPECT_THAT(runs("list").output, HasSubstr("2/2  running"));
        for (const std::string& command : {"runs remove 1" + db(), "replay --resume 1" + db()}) {
            const Outcome refused = run_bsc(command);
            EXPECT_EQ(refused.exit_code, 1) << command;
            EXPECT_THAT(refused.output, HasSubstr("wait until it is done")) << command;
        }
    }
    EXPECT_EQ(runs("remove 1").exit_code, 0);
}

TEST_F(RunsCli, ErrorsSayWhatToDo) {
    const auto refused = [&](const std::string& arguments, int code, const char* says) {
        const Outcome outcome = runs(arguments);
        EXPECT_EQ(outcome.exit_code, code) << arguments << outcome.output;
        EXPECT_THAT(outcome.output, HasSubstr(says)) << arguments;
    };
    refused("remove", 2, "run is required");
    refused("remove first", 2, "first");
    refused("remove 0", 2, "0");
    refused("remove 7", 1, "There is no run 7.");
    refused("restore 7", 1, "No removed run has the number 7.");
    refused("forget 7", 2, "forget");
    write("cache.sqlite", "shopping list");
    refused("list", 4, "not a database");
}

} // namespace
} // namespace bsc
