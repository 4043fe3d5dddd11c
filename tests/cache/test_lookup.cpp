#include "tests/cache/cache_fixture.h"

#include <gmock/gmock.h>

namespace bsc::test {
namespace {

class Lookup : public CacheTest {
  protected:
    void SetUp() override { open(); }
};

TEST_F(Lookup, EqualRequestIsAnsweredByTheExactTierWithoutAnEmbedding) {
    const auto entry = insert("q", base());
    const Decision d = ask("q", {});
    EXPECT_EQ(d.verdict, Verdict::hit);
    EXPECT_EQ(d.tier, Tier::exact);
    EXPECT_EQ(d.reason, Reason::same_request);
    EXPECT_EQ(d.nearest, entry);
    EXPECT_EQ(d.why(), "same request");
    EXPECT_EQ(cache->find_request(digest("p"), digest("q")), entry);
    EXPECT_EQ(cache->find_request(digest("p"), digest("other")), nullptr);
    EXPECT_EQ(cache->find_request(digest("p2"), digest("q")), nullptr);
}

TEST_F(Lookup, ExactTierComesBeforeANearerCode) {
    const auto other = insert("other", base());
    const auto same = insert("same", away(30));
    EXPECT_EQ(ask("same", base()).nearest, same);
    EXPECT_EQ(cache
                  ->lookup({.partition = digest("p"),
                            .request_sha256 = digest("same"),
                            .embedding = base(),
                            .exact = false})
                  .nearest,
              other);
}

TEST_F(Lookup, HitsUpToTheRadiusAndNotABitFurther) {
    insert("stored", base());
    ASSERT_EQ(ask("new", base()).radius, 38u); // 0.85 at 256 bits
    for (unsigned distance : {0u, 1u, 21u, 37u, 38u}) {
        const Decision d = ask("new", away(distance));
        EXPECT_EQ(d.verdict, Verdict::hit) << distance;
        EXPECT_EQ(d.tier, Tier::semantic);
        EXPECT_EQ(d.reason, Reason::within_radius);
        EXPECT_EQ(d.distance, distance);
        EXPECT_EQ(d.bits, 256u);
    }
    for (unsigned distance : {39u, 42u}) {
        const Decision d = ask("new", away(distance));
        EXPECT_EQ(d.verdict, Verdict::near_miss) << distance;
        EXPECT_EQ(d.reason, Reason::outside_radius);
        EXPECT_EQ(d.distance, distance);
    }
    for (unsigned distance : {43u, 71u, 256u}) {
        const Decision d = ask("new", away(distance));
        EXPECT_EQ(d.verdict, Verdict::miss) << distance;
        EXPECT_EQ(d.distance, distance);
        EXPECT_NE(d.nearest, nullptr) << "the nearest entry is reported at any distance";
    }
    EXPECT_EQ(ask("new", away(71)).why(), "nearest entry is 71 bits away");
}

TEST_F(Lookup, ThresholdOfTheQueryAndOfTheCacheMoveTheRadius) {
    insert("stored", base());
    const Vector at30 = away(30);
    Query query{.partition = digest("p"), .request_sha256 = {}, .embedding = at30};
    EXPECT_TRUE(cache->lookup(query).hit());
    query.threshold = 0.90f;
    EXPECT_FALSE(cache->lookup(query).hit());
    EXPECT_EQ(cache->lookup(query).radius, 25u);
    ASSERT_TRUE(cache->set_threshold(0.95f));
    EXPECT_EQ(ask("new", at30).radius, 12u);
    ASSERT_TRUE(cache->set_threshold(0));
    EXPECT_TRUE(ask("new", away(256)).hit()) << "threshold 0 answers with anything";
    ASSERT_TRUE(cache->set_threshold(1));
    EXPECT_TRUE(ask("new", base()).hit());
    EXPECT_FALSE(ask("new", away(1)).hit());
}

TEST_F(Lookup, NearestWinsAndTiesGoToTheOldest) {
    insert("far", away(20, 1));
    const auto first = insert("first", away(10, 2));
    insert("second", away(10, 2));
    insert("third", away(10, 3));
    EXPECT_EQ(ask("new", base()).nearest, first);
    cache->erase(first->id);
    EXPECT_EQ(ask("new", base()).nearest->answer, "answer to second");
}

TEST_F(Lookup, PartitionsNeverMeet) {
    insert("q", base(), "mine");
    EXPECT_EQ(ask("q", base(), "yours").reason, Reason::empty_partition);
    EXPECT_EQ(ask("q", base(), "yours").nearest, nullptr);
    insert("q", away(5), "yours");
    EXPECT_EQ(ask("new", base(), "yours").distance, 5u);
    EXPECT_EQ(ask("new", base(), "mine").distance, 0u);
}

TEST_F(Lookup, TextWithoutContentMeetsNothing) {
    const Vector zero(48);
    const auto entry = insert("blank", zero);
    EXPECT_EQ(entry->code.bits(), 0u);
    EXPECT_TRUE(entry->vector.values.empty());
    EXPECT_EQ(ask("new", zero).reason, Reason::no_embedding);
    EXPECT_EQ(ask("new", base()).nearest, nullptr) << "it is not in the index";
    EXPECT_TRUE(ask("blank", zero).hit()) << "the exact tier has it";
    ASSERT_TRUE(cache->set_threshold(0));
    EXPECT_FALSE(ask("new", zero).hit()) << "at no threshold";
}

TEST_F(Lookup, UnusableEmbeddingIsToldAndDoesNotHit) {
    insert("q", base());
    const Decision wrong = ask("new", Vector(3, 1.0f));
    EXPECT_EQ(wrong.reason, Reason::no_embedding);
    EXPECT_THAT(wrong.why(), testing::HasSubstr("3 values"));
    Vector nan = base();
    nan[5] = NAN;
    EXPECT_EQ(ask("new", nan).reason, Reason::no_embedding);
    EXPECT_EQ(ask("new", {}).reason, Reason::no_embedding);
}

TEST_F(Lookup, AgeLimitPassesOverOldEntries) {
    insert("old", base());
    clock.advance(std::chrono::seconds(100));
    insert("young", away(20));
    Query query{.partition = digest("p"), .request_sha256 = digest("old"), .embedding = {}};
    query.max_age = std::chrono::seconds(50);
    EXPECT_FALSE(cache->lookup(query).hit()) << "the exact tier knows ages too";
    const Vector asked = base();
    query.embedding = asked;
    EXPECT_EQ(cache->lookup(query).nearest->answer, "answer to young");
    query.max_age = std::chrono::seconds(100);
    EXPECT_EQ(cache->lookup(query).tier, Tier::exact);
    clock.advance(std::chrono::seconds(100));
    query.max_age = std::chrono::seconds(50);
    const Decision none = cache->lookup(query);
    EXPECT_EQ(none.reason, Reason::too_old);
    EXPECT_EQ(none.verdict, Verdict::miss);
    EXPECT_EQ(none.distance, 0u) << "the nearest is reported";
}

TEST_F(Lookup, ContentGateTakesTheNextCandidate) {
    insert("a", away(3), "p", "Who won in 2023?");
    insert("b", away(9), "p", "Who won in 2024?");
    const Vector asked = base();
    Query query{.partition = digest("p"), .request_sha256 = {}, .embedding = asked};
    query.prompt = "Tell me who won in 2024";
    EXPECT_EQ(cache->lookup(query).distance, 3u) << "no gate was asked for";
    query.content_gate = true;
    const Decision hit = cache->lookup(query);
    EXPECT_TRUE(hit.hit());
    EXPECT_EQ(hit.distance, 9u);
    EXPECT_EQ(hit.detail, "");
    query.prompt = "Who won in 2025?";
    const Decision miss = cache->lookup(query);
    EXPECT_EQ(miss.reason, Reason::content_differs);
    EXPECT_EQ(miss.verdict, Verdict::miss);
    EXPECT_EQ(miss.distance, 3u);
    EXPECT_EQ(miss.detail, "2025 / 2023");
}

TEST_F(Lookup, ManyRefusedCandidatesDoNotHideTheOneThatMayAnswer) {
    for (int i = 0; i < 100; ++i)
        insert("refused " + std::to_string(i), away(5, 10 + i), "p",
               "year " + std::to_string(1900 + i));
    insert("wanted", away(30), "p", "year 2000");
    const Vector asked = base();
    const Decision d = cache->lookup({.partition = digest("p"),
                                      .request_sha256 = {},
                                      .embedding = asked,
                                      .prompt = "the year 2000",
                                      .content_gate = true});
    EXPECT_TRUE(d.hit());
    EXPECT_EQ(d.distance, 30u);
}

TEST_F(Lookup, SecondScoreDecidesAmongTheShortlist) {
    insert("near", away(5), "p", "near");
    insert("mid", away(40), "p", "mid");
    insert("outside the gate", away(100), "p", "outside");
    SecondScore second{.kind = SecondScore::Kind::custom};
    second.score = [](const CacheEntry& e) { return e.prompt == "near" ? 0.5f : 0.9f; };
    const Vector asked = base();
    const Query query{
        .partition = digest("p"), .request_sha256 = {}, .embedding = asked, .second = &second};
    Decision d = cache->lookup(query);
    EXPECT_TRUE(d.hit());
    EXPECT_EQ(d.reason, Reason::second_score_high);
    EXPECT_EQ(d.distance, 40u);
    EXPECT_FLOAT_EQ(*d.second_score, 0.9f);
    EXPECT_FLOAT_EQ(*d.second_minimum, 0.86f);
    EXPECT_EQ(d.radius, 76u) << "the gate's";

    second.shortlist = 1;
    d = cache->lookup(query);
    EXPECT_FALSE(d.hit());
    EXPECT_EQ(d.reason, Reason::second_score_low);
    EXPECT_EQ(d.distance, 5u);
    EXPECT_FLOAT_EQ(*d.second_score, 0.5f);

    second.shortlist = 16;
    second.score = [](const CacheEntry&) { return 0.9f; };
    EXPECT_EQ(cache->lookup(query).distance, 5u) << "equal scores: the nearer one";
}

TEST_F(Lookup, Int8CosineIsTheVectorsOwn) {
    insert("stored", away(20));
    SecondScore second{.kind = SecondScore::Kind::int8_cosine};
    const Vector asked = base(), stored = away(20);
    const Decision d = cache->lookup(
        {.partition = digest("p"), .request_sha256 = {}, .embedding = asked, .second = &second});
    double dot = 0;
    for (std::size_t i = 0; i < asked.size(); ++i)
        dot += static_cast<double>(asked[i]) * stored[i];
    EXPECT_NEAR(*d.second_score, dot, 0.01);
}

TEST_F(Lookup, CountsUsesUnlessItIsAWhatIf) {
    const auto entry = insert("q", base());
    const auto inserted_at = entry->last_accessed_us.load();
    clock.advance(std::chrono::seconds(1));
    const Vector asked = base();
    cache->lookup(
        {.partition = digest("p"), .request_sha256 = {}, .embedding = asked, .count_use = false});
    EXPECT_EQ(entry->access_count, 0u);
    EXPECT_EQ(entry->last_accessed_us, inserted_at);
    ask("new", asked);
    ask("q", {});
    EXPECT_EQ(entry->access_count, 2u);
    EXPECT_EQ(entry->last_accessed_us, clock.now().time_since_epoch().count());
    ask("new", away(100));
    EXPECT_EQ(entry->access_count, 2u) << "a miss is no use";
}

} // namespace
} // namespace bsc::test
