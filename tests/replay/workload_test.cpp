#include "engine/replay/workload.h"

#include "tests/replay/workload_file.h"

#include <gmock/gmock.h>

namespace bsc {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// All rows, or the error.
Result<std::vector<WorkloadRow>> rows_of(const std::string& bytes) {
    const test::WorkloadFile file(bytes);
    auto reader = WorkloadReader::open(file.path()).value();
    std::vector<WorkloadRow> rows;
    while (true) {
        auto row = reader.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return rows;
        }
        rows.push_back(**row);
    }
}

std::string error_of(const std::string& bytes) {
    const auto rows = rows_of(bytes);
    return rows ? "accepted" : rows.error().text;
}

const std::string two_rows =
    R"({"t": 1.5, "prompt": "Hé\n\"x\"", "class": "c1", "source": "s", "extra": {"a": [1]}})"
    "\n\n  \r\n"
    R"({"prompt": "", "class": null, "t": null})";

void expect_two_rows(const Result<std::vector<WorkloadRow>>& rows) {
    ASSERT_TRUE(rows) << rows.error().text;
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_EQ(rows->at(0).arrival, 1.5);
    EXPECT_EQ(rows->at(0).prompt, "Hé\n\"x\"");
    EXPECT_EQ(rows->at(0).meaning_class, "c1");
    EXPECT_EQ(rows->at(0).source, "s");
    EXPECT_EQ(rows->at(1).arrival, std::nullopt);
    EXPECT_EQ(rows->at(1).prompt, "");
    EXPECT_EQ(rows->at(1).meaning_class, std::nullopt);
    EXPECT_EQ(rows->at(1).source, "");
}

TEST(WorkloadReader, ReadsPlainAndGzipAlike) {
    expect_two_rows(rows_of(two_rows));
    expect_two_rows(rows_of(two_rows + "\n"));
    expect_two_rows(rows_of(test::gzip(two_rows)));
}

TEST(WorkloadReader, ReadsWhatARecordingKnowsBesideThePrompt) {
    const auto rows = rows_of(R"({"prompt": "p", "partition": "system a", "model": "m",)"
                              R"( "input_tokens": 12, "output_tokens": 345})");
    ASSERT_TRUE(rows) << rows.error().text;
    EXPECT_EQ(rows->at(0).partition, "system a");
    EXPECT_EQ(rows->at(0).model, "m");
    EXPECT_EQ(rows->at(0).input_tokens, 12u);
    EXPECT_EQ(rows->at(0).output_tokens, 345u);
}

TEST(WorkloadReader, AnEmptyFileHasNoRows) {
    EXPECT_THAT(rows_of("").value(), testing::IsEmpty());
    EXPECT_THAT(rows_of(test::gzip("")).value(), testing::IsEmpty());
}

TEST(WorkloadReader, ErrorsNameTheLine) {
    EXPECT_THAT(error_of("{\"prompt\":\"a\"}\n\n{\"prompt\":"),
                AllOf(HasSubstr("line 3"), HasSubstr("not JSON")));
    EXPECT_THAT(error_of("[]"), AllOf(HasSubstr("line 1"), HasSubstr("not a JSON object")));
    EXPECT_THAT(error_of("{}"), HasSubstr("no \"prompt\""));
    EXPECT_THAT(error_of(R"({"prompt": null})"), HasSubstr("no \"prompt\""));
    EXPECT_THAT(error_of(R"({"prompt": 1})"), HasSubstr("\"prompt\" is not a text"));
    EXPECT_THAT(error_of(R"({"prompt": "", "class": 1})"), HasSubstr("\"class\" is not a text"));
    EXPECT_THAT(error_of(R"({"prompt": "", "t": "now"})"), HasSubstr("\"t\" is not a number"));
    EXPECT_THAT(error_of(R"({"prompt": "", "output_tokens": -1})"),
                HasSubstr("\"output_tokens\" is not a count"));
    EXPECT_THAT(error_of(std::string("{\"prompt\":\"\0\"}", 14)), HasSubstr("line 1: not JSON"));
}

TEST(WorkloadReader, LongLinesWorkUpToTheLimit) {
    const std::string megabyte = R"({"prompt": ")" + std::string(1 << 20, 'x') + "\"}";
    EXPECT_EQ(rows_of(megabyte).value().at(0).prompt.size(), 1u << 20);
    EXPECT_THAT(error_of(std::string(WorkloadReader::max_line_bytes + 100'000, ' ')),
                HasSubstr("longer than 16 MiB"));
}

TEST(WorkloadReader, EveryCutOfAGzipFileIsAnError) {
    std::string lines;
    for (int i = 0; i < 50; ++i) {
        lines += "{\"prompt\":\"";
        lines += std::to_string(i * 7919);
        lines += "\"}\n";
    }
    const std::string whole = test::gzip(lines);
    for (std::size_t size = 20; size < whole.size(); size += 7) {
        EXPECT_THAT(error_of(whole.substr(0, size)), HasSubstr("damaged or cut short")) << size;
    }
    std::string damaged = whole;
    damaged[whole.size() / 2] ^= 0x55;
    EXPECT_NE(error_of(damaged), "accepted");
}

TEST(WorkloadReader, NoSuchFile) {
    EXPECT_EQ(WorkloadReader::open("/none.jsonl").error().code, ErrorCode::not_found);
    EXPECT_EQ(WorkloadReader::open("/").error().code, ErrorCode::not_found);
}

} // namespace
} // namespace bsc
