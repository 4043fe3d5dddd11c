#include "engine/embed/hybrid/token_table.h"

#include "tests/embed/model_folder.h"

#include <gmock/gmock.h>

namespace bsc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string wrong_tensor(std::string_view file) {
    const auto matrix = read_safetensor(file, "embeddings");
    EXPECT_FALSE(matrix.has_value());
    EXPECT_EQ(matrix.error().code, ErrorCode::wrong_format);
    return matrix.error().text;
}

std::string header(const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return R"({"__metadata__":{"format":"pt"},"embeddings":{"dtype":")" + dtype + R"(","shape":)" +
           shape + R"(,"data_offsets":)" + offsets + "}}";
}

TEST(Safetensors, ReadsSingleAndHalfFloats) {
    const auto single = read_safetensor(test::matrix_file(2, 2, {1, -2, 0.5F, 0}), "embeddings");
    ASSERT_TRUE(single);
    EXPECT_THAT(single->values, ElementsAre(1.0F, -2.0F, 0.5F, 0.0F));
    const std::string_view half("\x00\x3c\x00\xc0", 4); // 1 and -2
    const auto two =
        read_safetensor(test::safetensors(header("F16", "[1,2]", "[0,4]"), half), "embeddings");
    ASSERT_TRUE(two) << two.error().text;
    EXPECT_THAT(two->values, ElementsAre(1.0F, -2.0F));
}

TEST(Safetensors, EveryTruncationIsAnError) {
    const std::string whole = test::matrix_file(5, 3, test::small_rows);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        ASSERT_FALSE(read_safetensor(std::string_view(whole).substr(0, size), "embeddings"))
            << size;
    }
}

TEST(Safetensors, SaysWhatIsWrong) {
    const std::string data(16, '\0');
    const auto file = [&](const std::string& h) { return test::safetensors(h, data); };
    EXPECT_THAT(wrong_tensor("short"), HasSubstr("too short"));
    EXPECT_THAT(wrong_tensor(std::string(8, '\xff')), HasSubstr("claims"));
    EXPECT_THAT(wrong_tensor(file("not json")), HasSubstr("not JSON"));
    EXPECT_THAT(wrong_tensor(file(R"({"weights":{}})")), HasSubstr("no tensor \"embeddings\""));
    EXPECT_THAT(wrong_tensor(file(header("F32", "[4]", "[0,16]"))), HasSubstr("not a matrix"));
    EXPECT_THAT(wrong_tensor(file(header("F32", "[-1,4]", "[0,16]"))), HasSubstr("not a matrix"));
    EXPECT_THAT(wrong_tensor(file(header("F32", "[1,4]", "[4,20]"))), HasSubstr("outside"));
    EXPECT_THAT(wrong_tensor(file(header("F32", "[1,4]", "[16,0]"))), HasSubstr("outside"));
    EXPECT_THAT(wrong_tensor(file(header("I8", "[1,4]", "[0,16]"))), HasSubstr("neither F32"));
    EXPECT_THAT(wrong_tensor(file(header("F32", "[2,4]", "[0,16]"))), HasSubstr("another size"));
    // 2^62 rows of 4: the product overflows to the size of the data.
    EXPECT_THAT(wrong_tensor(file(header("F32", "[4611686018427387904,4]", "[0,16]"))),
                HasSubstr("another size"));
    EXPECT_THAT(wrong_tensor(test::matrix_file(1, 1, {std::nanf("")})), HasSubstr("not numbers"));
}

std::vector<std::uint32_t> tokens(const WordPiece& tokenizer, std::string_view word) {
    std::vector<std::uint32_t> out;
    tokenizer.append_tokens(word, out);
    return out;
}

TEST(WordPiece, MatchesLongestFirstAndDropsUnknownWords) {
    const auto tokenizer =
        WordPiece::read(test::tokenizer_file({"[UNK]", "pin", "pi", "##n", "##code", "##co"}));
    ASSERT_TRUE(tokenizer);
    EXPECT_THAT(tokens(*tokenizer, "pin"), ElementsAre(1));
    EXPECT_THAT(tokens(*tokenizer, "pincode"), ElementsAre(1, 4));
    EXPECT_THAT(tokens(*tokenizer, "pinn"), ElementsAre(1, 3));
    EXPECT_THAT(tokens(*tokenizer, "pincodes"), IsEmpty());
    EXPECT_THAT(tokens(*tokenizer, ""), IsEmpty());
    EXPECT_THAT(tokens(*tokenizer, "[UNK]"), IsEmpty());
    std::string at_most = "pi";
    at_most.append(98, 'n');
    EXPECT_EQ(tokens(*tokenizer, at_most).size(), 98u);
    EXPECT_THAT(tokens(*tokenizer, at_most + "n"), IsEmpty());
}

TEST(WordPiece, RefusesOtherTokenisers) {
    const auto text_of = [](std::string_view json) { return WordPiece::read(json).error().text; };
    EXPECT_THAT(text_of("{"), HasSubstr("not JSON"));
    EXPECT_THAT(text_of("{}"), HasSubstr("of type unknown"));
    EXPECT_THAT(text_of(R"({"model":{"type":"Unigram","vocab":[]}})"), HasSubstr("Unigram"));
    EXPECT_THAT(text_of(R"({"model":{"type":"WordPiece"}})"), HasSubstr("no vocabulary"));
    EXPECT_THAT(text_of(R"({"model":{"type":"WordPiece","vocab":{"a":1}}})"),
                HasSubstr("not 0 to 0"));
    EXPECT_THAT(text_of(R"({"model":{"type":"WordPiece","vocab":{"a":"x"}}})"),
                HasSubstr("not 0 to 0"));
    EXPECT_THAT(
        text_of(
            R"({"normalizer":{"lowercase":false},"model":{"type":"WordPiece","vocab":{"a":0}}})"),
        HasSubstr("upper case"));
}

TEST(TokenTable, ReadsAFolderOfAnyDim) {
    const test::TemporaryFolder folder;
    test::write_small_model(folder.path());
    const auto table = TokenTable::load(folder.path());
    ASSERT_TRUE(table) << table.error().text;
    EXPECT_EQ((*table)->dim(), 3u);
    EXPECT_THAT((*table)->row(3), ElementsAre(3, 0, 0));
    EXPECT_FLOAT_EQ((*table)->norm(2), 2);
    EXPECT_FLOAT_EQ((*table)->median_norm(), 1);
}

TEST(TokenTable, DigestCoversBothFiles) {
    const test::TemporaryFolder folder;
    test::write_small_model(folder.path());
    const Digest first = TokenTable::load(folder.path()).value()->digest();
    auto rows = test::small_rows;
    rows[0] = 2;
    test::write_file(folder.path() / "model.safetensors", test::matrix_file(5, 3, rows));
    const Digest second = TokenTable::load(folder.path()).value()->digest();
    auto pieces = test::small_pieces;
    pieces[1] = "bank";
    test::write_file(folder.path() / "tokenizer.json", test::tokenizer_file(pieces));
    const Digest third = TokenTable::load(folder.path()).value()->digest();
    EXPECT_NE(first, second);
    EXPECT_NE(second, third);
}

TEST(TokenTable, NamesTheFileAtFault) {
    const test::TemporaryFolder folder;
    const auto error = [&] { return TokenTable::load(folder.path()).error(); };
    const auto missing = TokenTable::load(folder.path() / "none");
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_THAT(missing.error().text, HasSubstr("no model folder"));

    EXPECT_EQ(error().code, ErrorCode::not_found);
    EXPECT_THAT(error().text, HasSubstr("model.safetensors"));
    test::write_small_model(folder.path());
    std::filesystem::remove(folder.path() / "tokenizer.json");
    EXPECT_THAT(error().text, HasSubstr("tokenizer.json"));

    test::write_file(folder.path() / "tokenizer.json", test::tokenizer_file({"a", "b"}));
    EXPECT_EQ(error().code, ErrorCode::wrong_format);
    EXPECT_THAT(error().text, HasSubstr("5 rows for a vocabulary of 2"));
    test::write_file(folder.path() / "tokenizer.json", "");
    EXPECT_THAT(error().text, HasSubstr("tokenizer.json cannot be used"));
    test::write_file(folder.path() / "model.safetensors", "");
    EXPECT_THAT(error().text, HasSubstr("model.safetensors cannot be used"));
}

} // namespace
} // namespace bsc
