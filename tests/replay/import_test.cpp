#include "engine/replay/import/import.h"

#include "engine/replay/library_rows.h"
#include "engine/replay/workload_json.h"
#include "tests/replay/workload_file.h"

#include <gmock/gmock.h>

namespace bsc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

ImportPreview preview(const std::string& bytes, const ImportOptions& options = {}) {
    const test::WorkloadFile file(bytes);
    auto preview = preview_import(file.path(), options);
    EXPECT_TRUE(preview) << preview.error().text;
    return preview.value_or(ImportPreview{});
}

std::string error_of(const std::string& bytes, const ImportOptions& options = {}) {
    const test::WorkloadFile file(bytes);
    const auto preview = preview_import(file.path(), options);
    return preview ? "accepted" : preview.error().text;
}

std::vector<std::string> prompts(const ImportPreview& preview) {
    std::vector<std::string> all;
    for (const WorkloadRow& row : preview.rows)
        all.push_back(row.prompt);
    return all;
}

TEST(Import, WorkloadRowsGoInAsTheyAre) {
    const auto seen = preview("{\"t\": 5, \"prompt\": \"a\", \"class\": \"c\"}\n{\"prompt\": 1}\n"
                              "{\"t\": 7.5, \"prompt\": \"b\"}\n");
    EXPECT_EQ(seen.format, ImportFormat::workload);
    EXPECT_THAT(prompts(seen), ElementsAre("a", "b"));
    EXPECT_EQ(seen.rows[0].arrival, 5);
    ASSERT_EQ(seen.bad_rows.size(), 1u);
    EXPECT_EQ(seen.bad_rows[0].line, 2u);
    EXPECT_THAT(seen.bad_rows[0].why, HasSubstr("not a text"));
}

TEST(Import, CsvFieldsMayHoldQuotesSeparatorsAndLineEnds) {
    const auto seen = preview("\xEF\xBB\xBFid,Question,created_at,label,prompt_tokens\r\n"
                              "1,\"Say \"\"hi\"\", please\",2024-03-01T10:00:00Z,greet,12\r\n"
                              "2,\"two\nlines\",2024-03-01T12:00:01.5+02:00,,\r\n"
                              "\r\n"
                              "3,short\r\n"
                              "4,x,yesterday,,\r\n"
                              "5,,,,\r\n"
                              "6,x,,,many\r\n"
                              "7,\"x\"y,,,\r\n"
                              "8,\xFF,,,\r\n"
                              "9,\"open,,,\r\n");
    EXPECT_EQ(seen.format, ImportFormat::csv);
    EXPECT_THAT(seen.mapping,
                ElementsAre(Pair("class", "label"), Pair("input_tokens", "prompt_tokens"),
                            Pair("prompt", "Question"), Pair("time", "created_at")));
    EXPECT_THAT(prompts(seen), ElementsAre("Say \"hi\", please", "two\nlines"));
    EXPECT_EQ(seen.rows[0].meaning_class, "greet");
    EXPECT_EQ(seen.rows[0].input_tokens, 12u);
    EXPECT_EQ(seen.rows[0].arrival, 0);
    EXPECT_EQ(seen.rows[1].arrival, 1.5);
    EXPECT_EQ(seen.rows[1].meaning_class, std::nullopt);
    std::vector<std::pair<std::size_t, std::string>> bad;
    for (const BadRow& row : seen.bad_rows)
        bad.emplace_back(row.line, row.why);
    EXPECT_THAT(bad,
                ElementsAre(Pair(6, HasSubstr("2 fields, the header has 5")),
                            Pair(7, HasSubstr("\"yesterday\" is no time")),
                            Pair(8, HasSubstr("prompt is empty")),
                            Pair(9, HasSubstr("no count of tokens")),
                            Pair(10, HasSubstr("behind a closing quote")),
                            Pair(11, HasSubstr("not UTF-8")), Pair(12, HasSubstr("never closed"))));
}

TEST(Import, CsvColumnsAreChosenByName) {
    const std::string bytes = "what;who\nhello, world;a\n";
    EXPECT_THAT(error_of(bytes), HasSubstr("what, who"));
    EXPECT_THAT(prompts(preview(bytes, {.columns = {{"prompt", "what"}, {"class", "who"}}})),
                ElementsAre("hello, world"));
    EXPECT_THAT(error_of(bytes, {.columns = {{"prompt", "why"}}}), HasSubstr("no column \"why\""));
    EXPECT_THAT(error_of(bytes, {.columns = {{"colour", "who"}}}), HasSubstr("not \"colour\""));
    EXPECT_THAT(error_of("{\"prompt\": \"a\"}\n", {.columns = {{"prompt", "what"}}}),
                HasSubstr("for csv"));
}

TEST(Import, NoColumnHoldsWhatHasAnEmptyName) {
    const auto seen = preview("prompt,class\na,b\n", {.columns = {{"class", ""}}});
    ASSERT_EQ(seen.rows.size(), 1u);
    EXPECT_EQ(seen.rows[0].meaning_class, std::nullopt);
    EXPECT_THAT(seen.mapping, ElementsAre(Pair("prompt", "prompt")));
}

TEST(Import, ColumnsAreToldWithoutKnowingTheOneOfPrompts) {
    const test::WorkloadFile file("\xEF\xBB\xBF"
                                  "Frage;\"Die Art\"\nWo?;ort\n");
    const auto columns = csv_columns(file.path());
    ASSERT_TRUE(columns) << columns.error().text;
    EXPECT_THAT(*columns, ElementsAre("Frage", "Die Art"));
    EXPECT_FALSE(csv_columns("/nowhere/at/all.csv"));
}

TEST(Import, OpenAiBatchesAndChatsAskTheLastUserTurn) {
    const auto seen = preview(
        R"({"custom_id": "1", "url": "/v1/chat/completions", "body": {"model": "m", "messages": [)"
        R"({"role": "system", "content": "s"}, {"role": "user", "content": "one"},)"
        R"({"role": "assistant", "content": "a"}, {"role": "user", "content": "two"}]}})"
        "\n"
        R"({"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]},)"
        R"({"role": "assistant", "content": "answer"}]})"
        "\n"
        R"({"body": {"messages": [{"role": "system", "content": "s"}]}})"
        "\n"
        R"({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]})"
        "\n{\"url\": \"/v1/embeddings\", \"body\": {\"input\": \"e\"}}\nnonsense\n");
    EXPECT_EQ(seen.format, ImportFormat::openai);
    EXPECT_THAT(prompts(seen), ElementsAre("two", "x"));
    EXPECT_EQ(seen.rows[0].model, "m");
    EXPECT_EQ(seen.rows[0].partition,
              R"([{"role":"system","content":"s"},{"role":"user","content":"one"},)"
              R"({"role":"assistant","content":"a"}])");
    EXPECT_EQ(seen.rows[1].partition, "");
    ASSERT_EQ(seen.bad_rows.size(), 3u);
    EXPECT_THAT(seen.bad_rows[0].why, HasSubstr("no user turn"));
    EXPECT_THAT(seen.bad_rows[1].why, HasSubstr("not only text"));
    EXPECT_EQ(seen.bad_rows[2].line, 6u);
}

TEST(Import, LitellmLogs) {
    const auto seen = preview(
        R"({"call_type": "acompletion", "model": "gpt", "startTime": 1700000000.5,)"
        R"("messages": [{"role": "user", "content": "a"}], "prompt_tokens": 3,)"
        R"("completion_tokens": 4})"
        "\n"
        R"({"call_type": "acompletion", "startTime": "2023-11-14 22:13:30.500000",)"
        R"("messages": "[{\"role\": \"user\", \"content\": \"b\"}]",)"
        R"("response": {"usage": {"prompt_tokens": 5, "completion_tokens": 6}}})"
        "\n{\"call_type\": \"acompletion\", \"messages\": {}}\n{\"call_type\": \"aembedding\"}\n");
    EXPECT_EQ(seen.format, ImportFormat::litellm);
    EXPECT_THAT(prompts(seen), ElementsAre("a", "b"));
    EXPECT_EQ(seen.rows[0].model, "gpt");
    EXPECT_EQ(seen.rows[0].output_tokens, 4u);
    EXPECT_EQ(seen.rows[1].arrival, 10);
    EXPECT_EQ(seen.rows[1].input_tokens, 5u);
    ASSERT_EQ(seen.bad_rows.size(), 1u);
    EXPECT_THAT(seen.bad_rows[0].why, HasSubstr("kept without prompts"));
}

TEST(Import, HeliconeExportsAsLinesOrAsOneList) {
    const std::string one =
        R"({"request_created_at": "2024-01-01T00:00:00Z", "request_body": {"model": "m",)"
        R"("messages": [{"role": "user", "content": "a ] , [ \" b"}]}, "prompt_tokens": 7,)"
        R"("response_body": {"usage": {"completion_tokens": 8}}})";
    const std::string two = R"({"request_created_at": "2024-01-01T00:01:00Z"})";
    for (const std::string& bytes : {one + "\n" + two + "\n", "[" + one + "," + two + "]",
                                     "[\n" + one + ",\n" + two + "\n]\n"}) {
        const auto seen = preview(bytes);
        EXPECT_EQ(seen.format, ImportFormat::helicone);
        ASSERT_THAT(prompts(seen), ElementsAre("a ] , [ \" b")) << bytes;
        EXPECT_EQ(seen.rows[0].input_tokens, 7u);
        EXPECT_EQ(seen.rows[0].output_tokens, 8u);
        ASSERT_EQ(seen.bad_rows.size(), 1u);
        EXPECT_THAT(seen.bad_rows[0].why, HasSubstr("--include-body"));
    }
    EXPECT_THAT(error_of("[" + one + ","), HasSubstr("ends inside its list"));
}

TEST(Import, HarKeepsTheChats) {
    const std::string bytes = R"({
  "log": {
    "version": "1.2", "pages": ["entries"],
    "entries": [
      {"startedDateTime": "2024-01-01T00:00:00.000Z",
       "request": {"method": "GET", "url": "https://example.org/"}},
      {"startedDateTime": "2024-01-01T00:00:02.000Z",
       "request": {"method": "POST", "url": "https://api.anthropic.com/v1/messages?beta=true",
                   "postData": {"text": "{\"system\": \"s\", \"model\": \"c\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}"}},
       "response": {"content": {"text": "{\"usage\": {\"input_tokens\": 1, \"output_tokens\": 2}}"}}},
      {"request": {"method": "POST", "url": "https://api.openai.com/v1/chat/completions"}}
    ]
  }
})";
    const auto seen = preview(bytes);
    EXPECT_EQ(seen.format, ImportFormat::har);
    ASSERT_THAT(prompts(seen), ElementsAre("hi"));
    EXPECT_EQ(seen.rows[0].partition, "[\"s\"]");
    EXPECT_EQ(seen.rows[0].output_tokens, 2u);
    ASSERT_EQ(seen.bad_rows.size(), 1u);
    EXPECT_EQ(seen.bad_rows[0].line, 11u);
    EXPECT_THAT(error_of("{\"log\": {}}"), HasSubstr("no list of requests"));
}

TEST(Import, WhatCannotBeToldIsSaid) {
    EXPECT_THAT(error_of(""), HasSubstr("does not tell its format"));
    EXPECT_THAT(error_of("{\"colour\": 1}\n"), HasSubstr("name it"));
    EXPECT_EQ(sniff("/none").error().code, ErrorCode::not_found);
}

class ImportInto : public testing::Test {
  protected:
    Result<ImportReport> import(const std::string& bytes,
                                const std::function<bool()>& cancelled = {}) {
        const test::WorkloadFile file(bytes);
        return import_workload(file.path(), {}, *library_, "new", {}, cancelled);
    }

    std::unique_ptr<WorkloadLibrary> library_ = WorkloadLibrary::open_in_memory().value();
};

TEST_F(ImportInto, GoodRowsGoInAndComeBack) {
    std::string bytes;
    for (int i = 0; i < 2500; ++i)
        bytes += i % 10 == 9 ? "bad\n"
                             : R"({"t": )" + std::to_string(i) + R"(, "prompt": "p)" +
                                   std::to_string(i) + R"(", "class": "c", "model": "m"})" + "\n";
    const auto report = import(test::gzip(bytes));
    ASSERT_TRUE(report) << report.error().text;
    EXPECT_EQ(report->workload.requests, 2250u);
    EXPECT_EQ(report->bad, 250u);
    ASSERT_EQ(report->bad_rows.size(), ImportReport::max_bad_rows);
    EXPECT_EQ(report->bad_rows[1].line, 20u);

    LibraryRows rows(library_->rows(report->workload.id).value());
    std::string exported;
    while (const auto row = rows.next().value())
        exported += workload_line(*row) + "\n";
    const test::WorkloadFile file(exported);
    auto again = WorkloadReader::open(file.path()).value();
    LibraryRows saved(library_->rows(report->workload.id).value());
    while (const auto row = saved.next().value()) {
        const auto back = again.next().value();
        ASSERT_TRUE(back);
        EXPECT_EQ(back->prompt, row->prompt);
        EXPECT_EQ(back->arrival, row->arrival);
        EXPECT_EQ(back->meaning_class, row->meaning_class);
        EXPECT_EQ(back->model, row->model);
    }
    EXPECT_FALSE(again.next().value());
}

TEST_F(ImportInto, NothingIsHalfImported) {
    const std::string good = "{\"prompt\": \"a\"}\n";
    int asked = 0;
    const auto cancelled = import(good + good + good, [&] { return ++asked == 3; });
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::unavailable);
    const auto no_good = import("{\"prompt\": 1}\n");
    EXPECT_THAT(no_good.error().text, HasSubstr("line 1"));
    std::string cut = test::gzip(good + good);
    cut.resize(cut.size() - 6);
    EXPECT_FALSE(import(cut));
    EXPECT_THAT(library_->list().value(), IsEmpty());
    EXPECT_TRUE(import(good));
}

TEST_F(ImportInto, TimesThatGoBackAreCounted) {
    const auto report = import("prompt,time\na,2024-01-02\nb,2024-01-02T00:00:00Z\n");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->bad, 1u);
    EXPECT_EQ(import_workload(test::WorkloadFile("prompt,time\na,20\nb,30\nc,10\n").path(), {},
                              *library_, "back")
                  ->back_in_time,
              1u);
}

} // namespace
} // namespace bsc
