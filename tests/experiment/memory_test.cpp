#include "engine/experiment/child_process.h"
#include "engine/experiment/memory.h"
#include "engine/experiment/memory_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace bsc {
namespace {

using testing::HasSubstr;

TEST(ChildProcess, ReturnsWhatTheProgramWrote) {
    EXPECT_EQ(output_of("/bin/echo", {"two words", "$HOME"}).value(), "two words $HOME\n");
}

TEST(ChildProcess, SaysWhatWentWrong) {
    const auto missing = output_of("/nowhere/to/be/found", {});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_THAT(missing.error().text, HasSubstr("/nowhere/to/be/found"));

    EXPECT_THAT(output_of("/bin/sh", {"-c", "exit 3"}).error().text, HasSubstr("exit code 3"));
    EXPECT_THAT(output_of("/bin/sh", {"-c", "kill -9 $$"}).error().text, HasSubstr("signal 9"));
}

TEST(MemoryLoad, SurvivesItsText) {
    const MemoryLoad load{.part = MemoryLoad::Part::policy,
                          .entries = 12,
                          .dim = 34,
                          .bits = 56,
                          .prompt_bytes = 78,
                          .answer_bytes = 90,
                          .embeddings = false,
                          .policy = "fifo"};
    EXPECT_EQ(parse_memory_load(to_text(load)).value(), load);
    for (const char* bad : {"", "7", "{}", R"({"part":"nothing"})"})
        EXPECT_EQ(parse_memory_load(bad).error().code, ErrorCode::wrong_format) << bad;
    std::string unknown = to_text(load);
    unknown.replace(unknown.find("policy\""), 6, "polity");
    EXPECT_FALSE(parse_memory_load(unknown));
}

TEST(MemoryProbe, CountsThisProcess) {
    const auto memory = measure({});
    ASSERT_TRUE(memory) << memory.error().text;
    EXPECT_GT(memory->total, memory->anonymous);
    EXPECT_GT(memory->anonymous, 0U);
    const auto again = parse_resident_memory(to_text(*memory));
    EXPECT_EQ(again->total, memory->total);
    EXPECT_EQ(again->anonymous, memory->anonymous);
}

TEST(MemoryProbe, PassesOnWhatTheCacheRefuses) {
    EXPECT_FALSE(measure({.part = MemoryLoad::Part::matrix, .dim = 0, .bits = 64}));
    EXPECT_FALSE(measure({.part = MemoryLoad::Part::cache, .entries = 0, .dim = 8, .bits = 64}));
    EXPECT_FALSE(measure({.part = MemoryLoad::Part::policy, .bits = 64, .policy = "none such"}));
}

MemoryExperiment small_memory() {
    return {
        .dims = {384, 1536}, .bits = {256, 512}, .entries = {3000}, .probe_program = BSC_PROGRAM};
}

TEST(MemoryExperiment, WeighsTheMatricesAndEveryPartOfAnEntry) {
    const MemoryExperiment settings = small_memory();
    const auto result = run_memory(settings);
    ASSERT_TRUE(result) << result.error().text;
    ASSERT_EQ(result->tables.size(), 3U);

    const ResultTable& matrices = result->tables[0];
    ASSERT_EQ(matrices.rows.size(), 4U);
    for (const auto& row : matrices.rows) {
        const auto floats = static_cast<double>(std::get<std::int64_t>(row[2]));
        EXPECT_NEAR(static_cast<double>(std::get<std::int64_t>(row[3])), floats,
                    0.1 * floats + 100'000);
    }

    std::map<std::string, double> bytes;
    for (const auto& row : result->tables[1].rows)
        bytes[std::get<std::string>(row[1])] = std::get<double>(row[2]);
    EXPECT_EQ(bytes.size(), 7U);
    EXPECT_GT(bytes["answer"], settings.answer_bytes);
#ifndef __SANITIZE_ADDRESS__ // whose allocator guards every block with bytes of its own
    EXPECT_LT(bytes["answer"], 1.2 * static_cast<double>(settings.answer_bytes));
#endif
    EXPECT_GT(bytes["prompt"], settings.prompt_bytes);
    EXPECT_GT(bytes["vector"], 0.9 * settings.cache_dim) << "a byte a dimension";
    EXPECT_GT(bytes["index"], 32);
    EXPECT_GT(bytes["entry record"], sizeof(CacheEntry));
    const double all = bytes["all"];
    bytes.erase("all");
    double sum = 0;
    for (const auto& [part, each] : bytes)
        sum += each;
    EXPECT_NEAR(sum, all, 1 + 0.01 * all) << "the parts make up the whole";

    const ResultTable& process = result->tables[2];
    EXPECT_GT(std::get<std::int64_t>(process.rows[0][2]),
              std::get<std::int64_t>(process.rows[0][1]));
}

TEST(MemoryExperiment, StopsWhenToldTo) {
    int steps = 0;
    const auto result =
        run_memory(small_memory(), [&](double, std::string_view) { return ++steps < 4; });
    ASSERT_TRUE(result);
    EXPECT_EQ(result->tables[0].rows.size(), 1U);
    EXPECT_EQ(result->tables[1].rows.size(), 0U);
}

TEST(MemoryExperiment, SaysWhenItsProbeIsNoProbe) {
    MemoryExperiment settings = small_memory();
    settings.probe_program = "/bin/echo";
    EXPECT_THAT(run_memory(settings).error().text, HasSubstr("is no measured memory"));
    settings.probe_program = "/nowhere/bsc";
    EXPECT_EQ(run_memory(settings).error().code, ErrorCode::not_found);
}

TEST(MemoryExperiment, RefusesWhatCannotBeBuilt) {
    MemoryExperiment settings = small_memory();
    settings.entries = {0};
    EXPECT_THAT(run_memory(settings).error().text, HasSubstr("list of entries"));
    settings = small_memory();
    settings.policy = "none such";
    EXPECT_EQ(run_memory(settings).error().code, ErrorCode::invalid_argument);
    settings = small_memory();
    settings.cache_bits = 0;
    EXPECT_EQ(run_memory(settings).error().code, ErrorCode::invalid_argument);
}

} // namespace
} // namespace bsc
