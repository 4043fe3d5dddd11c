// The program itself, as a user runs it: arguments in, text and exit code out.
#include "tests/cli/run_bsc.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <sstream>

namespace bsc {
namespace {

namespace json = boost::json;
using test::Outcome;
using test::run_bsc;
using test::run_shell;
using testing::HasSubstr;

std::string bytes_from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return bytes;
}

class Cli : public test::CliTest {
  protected:
    std::string write_npy(const std::string& name, const std::string& descr,
                          const std::string& shape, const std::string& values,
                          const std::string& fortran = "False") const {
        std::string header = "{'descr': '" + descr + "', 'fortran_order': " + fortran +
                             ", 'shape': " + shape + ", }";
        header.resize(117, ' ');
        header += '\n';
        const std::string length{static_cast<char>(header.size()), '\0'};
        return write(name, std::string("\x93NUMPY\x01\0", 8) + length + header + values);
    }
};

TEST_F(Cli, EncodeMatchesEveryGoldenCase) {
    std::stringstream text;
    text << std::ifstream(BSC_GOLDEN_DIR "/projection.json").rdbuf();
    const json::value golden = json::parse(text.str());
    for (const json::value& entry : golden.at("cases").as_array()) {
        std::string rows, expected;
        for (const json::value& vector : entry.at("vectors").as_array()) {
            rows += bytes_from_hex(vector.at("embedding_f32_hex").as_string());
            std::string line;
            for (const json::value& word : vector.at("code_words_hex").as_array())
                line += (line.empty() ? "" : " ") + std::string(word.as_string());
            expected += line + '\n';
        }
        const auto dim = std::to_string(entry.at("embedding_dim").as_int64());
        const auto bits = std::to_string(entry.at("code_bits").as_int64());
        const auto seed = std::to_string(entry.at("seed").as_int64());
        const auto count = std::to_string(entry.at("vectors").as_array().size());
        const std::string file = write_npy("rows.npy", "<f4", "(" + count + ", " + dim + ")", rows);
        const Outcome outcome =
            run_bsc("encode --dim " + dim + " --bits " + bits + " --seed " + seed + " " + file);
        EXPECT_EQ(outcome.exit_code, 0);
        EXPECT_EQ(outcome.output, expected) << dim << " x " << bits;
    }
}

TEST_F(Cli, EncodeRefusesWhatItCannotRead) {
    const std::string two(2 * sizeof(float), '\0');
    const auto refused = [&](const std::string& arguments, const char* says) {
        const Outcome outcome = run_bsc("encode " + arguments);
        EXPECT_NE(outcome.exit_code, 0) << arguments;
        EXPECT_THAT(outcome.output, HasSubstr(says));
    };
    refused(folder_ / "none.npy", "Cannot read");
    refused(write("text.npy", "hello"), "not a NumPy .npy file");
    refused(write_npy("f8.npy", "<f8", "(1, 1)", two), "float32");
    refused(write_npy("order.npy", "<f4", "(1, 2)", two, "True"), "Fortran");
    refused(write_npy("cube.npy", "<f4", "(1, 1, 2)", two), "shape (rows, dim)");
    refused(write_npy("cut.npy", "<f4", "(2, 2)", two), "cut short");
    refused("--dim 3 " + write_npy("dim.npy", "<f4", "(1, 2)", two), "--dim is 3");
    refused("--bits 0 " + write_npy("bits.npy", "<f4", "(1, 2)", two), "1024");
    const std::string nan = two.substr(4) + bytes_from_hex("0000c07f");
    refused(write_npy("nan.npy", "<f4", "(1, 2)", nan), "Row 0");
}

TEST_F(Cli, EmbedPrintsOneVectorALine) {
    const Outcome outcome =
        run_shell("printf 'How do I reset my password?\\n\\nhello\\r\\n' | " BSC_PROGRAM
                  " embed --encoder lexical");
    ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
    std::istringstream lines(outcome.output);
    std::vector<json::array> vectors;
    for (std::string line; std::getline(lines, line);)
        vectors.push_back(json::parse(line).as_array());
    ASSERT_EQ(vectors.size(), 3u);
    for (const json::array& vector : vectors)
        EXPECT_EQ(vector.size(), 384u);
    EXPECT_NEAR(vectors[0][0].to_number<double>(), 0.050858, 1e-5); // resources/encoder/README.md
    EXPECT_EQ(vectors[1][0].to_number<double>(), 0);
}

TEST_F(Cli, ReplayReportsBothRates) {
    const std::string file =
        write("load.jsonl", "{\"prompt\": \"How do I get a refund?\", \"class\": \"refund\"}\n"
                            "{\"prompt\": \"How can I get a refund?\", \"class\": \"refund\"}\n"
                            "{\"prompt\": \"Which birds stay in Finland?\", \"class\": \"birds\"}\n"
                            "{\"prompt\": \"How can I get a refund??\", \"class\": \"other\"}\n");
    const Outcome outcome = run_bsc("replay --encoder lexical " + file);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("hit rate             50.0 % (0 exact, 2 semantic)"));
    EXPECT_THAT(outcome.output, HasSubstr("wrong-hit rate       50.0 % of 2 judged hits"));

    const Outcome broken = run_bsc("replay " + write("bad.jsonl", "{\"prompt\": 3}\n"));
    EXPECT_NE(broken.exit_code, 0);
    EXPECT_THAT(broken.output, HasSubstr("1"));
}

TEST_F(Cli, BenchEvictionPrintsTablesAndWritesJson) {
    const std::string json_file = path("result.json");
    const Outcome outcome =
        run_bsc("bench eviction --quick --no-cost --max-requests 3000 --synthetic one-offs-30 "
                "--policy sage,mmr --capacity 5%,50 --json " +
                json_file);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
    for (const char* text : {"hit_rate", "wrong_hit_rate", "clairvoyant", "verdict", "one-offs-30"})
        EXPECT_THAT(outcome.output, HasSubstr(text));
    EXPECT_EQ(json::parse(read("result.json")).at("experiment").as_string(), "eviction");
}

TEST_F(Cli, BenchEvictionTakesAWorkloadWithVectors) {
    const std::string rows = "{\"prompt\": \"a\", \"class\": \"1\"}\n"
                             "{\"prompt\": \"b\", \"class\": \"1\"}\n"
                             "{\"prompt\": \"c\", \"class\": \"2\"}\n"
                             "{\"prompt\": \"a\", \"class\": \"1\"}\n";
    const std::string file = write("load.jsonl", rows);
    // float16: (1, 0) twice, (0, 1), (1, 0)
    const std::string one = bytes_from_hex("003c0000"), other = bytes_from_hex("0000003c");
    const std::string vectors = write_npy("rows.npy", "<f2", "(4, 2)", one + one + other + one);
    const std::string command =
        "bench eviction --no-cost --seeds 1 --policy fifo --capacity 2 --workload " + file + ":";
    const Outcome outcome = run_bsc(command + vectors);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("0.5000"));

    const Outcome fewer = run_bsc(command + write_npy("few.npy", "<f2", "(2, 2)", one + one));
    EXPECT_EQ(fewer.exit_code, 1);
    EXPECT_THAT(fewer.output, HasSubstr("its vectors 2"));
}

TEST_F(Cli, BenchEvictionRefusesWhatItCannotMeasure) {
    const auto refused = [](const std::string& arguments, int exit_code, const char* says) {
        const Outcome outcome = run_bsc("bench eviction --quick --no-cost " + arguments);
        EXPECT_EQ(outcome.exit_code, exit_code) << arguments;
        EXPECT_THAT(outcome.output, HasSubstr(says));
    };
    refused("--synthetic zipf", 2, "known are: zipf-0.6");
    refused("--policy random", 2, "unknown eviction policy");
    refused("--capacity 0", 2, "at least 1");
    refused("--capacity 120%", 2, "over 0 to 100");
    refused("--capacity five", 2, "not 'five'");
    refused("--capacity 5 --batch 6", 2, "batch of 6");
    refused("--lambda 2", 2, "lambda must be 0 to 1");
    refused("--seeds 0", 2, "--seeds");
    refused("--workload nowhere.jsonl", 1, "nowhere.jsonl");
    refused("--radius 300", 2, "256 bits");
    refused("--radius 10 --threshold 0.9", 2, "excludes");
}

TEST_F(Cli, UsageErrorsSayWhatToDo) {
    EXPECT_EQ(run_bsc("--version").exit_code, 0);
    for (const char* command : {"serve", "encode", "embed", "replay"}) {
        const Outcome help = run_bsc(std::string(command) + " --help");
        EXPECT_EQ(help.exit_code, 0);
        EXPECT_THAT(help.output, HasSubstr("Usage"));
    }
    EXPECT_EQ(run_bsc("").exit_code, 2);
    EXPECT_EQ(run_bsc("frobnicate").exit_code, 2);
    const Outcome encoder = run_bsc("embed --encoder magic");
    EXPECT_EQ(encoder.exit_code, 2);
    EXPECT_THAT(encoder.output, HasSubstr("lexical"));
    EXPECT_EQ(run_bsc("embed --encoder hybrid --model-dir " + folder_.string()).exit_code, 5);
}

} // namespace
} // namespace bsc
