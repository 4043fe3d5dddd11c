#pragma once

#include "engine/store/store.h"

#include <SQLiteCpp/Database.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

namespace bsc::test {

namespace fs = std::filesystem;

inline EntryRecord sample_entry(std::uint64_t id) {
    EntryRecord entry;
    entry.id = id;
    entry.partition.fill(static_cast<std::uint8_t>(id));
    entry.request_sha256.fill(static_cast<std::uint8_t>(id + 1));
    entry.embedding_sha256.fill(static_cast<std::uint8_t>(id + 2));
    entry.vector = {1, -2, 127, -127, static_cast<std::int8_t>(id)};
    entry.vector_scale = 0.0125f;
    entry.code = {id, ~std::uint64_t{0}};
    entry.code_mean = ~std::uint64_t{0} - id;
    entry.prompt = "prompt " + std::to_string(id) + " äöü \xff " + std::string(1, '\0') + "end";
    entry.answer = "{\"answer\":\"" + std::string(200, 'x') + std::to_string(id) + "\"}";
    entry.created_us = 1'700'000'000'000'000 + static_cast<std::int64_t>(id);
    if (id % 2)
        entry.expires_us = entry.created_us + 5;
    entry.last_accessed_us = entry.created_us + 1;
    entry.access_count = id * 3;
    entry.pinned = id % 3 == 0;
    return entry;
}

inline FlowRecord sample_flow(std::uint64_t id) {
    FlowRecord flow;
    flow.id = id;
    flow.time_us = static_cast<std::int64_t>(id) * 1000;
    flow.verdict = "near";
    flow.partition.fill(static_cast<std::uint8_t>(id));
    flow.dialect = "openai";
    flow.path = "/v1/chat/completions";
    flow.model = "gpt-4o";
    flow.client = "OpenAI/Python 1.0";
    flow.prompt = "prompt";
    flow.answer = std::string(50, 'a');
    flow.why = "distance 40, 2 bits outside radius 38";
    if (id % 2) {
        flow.entry_id = id + 7;
        flow.distance = 40;
    }
    flow.radius = 38;
    flow.bits = 256;
    flow.status = 200;
    flow.added_us = 1;
    flow.total_us = 4'000'000'000u;
    flow.embed_us = 3;
    flow.lookup_ns = 4;
    flow.input_tokens = 5;
    flow.output_tokens = 6;
    return flow;
}

inline void expect_equal(const EntryRecord& a, const EntryRecord& b) {
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.partition, b.partition);
    EXPECT_EQ(a.request_sha256, b.request_sha256);
    EXPECT_EQ(a.embedding_sha256, b.embedding_sha256);
    EXPECT_EQ(a.vector, b.vector);
    EXPECT_EQ(a.vector_scale, b.vector_scale);
    EXPECT_EQ(a.code, b.code);
    EXPECT_EQ(a.code_mean, b.code_mean);
    EXPECT_EQ(a.prompt, b.prompt);
    EXPECT_EQ(a.answer, b.answer);
    EXPECT_EQ(a.created_us, b.created_us);
    EXPECT_EQ(a.expires_us, b.expires_us);
    EXPECT_EQ(a.last_accessed_us, b.last_accessed_us);
    EXPECT_EQ(a.access_count, b.access_count);
    EXPECT_EQ(a.pinned, b.pinned);
}

inline void expect_equal(const FlowRecord& a, const FlowRecord& b) {
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.time_us, b.time_us);
    EXPECT_EQ(a.verdict, b.verdict);
    EXPECT_EQ(a.partition, b.partition);
    EXPECT_EQ(a.dialect, b.dialect);
    EXPECT_EQ(a.path, b.path);
    EXPECT_EQ(a.model, b.model);
    EXPECT_EQ(a.client, b.client);
    EXPECT_EQ(a.prompt, b.prompt);
    EXPECT_EQ(a.answer, b.answer);
    EXPECT_EQ(a.why, b.why);
    EXPECT_EQ(a.entry_id, b.entry_id);
    EXPECT_EQ(a.distance, b.distance);
    EXPECT_EQ(a.radius, b.radius);
    EXPECT_EQ(a.bits, b.bits);
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.added_us, b.added_us);
    EXPECT_EQ(a.total_us, b.total_us);
    EXPECT_EQ(a.embed_us, b.embed_us);
    EXPECT_EQ(a.lookup_ns, b.lookup_ns);
    EXPECT_EQ(a.input_tokens, b.input_tokens);
    EXPECT_EQ(a.output_tokens, b.output_tokens);
}

/// A folder of its own, and a store file in it.
class StoreTest : public testing::Test {
  protected:
    StoreTest() {
        std::string name = (fs::temp_directory_path() / "bsc-store-XXXXXX").string();
        folder = mkdtemp(name.data());
        file = folder / "cache.db";
    }
    ~StoreTest() override { fs::remove_all(folder); }

    std::unique_ptr<Store> open() {
        auto store = Store::open(file);
        EXPECT_TRUE(store) << store.error().text;
        return store ? std::move(*store) : nullptr;
    }

    Error refusal() {
        auto store = Store::open(file);
        EXPECT_FALSE(store) << "it opened";
        return store ? Error{} : store.error();
    }

    static std::vector<EntryRecord> entries_of(const Store& store) {
        std::vector<EntryRecord> entries;
        auto loaded = store.load_entries([&](EntryRecord&& e) { entries.push_back(std::move(e)); });
        EXPECT_TRUE(loaded) << loaded.error().text;
        return entries;
    }

    std::string bytes() const {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write_bytes(const std::string& content) const {
        std::ofstream(file, std::ios::binary) << content;
    }

    /// Straight to the file, past the store.
    void sql(const std::string& statements) const {
        SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        db.exec(statements);
    }
    int number(const std::string& query) const {
        SQLite::Database db(file.string(), SQLite::OPEN_READONLY);
        return db.execAndGet(query).getInt();
    }

    fs::path folder, file;
};

} // namespace bsc::test
