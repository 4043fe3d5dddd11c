#include "engine/embed/factory.h"

#include "tests/embed/model_folder.h"

#include <cstdlib>
#include <gmock/gmock.h>

namespace bsc {
namespace {

using testing::HasSubstr;

/// Search places that hold nothing but what a test puts there.
class Factory : public testing::Test {
  protected:
    void SetUp() override {
        ::unsetenv("BSC_MODEL_DIR");
        ::setenv("XDG_DATA_HOME", data_.path().c_str(), 1);
    }
    void TearDown() override {
        ::unsetenv("BSC_MODEL_DIR");
        ::unsetenv("XDG_DATA_HOME");
    }

    static std::string name_of_made(EmbedderKind kind, const std::filesystem::path& folder = {}) {
        const auto embedder = make_embedder({kind, folder, {}});
        return embedder ? (*embedder)->identity().name : embedder.error().text;
    }

    test::TemporaryFolder data_;
};

TEST_F(Factory, ReadsNames) {
    EXPECT_EQ(embedder_kind_of("auto"), EmbedderKind::automatic);
    EXPECT_EQ(embedder_kind_of("lexical"), EmbedderKind::lexical);
    EXPECT_EQ(embedder_kind_of("hybrid"), EmbedderKind::hybrid);
    EXPECT_EQ(embedder_kind_of("remote"), EmbedderKind::remote);
    EXPECT_EQ(embedder_kind_of("Lexical"), std::nullopt);
}

TEST_F(Factory, WithoutAModelAutomaticIsLexicalAndHybridSaysWhereToPutOne) {
    EXPECT_EQ(name_of_made(EmbedderKind::automatic), "lexical");
    EXPECT_THAT(name_of_made(EmbedderKind::hybrid), HasSubstr((data_.path() / "bsc").string()));
}

TEST_F(Factory, FindsTheSettingThenTheVariableThenTheDataFolder) {
    const auto installed = data_.path() / "bsc" / "models";
    test::write_small_model(installed / "b");
    test::write_small_model(installed / "a");
    test::write_small_model(installed / "0-half");
    std::filesystem::remove(installed / "0-half" / "tokenizer.json");
    EXPECT_EQ(find_model_folder({}), installed / "a");
    EXPECT_EQ(name_of_made(EmbedderKind::automatic), "hybrid");
    EXPECT_EQ(name_of_made(EmbedderKind::lexical), "lexical");

    ::setenv("BSC_MODEL_DIR", (installed / "b").c_str(), 1);
    EXPECT_EQ(find_model_folder({}), installed / "b");
    EXPECT_EQ(find_model_folder("/chosen"), "/chosen");
}

TEST_F(Factory, AChosenFolderThatDoesNotLoadIsAnError) {
    EXPECT_THAT(name_of_made(EmbedderKind::automatic, data_.path() / "none"),
                HasSubstr("no model folder"));
    ::setenv("BSC_MODEL_DIR", "/none", 1);
    EXPECT_THAT(name_of_made(EmbedderKind::automatic), HasSubstr("no model folder /none"));
}

TEST_F(Factory, EqualModelsHaveEqualIdentities) {
    test::write_small_model(data_.path() / "one");
    test::write_small_model(data_.path() / "two");
    const auto one = make_embedder({EmbedderKind::hybrid, data_.path() / "one", {}}).value();
    const auto two = make_embedder({EmbedderKind::hybrid, data_.path() / "two", {}}).value();
    EXPECT_EQ(one->identity(), two->identity());
    EXPECT_NE(one->pair_scorer({}), nullptr);
}

} // namespace
} // namespace bsc
