#include "tests/store/store_fixture.h"

namespace bsc::test {
namespace {

const LedgerKey hit{.day = 20'000,
                    .kind = LedgerKind::exact,
                    .model = "gpt-4o",
                    .usage = LedgerUsage{.input = 100, .output = 20, .cache_read = 5}};

using Ledger = StoreTest;

TEST_F(Ledger, EqualAnswersOfADayShareARowAlsoOverRestarts) {
    LedgerKey tomorrow = hit, paraphrase = hit, unknown = hit, remote = hit;
    tomorrow.day += 1;
    paraphrase.kind = LedgerKind::semantic;
    unknown.usage.reset();
    remote.embedding_model = "text-embedding-3-small";
    for (int round = 0; round < 2; ++round) {
        auto store = open();
        for (const LedgerKey& key : {hit, tomorrow, paraphrase, unknown, hit})
            store->book(key, {.answers = 1});
        store->book(remote, {.answers = 1, .embedded_bytes = 40});
        EXPECT_TRUE(store->flush());
    }
    auto store = open();
    const auto rows = store->ledger();
    ASSERT_TRUE(rows) << rows.error().text;
    ASSERT_EQ(rows->size(), 5u);
    std::map<LedgerKey, LedgerSum> sums;
    for (const LedgerRow& row : *rows)
        sums[row.key] = row.sum;
    EXPECT_EQ(sums[hit].answers, 4u);
    EXPECT_EQ(sums[tomorrow].answers, 2u);
    EXPECT_EQ(sums[paraphrase].answers, 2u);
    EXPECT_EQ(sums[unknown].answers, 2u);
    EXPECT_EQ(sums[remote].answers, 2u);
    EXPECT_EQ(sums[remote].embedded_bytes, 80u);
}

TEST_F(Ledger, IsReadFromAFileThatIsInUse) {
    auto store = open();
    store->book(hit, {.answers = 3});
    ASSERT_TRUE(store->flush());
    const auto rows = Store::ledger_of(file);
    ASSERT_TRUE(rows) << rows.error().text;
    ASSERT_EQ(rows->size(), 1u);
    EXPECT_EQ(rows->front().key, hit);
    EXPECT_EQ(rows->front().sum.answers, 3u);
}

TEST_F(Ledger, OtherFilesAreRefused) {
    EXPECT_EQ(Store::ledger_of(folder / "none.db").error().code, ErrorCode::io);
    write_bytes("shopping list:\n- bread\n");
    EXPECT_EQ(Store::ledger_of(file).error().code, ErrorCode::wrong_format);
}

} // namespace
} // namespace bsc::test
