// A benchmark of a small workload, kept and read back: what is judged is what was measured.
#include "engine/embed/factory.h"
#include "engine/experiment/benchmark.h"
#include "engine/experiment/report_html.h"
#include "engine/experiment/report_matrix.h"
#include "engine/experiment/report_tables.h"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bsc {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::uint64_t row_count = 600;

class Questions final : public WorkloadRows {
  public:
    Result<std::optional<WorkloadRow>> next() override {
        if (at_ == row_count)
            return std::nullopt;
        const std::uint64_t topic = at_ * at_ % 37;
        WorkloadRow row;
        row.prompt = "How do I replace part number " + std::to_string(topic * 1000 + topic) +
                     " of machine <" + std::to_string(topic * 77) + ">?";
        row.meaning_class = std::to_string(topic);
        row.output_tokens = 10;
        ++at_;
        return row;
    }

  private:
    std::uint64_t at_ = 0;
};

Result<std::unique_ptr<WorkloadRows>> questions() { return std::make_unique<Questions>(); }

class Benchmarks : public testing::Test {
  protected:
    void SetUp() override {
        EmbedderSettings lexical;
        lexical.kind = EmbedderKind::lexical;
        embedder_ = *make_embedder(lexical);
        library_ = *RunLibrary::open_in_memory();
        plan_.workload = "questions";
        plan_.policies = {"lru", "sage"};
        plan_.capacities = {{.entries = 8}, {.entries = 16}, {.entries = 30}};
        plan_.engine = false;
        plan_.jobs = 2;
    }
    BenchmarkReport measured() {
        const auto run = run_benchmark(plan_, *embedder_, questions, *library_);
        EXPECT_TRUE(run) << run.error().text;
        return *load_report(*library_, *run);
    }

    std::shared_ptr<const Embedder> embedder_;
    std::unique_ptr<RunLibrary> library_;
    BenchmarkPlan plan_;
};

TEST_F(Benchmarks, KeepEveryCellBoundAndExperiment) {
    const BenchmarkReport report = measured();
    EXPECT_EQ(report.parts, 3U * 3 * 3 + 1) << "2 policies and a bound in 9 columns, one replay";
    EXPECT_EQ(report.parts_done, report.parts);
    EXPECT_TRUE(report.this_machine);
    EXPECT_TRUE(report.run.finished_us);
    const ReportMatrix matrix = matrix_of(report);
    EXPECT_EQ(matrix.policies, (std::vector<std::string>{"lru", "sage"}));
    ASSERT_EQ(matrix.columns.size(), 9U);
    for (std::size_t c = 0; c < 9; ++c) {
        const auto best = best_in(matrix, report, c, MatrixFigure::hit_rate);
        ASSERT_TRUE(best && matrix.columns[c].bound);
        const auto most = figure_of(report.cells[*matrix.columns[c].bound], MatrixFigure::hit_rate);
        EXPECT_LE(*figure_of(report.cells[*best], MatrixFigure::hit_rate), *most);
    }
}

TEST_F(Benchmarks, TheChosenCellDrivesTheCriteria) {
    const BenchmarkReport report = measured();
    for (std::size_t at = 0; at < report.cells.size(); ++at) {
        const ReportCell& cell = report.cells[at];
        if (cell.cell.policy == clairvoyant_name)
            continue;
        const CriteriaVerdicts verdicts = judge_report(report, at);
        EXPECT_DOUBLE_EQ(*verdicts.results[0].figure.value, 100 * cell.figures->hit_rate());
        EXPECT_EQ(verdicts.results[0].figure.samples, row_count);
        EXPECT_DOUBLE_EQ(*verdicts.results[3].figure.value, 100 * cell.figures->hit_rate())
            << "all answers have as many tokens";
        EXPECT_TRUE(verdicts.wrong_hits.value);
    }
}

TEST_F(Benchmarks, WhatWasNotMeasuredIsSaidAndNotGuessed) {
    const BenchmarkReport report = measured();
    const CriteriaVerdicts verdicts = judge_report(report);
    EXPECT_TRUE(verdicts.results[0].figure.value);
    EXPECT_TRUE(verdicts.results[1].figure.value) << "latency comes with the default replay";
    for (const CriterionId id : {CriterionId::memory, CriterionId::evict_time,
                                 CriterionId::project_time, CriterionId::look_up_time}) {
        const CriterionResult& one = verdicts.results[static_cast<std::size_t>(id)];
        EXPECT_EQ(one.verdict, CriterionVerdict::not_measured);
        EXPECT_FALSE(one.figure.basis.empty());
    }
    EXPECT_NE(verdicts.decision(), GoDecision::go);
}

TEST_F(Benchmarks, EngineFiguresComeFromTheNewestRunOfTheSameMachine) {
    ExperimentResult projection;
    projection.name = "projection";
    projection.started_utc = "2026-01-01T00:00:00Z";
    projection.machine = this_machine();
    projection.tables = {{.name = "time per embedding",
                          .columns = {{"dim", ""},
                                      {"bits", ""},
                                      {"at_once", ""},
                                      {"engine", ""},
                                      {"p99", "us"},
                                      {"samples", ""}},
                          .rows = {{std::int64_t{384}, std::int64_t{256}, std::int64_t{1},
                                    "projection", 40.0, std::int64_t{500}}},
                          .notes = {}}};
    const auto kept = save_experiment(*library_, projection);
    ASSERT_TRUE(kept);
    projection.machine.cpu = "another";
    projection.tables[0].rows[0][4] = 4000.0;
    ASSERT_TRUE(save_experiment(*library_, projection));

    const CriteriaVerdicts verdicts = judge_report(measured());
    const CriterionResult& project =
        verdicts.results[static_cast<std::size_t>(CriterionId::project_time)];
    ASSERT_TRUE(project.figure.value);
    EXPECT_DOUBLE_EQ(*project.figure.value, 0.04);
    EXPECT_EQ(project.figure.samples, 500U);
    EXPECT_THAT(project.figure.basis, HasSubstr("from run " + std::to_string(*kept)));
    EXPECT_FALSE(load_report(*library_, *kept + 1)->this_machine);

    const CriteriaVerdicts alone = judge_report(*load_report(*library_, *kept));
    EXPECT_TRUE(alone.results[static_cast<std::size_t>(CriterionId::project_time)].figure.value);
    EXPECT_THAT(alone.results[0].figure.basis, HasSubstr("default settings were not replayed"));
    EXPECT_EQ(alone.decision(), GoDecision::undecided);
}

TEST_F(Benchmarks, ACancelledRunKeepsWhatWasDone) {
    std::atomic<int> asked = 0;
    const auto run =
        run_benchmark(plan_, *embedder_, questions, *library_, {}, [&] { return ++asked > 40; });
    ASSERT_TRUE(run) << run.error().text;
    const auto report = load_report(*library_, *run);
    ASSERT_TRUE(report);
    EXPECT_LT(report->parts_done, report->parts);
    EXPECT_FALSE(report->experiment("default replay"));
}

TEST_F(Benchmarks, TimeIsEstimatedByWhatWasMeasuredAndNotOtherwise) {
    EXPECT_FALSE(estimated_seconds(plan_, row_count, *measured_pace(*library_)));
    std::vector<BenchmarkNews> news;
    ASSERT_TRUE(run_benchmark(plan_, *embedder_, questions, *library_,
                              [&](const BenchmarkNews& one) { news.push_back(one); }));
    ASSERT_FALSE(news.empty());
    EXPECT_FALSE(news.front().seconds_left) << "nothing was ever measured";
    EXPECT_EQ(news.back().parts_over, news.back().parts);
    EXPECT_DOUBLE_EQ(news.back().seconds_left.value(), 0);
    EXPECT_DOUBLE_EQ(news.back().share, 1);

    const BenchmarkPace pace = *measured_pace(*library_);
    const auto once = estimated_seconds(plan_, row_count, pace);
    ASSERT_TRUE(once);
    EXPECT_GT(*once, 0);
    EXPECT_NEAR(*estimated_seconds(plan_, 10 * row_count, pace), 10 * *once, 1e-6);
    plan_.policies = {"mmr"};
    EXPECT_FALSE(estimated_seconds(plan_, row_count, pace)) << "no cell of it was measured";
}

TEST_F(Benchmarks, AnExperimentThatFailedSaysWhy) {
    plan_.engine = plan_.quick = true;
    plan_.policies = {"lru"};
    plan_.capacities = {{.entries = 8}};
    plan_.thresholds = {0.8F};
    plan_.probe_program = "/nowhere/to/be/found";
    std::atomic<bool> stop = false;
    const auto run = run_benchmark(
        plan_, *embedder_, questions, *library_,
        [&](const BenchmarkNews& one) { stop = one.step.starts_with("eviction"); },
        [&] { return stop.load(); });
    ASSERT_TRUE(run) << run.error().text;
    const CriteriaVerdicts verdicts = judge_report(*load_report(*library_, *run));
    const auto basis = [&](CriterionId id) {
        return verdicts.results[static_cast<std::size_t>(id)].figure.basis;
    };
    EXPECT_THAT(basis(CriterionId::memory), HasSubstr("/nowhere/to/be/found"));
    EXPECT_THAT(basis(CriterionId::evict_time), HasSubstr("cancelled"));
}

TEST_F(Benchmarks, PagesHoldEverythingAndNeedNothing) {
    const BenchmarkReport report = measured();
    const std::vector<ReportPicture> pictures{{"A picture", "below", "<svg id=\"one\"></svg>"}};
    const std::string html = report_html(report, pictures);
    for (const char* text : {"questions", "Success criteria", "clairvoyant bound", "no-go",
                             "<svg id=\"one\">", "default replay: decisions"})
        EXPECT_THAT(html, HasSubstr(text));
    for (const auto& [name, value] : report.facts())
        EXPECT_THAT(html, HasSubstr(name));
    for (const char* foreign : {"<script", "http://", "https://", "@import", "src="})
        EXPECT_THAT(html, Not(HasSubstr(foreign)));
}

TEST_F(Benchmarks, AnUnknownRunAndAnUnknownPolicyAreErrors) {
    EXPECT_EQ(load_report(*library_, 99).error().code, ErrorCode::not_found);
    plan_.policies = {"unheard-of"};
    const auto run = run_benchmark(plan_, *embedder_, questions, *library_);
    ASSERT_FALSE(run);
    EXPECT_THAT(run.error().text, HasSubstr("unheard-of"));
}

TEST(ExperimentJson, ReadsBackWhatWasWritten) {
    ExperimentResult result;
    result.name = "x";
    result.started_utc = "2026-01-01T00:00:00Z";
    result.took_seconds = 1.5;
    result.machine = this_machine();
    result.build = this_build();
    result.settings = {{"a", std::int64_t{1}}, {"b", "text"}, {"c", Cell()}};
    result.tables = {{"t", {{"n", ""}, {"us", "us", 3}}, {{std::int64_t{7}, 0.125}}, {"a note"}}};
    const auto back = experiment_from_json(to_json(result));
    ASSERT_TRUE(back) << back.error().text;
    EXPECT_EQ(to_json(*back), to_json(result));
    EXPECT_EQ(to_text(*back), to_text(result));
    EXPECT_FALSE(experiment_from_json("{}"));
    EXPECT_FALSE(experiment_from_json("not json"));
}

TEST(MatrixCellKey, ReadsBackWhatItNames) {
    MatrixCell cell{.encoder = "lexical", .radius = 48, .capacity = 7, .policy = "sage"};
    EXPECT_EQ(matrix_cell_from_key(cell.key())->key(), cell.key());
    cell.adaptive = AdaptiveSettings{.max_error = 0.05, .reach = 48};
    cell.adaptive->insert = AdaptiveSettings::Insert::when_nearest_wrong;
    EXPECT_EQ(matrix_cell_from_key(cell.key())->key(), cell.key());
    EXPECT_FALSE(matrix_cell_from_key("bits=256"));
}

} // namespace
} // namespace bsc
