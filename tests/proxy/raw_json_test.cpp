#include "engine/proxy/json/raw_json.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

std::string canonical(std::string_view text) {
    const auto value = parse_raw_json(text);
    return value ? canonical_json(*value) : "error: " + value.error().text;
}

TEST(RawJson, SortsNamesAndDropsSpaces) {
    EXPECT_EQ(canonical(R"( { "b" : [ 1 , true ] , "a" : null } )"), R"({"a":null,"b":[1,true]})");
}

TEST(RawJson, NumbersStayAsWritten) {
    EXPECT_EQ(canonical("[1, 1.0, 1e2, -0, 0.1000, 12345678901234567890123, 1E+3]"),
              "[1,1.0,1e2,-0,0.1000,12345678901234567890123,1E+3]");
}

TEST(RawJson, StringsCompareByCodePointWhateverTheirEscapes) {
    EXPECT_EQ(canonical(R"(["\u0061\u00e9\ud83d\ude42\/"])"), "[\"aé🙂/\"]");
    EXPECT_EQ(canonical(R"(["\n\u0001\"\\"])"), R"(["\u000a\u0001\"\\"])");
    EXPECT_NE(canonical(R"(["A"])"), canonical(R"(["a"])")) << "case is kept";
}

TEST(RawJson, RefusesWhatIsNotOneSoundDocument) {
    EXPECT_FALSE(parse_raw_json("{\"a\":1,\"a\":2}"));
    EXPECT_FALSE(parse_raw_json("[{\"x\":{\"b\":1,\"c\":2,\"b\":3}}]"));
    EXPECT_FALSE(parse_raw_json("[\"\xff\"]"));
    EXPECT_FALSE(parse_raw_json("[\"\xc3\"]"));
    EXPECT_FALSE(parse_raw_json("[1] x"));
    EXPECT_FALSE(parse_raw_json("[1"));
    EXPECT_FALSE(parse_raw_json(""));
    EXPECT_FALSE(parse_raw_json("{a:1}"));
    EXPECT_NE(parse_raw_json("{\"twin\":1,\"twin\":2}").error().text.find("twin"),
              std::string::npos);
}

TEST(RawJson, DepthHasALimit) {
    EXPECT_TRUE(parse_raw_json(std::string(200, '[') + std::string(200, ']')));
    EXPECT_FALSE(parse_raw_json(std::string(201, '[') + std::string(201, ']')));
}

TEST(RawJson, MarksTakePartsOut) {
    auto value = parse_raw_json(R"({"a":1,"b":"text","c":[1,2]})");
    value->find("a")->mark = RawJson::Mark::drop;
    value->find("b")->mark = RawJson::Mark::blank;
    value->find("c")->children[0].mark = RawJson::Mark::drop;
    EXPECT_EQ(canonical_json(*value), R"({"b":,"c":[2]})");
    EXPECT_EQ(value->find("z"), nullptr);
}

} // namespace
} // namespace bsc
