#include "engine/embed/factory.h"
#include "engine/proxy/cache_service.h"

#include <SQLiteCpp/Database.h>
#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace bsc::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;

/// A clock that the tests turn; shared, so that a service reopened goes on where it was.
std::atomic<std::int64_t> test_time_us{1'700'000'000'000'000};
TimePoint test_now() { return TimePoint(std::chrono::microseconds(test_time_us.load())); }

std::shared_ptr<const Embedder> lexical() {
    EmbedderSettings settings;
    settings.kind = EmbedderKind::lexical;
    return *make_embedder(settings);
}

/// Another encoder of the same width: the lexical one with its dimensions turned round.
class TurnedEmbedder final : public Embedder {
  public:
    TurnedEmbedder() : identity_(lexical_->identity()) { identity_.name = "turned"; }
    const EmbedderIdentity& identity() const override { return identity_; }
    ThresholdPresets thresholds() const override { return lexical_->thresholds(); }
    Result<std::vector<float>> embed(std::string_view text,
                                     std::chrono::steady_clock::time_point end) const override {
        auto vector = lexical_->embed(text, end);
        if (vector)
            std::ranges::reverse(*vector);
        return vector;
    }

  private:
    std::shared_ptr<const Embedder> lexical_ = lexical();
    EmbedderIdentity identity_;
};

std::vector<std::string> sample_prompts() {
    std::ifstream in(BSC_GOLDEN_DIR "/../../resources/samples/first-hour.jsonl");
    std::vector<std::string> prompts;
    for (std::string line; std::getline(in, line);)
        prompts.emplace_back(boost::json::parse(line).at("prompt").as_string());
    EXPECT_GT(prompts.size(), 300u);
    return prompts;
}

class Service : public testing::Test {
  protected:
    Service() {
        std::string name = (fs::temp_directory_path() / "bsc-service-XXXXXX").string();
        folder = mkdtemp(name.data());
        file = folder / "cache.db";
        config.cache.threshold = 0.81f;
        config.cache.centre_after = 0;
        config.cache.clock = test_now;
    }
    ~Service() override {
        service.reset();
        fs::remove_all(folder);
    }

    Result<void> try_open() {
        service.reset();
        auto store = Store::open(file);
        if (!store)
            return tl::unexpected(store.error());
        auto opened = CacheService::open(config, embedder, scorer, std::move(*store));
        if (!opened)
            return tl::unexpected(opened.error());
        service = std::move(*opened);
        return {};
    }
    void open() {
        const auto opened = try_open();
        ASSERT_TRUE(opened) << opened.error().text;
    }

    LookupOutcome ask(const std::string& prompt, const std::string& request = "") {
        return service->lookup({.partition = sha256("p"),
                                .request_sha256 = sha256(request.empty() ? prompt : request),
                                .prompt = prompt});
    }

    /// What the proxy does: look up, and on a miss store the answer.
    LookupOutcome serve(const std::string& prompt, std::optional<seconds> ttl = {}) {
        auto outcome = ask(prompt);
        if (!outcome.decision.hit()) {
            const auto inserted = service->insert({.partition = sha256("p"),
                                                   .request_sha256 = sha256(prompt),
                                                   .prompt = prompt,
                                                   .embedding = outcome.embedding,
                                                   .answer = "{\"to\":\"" + prompt + "\"}",
                                                   .ttl = ttl});
            EXPECT_TRUE(inserted) << inserted.error().text;
        }
        return outcome;
    }

    std::vector<std::uint64_t> stored_ids() {
        std::vector<std::uint64_t> ids;
        EXPECT_TRUE(service->store()->load_entries([&](EntryRecord&& e) { ids.push_back(e.id); }));
        return ids;
    }

    /// Every answer to the sample prompts, as text to compare.
    std::vector<std::string> answers_to(const std::vector<std::string>& prompts) {
        std::vector<std::string> answers;
        for (const std::string& prompt : prompts) {
            const Decision d = ask(prompt, "never stored " + prompt).decision;
            answers.push_back(d.why() + " -> " +
                              (d.nearest ? std::to_string(d.nearest->id) + d.nearest->answer : ""));
        }
        return answers;
    }

    fs::path folder, file;
    CacheServiceConfig config;
    std::shared_ptr<const Embedder> embedder = lexical();
    std::shared_ptr<const PairScorer> scorer;
    std::unique_ptr<CacheService> service;
};

TEST_F(Service, ParaphraseIsAnsweredAndAnotherQuestionIsNot) {
    open();
    EXPECT_FALSE(serve("How do I verify a webhook signature in Node?").decision.hit());
    const auto paraphrase = ask("how do I verify the webhook signature in node");
    EXPECT_TRUE(paraphrase.decision.hit());
    EXPECT_EQ(paraphrase.decision.tier, Tier::semantic);
    EXPECT_THAT(paraphrase.decision.nearest->answer, HasSubstr("webhook"));
    EXPECT_GT(paraphrase.lookup_ns, 0u);
    const auto other = ask("Is there a discount for students?");
    EXPECT_FALSE(other.decision.hit());
    EXPECT_EQ(other.embedding.size(), 384u) << "handed on to insert()";
}

TEST_F(Service, EqualRequestNeedsNoEmbedding) {
    open();
    serve("Is there a discount for students?");
    const auto again = ask("Is there a discount for students?");
    EXPECT_EQ(again.decision.tier, Tier::exact);
    EXPECT_THAT(again.embedding, IsEmpty());
    EXPECT_EQ(again.embed_us, 0u);
}

TEST_F(Service, TiersCanBeSwitchedOffByRequest) {
    open();
    const std::string prompt = "Is there a discount for students?";
    serve(prompt);
    LookupRequest request{
        .partition = sha256("p"), .request_sha256 = sha256("x"), .prompt = prompt};
    request.semantic = false;
    auto outcome = service->lookup(request);
    EXPECT_FALSE(outcome.decision.hit());
    EXPECT_EQ(outcome.decision.reason, Reason::semantic_off);
    EXPECT_THAT(outcome.embedding, IsEmpty());
    request.request_sha256 = sha256(prompt);
    EXPECT_TRUE(service->lookup(request).decision.hit());
    request.semantic = true;
    request.exact = false;
    EXPECT_EQ(service->lookup(request).decision.tier, Tier::semantic);
}

TEST_F(Service, PromptLongerThanTheEncoderReadsIsNotMatchedByMeaning) {
    open();
    std::string prompt;
    for (int i = 0; i < 5000; ++i)
        prompt += "word ";
    serve(prompt + "first end");
    const auto other = ask(prompt + "second end");
    EXPECT_EQ(other.decision.reason, Reason::semantic_off);
    EXPECT_THAT(other.decision.why(), HasSubstr("longer than the encoder reads"));
    EXPECT_TRUE(ask(prompt + "first end").decision.hit());
}

TEST_F(Service, ContentGateHoldsUnlessSwitchedOff) {
    config.cache.threshold = 0.7f;
    open();
    serve("What was the revenue of the company in the year 2023?");
    const auto other = ask("What was the revenue of the company in the year 2024?");
    EXPECT_EQ(other.decision.reason, Reason::content_differs);
    EXPECT_EQ(other.decision.detail, "2024 / 2023");
    config.content_gate = false;
    open();
    EXPECT_TRUE(ask("What was the revenue of the company in the year 2024?").decision.hit());
}

TEST_F(Service, DeadEmbedderLeavesTheExactTierWorking) {
    EmbedderSettings settings;
    settings.kind = EmbedderKind::remote;
    settings.remote.url = "http://127.0.0.1:1/v1"; // nothing listens on port 1
    settings.remote.model = "any";
    embedder = *make_embedder(settings);
    open();
    const auto first = serve("a question");
    EXPECT_FALSE(first.decision.hit());
    EXPECT_EQ(first.decision.reason, Reason::no_embedding);
    EXPECT_FALSE(first.embed_error.empty());
    EXPECT_EQ(ask("a question").decision.tier, Tier::exact);
    open();
    EXPECT_EQ(service->restored_entries(), 1u);
    EXPECT_EQ(ask("a question").decision.tier, Tier::exact);
}

TEST_F(Service, SecondScoreByVectorsAsksForTheCosineOfTheThreshold) {
    config.second = SecondScore::Kind::int8_cosine;
    open();
    serve("How do I verify a webhook signature in Node?");
    const auto d = ask("how do I verify the webhook signature in node").decision;
    EXPECT_TRUE(d.hit());
    EXPECT_EQ(d.reason, Reason::second_score_high);
    EXPECT_NEAR(*d.second_minimum, 0.833, 0.005) << "0.81 at 256 bits is 48 bits";
    ASSERT_TRUE(service->set_threshold(0.999f));
    EXPECT_EQ(ask("how do I verify the webhook signature in node").decision.reason,
              Reason::second_score_low);
}

TEST_F(Service, RestartBringsBackTheSameAnswers) {
    const auto prompts = sample_prompts();
    open();
    for (const std::string& prompt : prompts)
        serve(prompt);
    const auto before = answers_to(prompts);
    EXPECT_GT(std::ranges::count_if(before, [](const auto& a) { return a.find("≤") != a.npos; }),
              100);
    const std::size_t entries = service->cache().stats().entries;
    open();
    EXPECT_EQ(service->restored_entries(), entries);
    EXPECT_FALSE(service->reencoded());
    EXPECT_EQ(answers_to(prompts), before);
}

const std::string instruction = "You are a patient assistant of a small online shop. Answer in one "
                                "short and friendly sentence, "
                                "stay with the facts, and never promise anything. ";

TEST_F(Service, ALookupTellsOfBoilerplateWhereEverythingHits) {
    config.cache.centre_after = 5;
    open();
    const auto prompts = sample_prompts();
    serve(instruction + prompts.front());
    std::size_t asked = 1;
    while (asked < prompts.size() && !ask(instruction + prompts[asked]).recoded)
        ++asked;
    EXPECT_LT(asked, 20u);
    EXPECT_TRUE(service->cache().stats().boilerplate);
    EXPECT_EQ(service->store()->mean_vector(), service->cache().mean_vector());
}

TEST_F(Service, RestartBringsBackTheMeanVectorAndTheCodesAroundIt) {
    config.cache.centre_after = 60;
    auto prompts = sample_prompts();
    for (std::string& prompt : prompts)
        prompt = instruction + prompt;
    open();
    bool recoded = false;
    for (const std::string& prompt : prompts) {
        serve(prompt);
        recoded = recoded || service->cache().stats().boilerplate;
    }
    ASSERT_TRUE(recoded);
    const auto mean = service->cache().mean_vector();
    const auto before = answers_to(prompts);
    open();
    EXPECT_EQ(service->cache().mean_vector(), mean);
    EXPECT_TRUE(service->cache().stats().boilerplate);
    EXPECT_EQ(answers_to(prompts), before);
}

TEST_F(Service, WhatLeftTheCacheLeftTheStore) {
    config.cache.max_entries = 4;
    config.cache.eviction_batch = 1;
    open();
    const auto put = [&](const std::string& request, std::optional<seconds> ttl = {}) {
        test_time_us += 1'000'000;
        return service
            ->insert({.partition = sha256("p"),
                      .request_sha256 = sha256(request),
                      .prompt = request,
                      .embedding = {},
                      .answer = "answer",
                      .ttl = ttl})
            ->entry->id;
    };
    put("evicted");
    put("erased");
    put("replaced");
    put("expired", seconds(10));
    EXPECT_EQ(stored_ids(), (std::vector<std::uint64_t>{1, 2, 3, 4}));
    put("new");
    EXPECT_EQ(stored_ids(), (std::vector<std::uint64_t>{2, 3, 4, 5}));
    EXPECT_TRUE(service->erase(2));
    EXPECT_FALSE(service->erase(2));
    put("replaced");
    EXPECT_EQ(stored_ids(), (std::vector<std::uint64_t>{4, 5, 6}));
    test_time_us += 20'000'000;
    put("after expiry");
    EXPECT_EQ(stored_ids(), (std::vector<std::uint64_t>{5, 6, 7}));
    EXPECT_EQ(service->evict(1).at(0).id, 5u);
    EXPECT_EQ(stored_ids(), (std::vector<std::uint64_t>{6, 7}));
    service->clear();
    EXPECT_THAT(stored_ids(), IsEmpty());
    open();
    EXPECT_EQ(service->restored_entries(), 0u);
    EXPECT_EQ(put("after all"), 8u) << "ids are not used twice, over restarts too";
}

TEST_F(Service, ExpiredWhileAwayIsNotRestored) {
    open();
    serve("short", seconds(10));
    serve("long", seconds(1000));
    test_time_us += 100'000'000;
    open();
    EXPECT_EQ(service->restored_entries(), 1u);
    EXPECT_FALSE(ask("short").decision.hit());
    EXPECT_TRUE(ask("long").decision.hit());
    EXPECT_EQ(stored_ids().size(), 1u);
}

TEST_F(Service, UsesAreWrittenBehindTheLookUps) {
    open();
    serve("used");
    test_time_us += 5'000'000;
    for (int i = 0; i < 3; ++i)
        ask("used");
    const auto used_us = test_now().time_since_epoch().count();
    open();
    const auto entry = service->cache().find(1);
    EXPECT_EQ(entry->access_count, 3u);
    EXPECT_EQ(entry->last_accessed_us, used_us);
}

TEST_F(Service, SmallerCacheKeepsTheMostRecentlyUsed) {
    config.cache.policy = "lru";
    open();
    for (int i = 0; i < 20; ++i) {
        test_time_us += 1'000'000;
        serve("prompt " + std::to_string(i));
    }
    test_time_us += 1'000'000;
    ask("prompt 0");
    config.cache.max_entries = 5;
    config.cache.eviction_batch = 1;
    open();
    EXPECT_EQ(service->restored_entries(), 5u);
    EXPECT_TRUE(ask("prompt 0").decision.hit());
    EXPECT_TRUE(ask("prompt 19").decision.hit());
    EXPECT_FALSE(ask("prompt 10").decision.hit());
    EXPECT_EQ(stored_ids().size(), 5u);
}

/// A cache of ten that saw one prompt forty times and then evicted it for others.
class LearnedPolicy : public Service {
  protected:
    LearnedPolicy() {
        config.cache.policy = "sage";
        config.cache.max_entries = 10;
        config.content_gate = false;
        open();
        for (int i = 0; i < 40; ++i)
            serve(famous);
        EXPECT_EQ(service->evict(10).size(), 1u);
        for (char c = 'a'; c < 'k'; ++c)
            serve("nobody asks twice for " + std::string(12, c));
    }
    /// log2 of the rate at which the prompt is asked for, as the policy sees it.
    double fame() {
        serve(famous);
        const EntryId id = ask(famous).decision.nearest->id;
        for (const Eviction& eviction : service->evict(10))
            if (eviction.id == id)
                return eviction.score;
        ADD_FAILURE() << "it was there";
        return 0;
    }
    void damage_memory() {
        service.reset();
        SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
        ASSERT_EQ(db.exec("UPDATE policy_memory SET memory = zeroblob(length(memory))"), 1);
    }

    const std::string famous = "how do lighthouses find their keepers";
};

TEST_F(LearnedPolicy, SurvivesARestart) {
    open();
    EXPECT_EQ(service->restored_entries(), 10u);
    EXPECT_EQ(service->restore_notice(), "");
    EXPECT_GT(fame(), -3) << "about forty requests of fifty";
}

TEST_F(LearnedPolicy, DamagedItStartsAnewAndSaysSo) {
    damage_memory();
    open();
    EXPECT_EQ(service->restored_entries(), 10u) << "nothing else is lost";
    EXPECT_THAT(service->restore_notice(), HasSubstr("damaged"));
    EXPECT_LT(fame(), -5) << "two requests";
    open();
    EXPECT_EQ(service->restore_notice(), "") << "and the next start is a good one";
}

TEST_F(LearnedPolicy, IsForgottenWithTheEntries) {
    service->clear();
    open();
    EXPECT_LT(fame(), -5);
}

TEST_F(LearnedPolicy, AnotherPolicyOrMeanDoesNotTakeIt) {
    config.cache.policy = "lru";
    open();
    EXPECT_EQ(service->restore_notice(), "");
    service.reset();
    {
        auto store = *Store::open(file);
        ASSERT_TRUE(store->policy_memory()->has_value()) << "lru has none to put in its place";
        store->put_mean_vector(std::vector<float>(embedder->identity().dim, 0.01f));
    }
    config.cache.policy = "sage";
    open();
    EXPECT_EQ(service->restore_notice(), "");
    EXPECT_LT(fame(), -5);
}

TEST_F(Service, OtherEncoderIsRefusedWhereThatWasAsked) {
    open();
    serve("Is there a discount for students?");
    embedder = std::make_shared<TurnedEmbedder>();
    config.refuse_other_encoder = true;
    const auto refused = try_open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::mismatch);
    EXPECT_THAT(refused.error().text, HasSubstr("lexical/"));
    EXPECT_THAT(refused.error().text, HasSubstr("turned/"));
    embedder = lexical();
    open();
    EXPECT_EQ(service->restored_entries(), 1u) << "nothing was changed";
}

TEST_F(Service, OtherEncoderEncodesTheStoredPromptsAnew) {
    const auto prompts = sample_prompts();
    open();
    for (const std::string& prompt : prompts)
        serve(prompt);
    const auto before = answers_to(prompts);
    const std::size_t entries = service->cache().stats().entries;
    embedder = std::make_shared<TurnedEmbedder>();
    open();
    EXPECT_TRUE(service->reencoded());
    EXPECT_EQ(service->restored_entries(), entries);
    service->cache().for_each([&](const EntryPtr& entry) {
        const auto vector = *embedder->embed(entry->prompt, {});
        EXPECT_EQ(entry->embedding_sha256, sha256(std::as_bytes(std::span<const float>(vector))));
        const auto again = ask(entry->prompt, "unseen").decision;
        EXPECT_TRUE(again.hit());
        EXPECT_LE(*again.distance, 3u) << "encoded by the new encoder from the same prompt";
    });
    open();
    EXPECT_FALSE(service->reencoded()) << "once is enough";
}

TEST_F(Service, OtherSeedOrWidthMakesNewCodesFromTheVectors) {
    open();
    serve("Is there a discount for students?");
    const Code before = service->cache().find(1)->code;
    config.cache.seed = 43;
    open();
    EXPECT_TRUE(service->reencoded());
    EXPECT_NE(service->cache().find(1)->code, before);
    EXPECT_LE(*ask("Is there a discount for students?", "x").decision.distance, 3u);
    config.cache.bits = 128;
    open();
    EXPECT_TRUE(service->reencoded());
    EXPECT_EQ(service->cache().find(1)->code.bits(), 128u);
    EXPECT_TRUE(ask("Is there a discount for students?", "x").decision.hit());
}

TEST_F(Service, EntriesKeptOutOfTheSemanticTierStayOut) {
    open();
    ASSERT_TRUE(service->insert({.partition = sha256("p"),
                                 .request_sha256 = sha256("tools"),
                                 .prompt = "delete my account",
                                 .embedding = {},
                                 .answer = "done"}));
    embedder = std::make_shared<TurnedEmbedder>();
    open();
    EXPECT_TRUE(service->reencoded());
    EXPECT_FALSE(ask("delete my account", "another request").decision.hit());
    EXPECT_TRUE(ask("delete my account", "tools").decision.hit());
}

TEST_F(Service, WithoutAStoreNothingIsKept) {
    auto opened = CacheService::open(config, embedder, nullptr, nullptr);
    ASSERT_TRUE(opened);
    service = std::move(*opened);
    serve("hello there, friend");
    EXPECT_TRUE(ask("hello there, friend").decision.hit());
    EXPECT_EQ(service->store(), nullptr);
    EXPECT_TRUE(service->erase(1));
    service->clear();
    EXPECT_TRUE(fs::is_empty(folder));
}

TEST_F(Service, BadConfigurationIsAnError) {
    config.cache.max_entries = 0;
    const auto refused = try_open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
}

TEST_F(Service, ThreadsServeAtOnceAndTheStoreAgreesInTheEnd) {
    config.cache.max_entries = 100;
    config.cache.eviction_batch = 5;
    const auto prompts = sample_prompts();
    open();
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 3; ++t)
        threads.emplace_back([&, t] {
            for (std::size_t i = 0; i < prompts.size(); ++i) {
                serve(prompts[(i + t * 100) % prompts.size()]);
                if (i % 20 == 0)
                    service->evict(2);
                if (i % 30 == 0)
                    service->erase(i);
            }
        });
    for (auto& thread : threads)
        thread.join();
    std::vector<std::uint64_t> cached;
    service->cache().for_each([&](const EntryPtr& entry) { cached.push_back(entry->id); });
    std::ranges::sort(cached);
    EXPECT_EQ(stored_ids(), cached);
    EXPECT_LE(cached.size(), 100u);
}

} // namespace
} // namespace bsc::test
