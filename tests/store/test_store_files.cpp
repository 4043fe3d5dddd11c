#include "tests/store/store_fixture.h"

#include "engine/store/schema.h"
#include "tests/store/other_process.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <random>

namespace bsc::test {
namespace {

using testing::HasSubstr;

class StoreFiles : public StoreTest {
  protected:
    void fill(std::uint64_t entries) {
        auto store = open();
        for (std::uint64_t id = 1; id <= entries; ++id) {
            EntryRecord entry = sample_entry(id);
            entry.prompt += std::string(300, 'p');
            store->put_entry(std::move(entry));
        }
    }

    /// Refused as no good file, and not a byte of it changed.
    Error refused_untouched() {
        const std::string before = bytes();
        Error error = refusal();
        EXPECT_EQ(error.code, ErrorCode::wrong_format) << error.text;
        EXPECT_THAT(error.text, HasSubstr(file.string()));
        EXPECT_TRUE(before == bytes());
        for (const auto& item : fs::directory_iterator(folder))
            EXPECT_EQ(item.path(), file) << "left beside the file";
        return error;
    }
};

TEST_F(StoreFiles, TruncatedFileIsRefused) {
    fill(500);
    const std::string whole = bytes();
    ASSERT_GT(whole.size(), 100'000u);
    for (std::size_t size : {whole.size() / 2, whole.size() - 4096, whole.size() - 100,
                             std::size_t{4096}, std::size_t{100}, std::size_t{10}}) {
        write_bytes(whole.substr(0, size));
        EXPECT_THAT(refused_untouched().text, HasSubstr("choose another file")) << size;
    }
}

TEST_F(StoreFiles, ZeroedPageIsRefused) {
    fill(500);
    std::string damaged = bytes();
    for (std::size_t page : {1, 5, 20}) {
        std::string copy = damaged;
        std::fill_n(copy.begin() + static_cast<std::ptrdiff_t>(page * 4096), 4096, '\0');
        write_bytes(copy);
        EXPECT_THAT(refused_untouched().text, HasSubstr("damaged")) << page;
    }
}

TEST_F(StoreFiles, RandomBytesInAPageHeaderAreRefused) {
    fill(500);
    std::string damaged = bytes();
    std::mt19937 random(1);
    for (std::size_t i = 0; i < 64; ++i)
        damaged[7 * 4096 + i] = static_cast<char>(random());
    write_bytes(damaged);
    EXPECT_THAT(refused_untouched().text, HasSubstr("damaged"));
}

TEST_F(StoreFiles, WhatIsNoDatabaseIsRefused) {
    std::mt19937 random(2);
    std::string noise(20'000, '\0');
    for (char& c : noise)
        c = static_cast<char>(random());
    for (const std::string& content : {noise, std::string("shopping list:\n- bread\n")}) {
        write_bytes(content);
        EXPECT_THAT(refused_untouched().text, HasSubstr("not a database"));
    }
}

TEST_F(StoreFiles, AnotherProgramsDatabaseIsRefused) {
    sql("CREATE TABLE mine(x)");
    EXPECT_THAT(refused_untouched().text, HasSubstr("another program"));
    sql("PRAGMA application_id = 7");
    EXPECT_THAT(refused_untouched().text, HasSubstr("another program"));
}

TEST_F(StoreFiles, NewerFileIsRefusedNamingBothVersions) {
    fill(3);
    sql("PRAGMA user_version = 99");
    const std::string text = refused_untouched().text;
    EXPECT_THAT(text, HasSubstr("version 99"));
    EXPECT_THAT(text, HasSubstr("up to " + std::to_string(schema_steps().size())));
}

TEST_F(StoreFiles, DamagedRowIsAnErrorAndNotAnAnswer) {
    fill(3);
    sql("UPDATE entries SET answer_zstd = x'00112233' WHERE id = 2");
    {
        auto store = open();
        std::size_t visited = 0;
        const auto loaded = store->load_entries([&](EntryRecord&&) { ++visited; });
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error().code, ErrorCode::wrong_format);
        EXPECT_EQ(visited, 1u);
    }
    sql("DELETE FROM entries WHERE id = 2; UPDATE entries SET partition = x'00' WHERE id = 3");
    EXPECT_FALSE(open()->load_entries([](EntryRecord&&) {}));
}

TEST_F(StoreFiles, EmptyFileBecomesAStore) {
    write_bytes("");
    open()->put_entry(sample_entry(1));
    EXPECT_EQ(entries_of(*open()).size(), 1u);
}

TEST_F(StoreFiles, FolderThatCannotBeMadeIsAnError) {
    write_bytes("a file, not a folder");
    file = file / "cache.db";
    EXPECT_EQ(refusal().code, ErrorCode::io);
}

TEST_F(StoreFiles, OlderFilesAreBroughtUpToDate) {
    const auto steps = schema_steps();
    ASSERT_GE(steps.size(), 2u);
    for (std::size_t version = 1; version < steps.size(); ++version) {
        fs::remove(file);
        for (std::size_t i = 0; i < version; ++i)
            sql(steps[i]);
        sql("PRAGMA user_version = " + std::to_string(version) +
            "; PRAGMA application_id = " + std::to_string(store_application_id) +
            "; INSERT INTO entries(id, partition, request_sha256, embedding_sha256, vector,"
            " vector_scale, code, code_mean, prompt, answer_zstd, created_us, expires_us,"
            " last_accessed_us, access_count) VALUES(5, zeroblob(32), zeroblob(32), zeroblob(32), "
            "x'01', 0.5,"
            " x'', 0, 'from long ago', x'', 1, NULL, 2, 3)");
        {
            auto store = open();
            const auto entries = entries_of(*store);
            ASSERT_EQ(entries.size(), 1u);
            EXPECT_EQ(entries[0].prompt, "from long ago");
            EXPECT_EQ(entries[0].vector, (std::vector<std::int8_t>{1}));
            store->put_flow(sample_flow(1));
            EXPECT_TRUE(store->flow(1)->has_value());
        }
        EXPECT_EQ(number("PRAGMA user_version"), static_cast<int>(steps.size()));
    }
}

TEST_F(StoreFiles, SecondOpenerIsToldWhoIsInTheWay) {
    auto first = open();
    const Error error = refusal();
    EXPECT_EQ(error.code, ErrorCode::busy);
    EXPECT_THAT(error.text, HasSubstr("another process has " + file.string() + " open"));
    first->put_entry(sample_entry(1));
    EXPECT_TRUE(first->flush()) << "the first one is not disturbed";
    first.reset();
    EXPECT_EQ(entries_of(*open()).size(), 1u);
}

TEST_F(StoreFiles, SecondOpenerByAnotherNameIsInTheWayAsWell) {
    auto first = open();
    const fs::path link = folder / "link.db";
    fs::create_symlink(file, link);
    file = link;
    EXPECT_EQ(refusal().code, ErrorCode::busy);
    first.reset();
    EXPECT_NE(open(), nullptr);
}

TEST_F(StoreFiles, LockOfAKilledProcessIsGoneWithIt) {
    OtherProcess other([&] { return Store::open(file); });
    ASSERT_TRUE(other.holds());
    EXPECT_EQ(refusal().code, ErrorCode::busy);
    other.end();
    EXPECT_NE(open(), nullptr);
}

} // namespace
} // namespace bsc::test
