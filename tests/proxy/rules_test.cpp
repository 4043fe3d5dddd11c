#include "engine/proxy/rules.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

using std::chrono::seconds;

ApiRequest question(std::string prompt = "How do I reset my password?") {
    ApiRequest request;
    request.prompt = std::move(prompt);
    request.traits.messages = 1;
    return request;
}

CachePlan plan(const ApiRequest& request, const CacheWishes& wishes = {}) {
    return plan_for(request, CacheMode::semantic, wishes, {});
}

TEST(Rules, APlainQuestionUsesBothTiersAndIsStored) {
    const CachePlan made = plan(question());
    EXPECT_TRUE(made.lookup && made.exact && made.semantic && made.store);
    EXPECT_EQ(made.reason, "");
}

TEST(Rules, WhatBypassesTheCache) {
    ApiRequest request = question();
    request.traits.many_answers = true;
    EXPECT_TRUE(plan(request).bypasses());
    request = question();
    request.traits.tools = request.traits.server_tools = true;
    EXPECT_TRUE(plan(request).bypasses());
    EXPECT_EQ(plan(request).reason, "server tools");
    request = question();
    request.state = "stateful: conversation";
    EXPECT_TRUE(plan(request).bypasses());
    EXPECT_EQ(plan(request).reason, "stateful: conversation");
    RuleSettings strict;
    strict.about_now_bypasses = true;
    request = question("What is the weather like today?");
    EXPECT_TRUE(plan_for(request, CacheMode::semantic, {}, strict).bypasses());
    EXPECT_FALSE(plan_for(request, CacheMode::exact, {}, strict).bypasses()) << "no question";
}

TEST(Rules, WhatIsMatchedExactlyOnly) {
    const auto exact_only = [](const ApiRequest& request) {
        const CachePlan made = plan(request);
        return made.lookup && made.exact && !made.semantic && made.store
                   ? made.reason
                   : "not exact only: " + made.reason;
    };
    const auto with = [](auto change) {
        ApiRequest request = question();
        change(request);
        return request;
    };
    EXPECT_EQ(exact_only(with([](auto& r) { r.traits.tools = true; })), "exact only: tools");
    EXPECT_EQ(exact_only(with([](auto& r) { r.traits.tool_result = true; })),
              "exact only: last turn is a tool result");
    EXPECT_EQ(exact_only(with([](auto& r) { r.traits.media = true; })),
              "exact only: images, audio or files");
    EXPECT_EQ(exact_only(with([](auto& r) { r.traits.probabilities = true; })),
              "exact only: token probabilities");
    EXPECT_EQ(exact_only(with([](auto& r) { r.traits.temperature = 0.31; })),
              "exact only: temperature above 0.30");
    EXPECT_EQ(exact_only(with([](auto& r) { r.traits.messages = 5; })),
              "exact only: more than 4 messages");
    EXPECT_EQ(exact_only(with([](auto& r) { r.traits.user_last = false; })),
              "exact only: last turn is not the user's");
    EXPECT_EQ(exact_only(with([](auto& r) { r.traits.raw_text = true; })), "exact only: raw text");
    EXPECT_EQ(plan_for(question(), CacheMode::exact, {}, {}).reason, "exact only: not a question");
    EXPECT_EQ(exact_only(question("thanks, bye")), "exact only: fewer than 3 words");
}

TEST(Rules, TheirBorders) {
    ApiRequest request = question();
    request.traits.temperature = 0.3f;
    EXPECT_TRUE(plan(request).semantic);
    request.traits.messages = 4;
    EXPECT_TRUE(plan(request).semantic);
    EXPECT_TRUE(plan(question("three words here")).semantic);
    EXPECT_TRUE(plan(question("如何重置密码")).semantic)
        << "scripts without spaces have words, too";
    EXPECT_FALSE(plan(question("  two   words  ")).semantic);
}

TEST(Rules, ATextTheEncoderDoesNotReadToItsEndIsMatchedExactly) {
    const RuleSettings settings{
        .reads_all_of = [](std::string_view text) { return text.size() < 30; }};
    EXPECT_TRUE(
        plan_for(question("a question that fits in"), CacheMode::semantic, {}, settings).semantic);
    EXPECT_FALSE(plan_for(question("a question that does not fit in at all"), CacheMode::semantic,
                          {}, settings)
                     .semantic);
}

TEST(Rules, QuestionsAboutNowAreKeptShortly) {
    for (const char* prompt : {"What is the weather like today?", "LATEST news about rust please",
                               "Which shop is open right now?", "Who is it this week, (today)?"}) {
        const CachePlan made = plan(question(prompt));
        EXPECT_FALSE(made.semantic) << prompt;
        EXPECT_TRUE(made.store) << prompt;
        EXPECT_EQ(made.ttl, seconds(300)) << prompt;
    }
    EXPECT_TRUE(plan(question("Who wrote the todayish play?")).semantic);
    CacheWishes wishes;
    wishes.ttl = seconds(60);
    EXPECT_EQ(plan(question("What happened today in the park?"), wishes).ttl, seconds(60));
}

Headers headers(std::initializer_list<HeaderField> fields) {
    Headers list;
    for (const HeaderField& field : fields)
        list.add(field.name, field.value);
    return list;
}

CacheWishes wishes(std::initializer_list<HeaderField> fields) {
    const auto read = read_wishes(headers(fields));
    EXPECT_TRUE(read) << (read ? "" : read.error().text);
    return read.value_or(CacheWishes{});
}

TEST(Wishes, CacheControl) {
    EXPECT_TRUE(wishes({}).lookup && wishes({}).store);
    EXPECT_FALSE(wishes({{"Cache-Control", "no-cache"}}).lookup);
    EXPECT_TRUE(wishes({{"Cache-Control", "no-cache"}}).store);
    const CacheWishes none = wishes({{"cache-control", "max-age=5, No-Store"}});
    EXPECT_FALSE(none.lookup || none.store);
    EXPECT_EQ(wishes({{"Cache-Control", "max-age=60"}}).max_age, seconds(60));
    EXPECT_TRUE(wishes({{"Cache-Control", "only-if-cached"}}).only_if_cached);
    const CacheWishes both = wishes({{"Cache-Control", "no-store, no-cache"}});
    EXPECT_FALSE(both.store) << "the stricter one wins in any order";
}

TEST(Wishes, EveryCacheControlFieldCounts) {
    const CacheWishes two =
        wishes({{"Cache-Control", "max-age=5"}, {"Cache-Control", "only-if-cached"}});
    EXPECT_EQ(two.max_age, seconds(5));
    EXPECT_TRUE(two.only_if_cached);
    EXPECT_FALSE(wishes({{"Cache-Control", "max-age=5"}, {"cache-control", "no-store"}}).store);
}

TEST(Wishes, OurOwnHeaders) {
    EXPECT_FALSE(wishes({{"x-bsc-cache", "off"}}).store);
    EXPECT_FALSE(wishes({{"x-bsc-cache", "exact"}}).semantic);
    EXPECT_FALSE(wishes({{"X-BSC-Cache", "semantic"}}).exact);
    EXPECT_FALSE(wishes({{"x-bsc-cache", "refresh"}}).lookup);
    EXPECT_TRUE(wishes({{"x-bsc-cache", "refresh"}}).store);
    EXPECT_FALSE(wishes({{"x-bsc-cache", "read-only"}}).store);
    EXPECT_TRUE(wishes({{"x-bsc-cache", "read-only"}}).lookup);
    EXPECT_EQ(wishes({{"x-bsc-ttl", "90"}}).ttl, seconds(90));
    EXPECT_FALSE(wishes({{"x-bsc-ttl", "0"}}).store);
    EXPECT_EQ(wishes({{"x-bsc-threshold", "0.9"}}).threshold, 0.9f);
    EXPECT_EQ(wishes({{"x-bsc-namespace", "team a"}}).name_space, "team a");
}

TEST(Wishes, ValuesTheyDoNotTakeAreRefused) {
    for (const HeaderField& field : {HeaderField{"x-bsc-cache", "maybe"},
                                     {"x-bsc-ttl", "-1"},
                                     {"x-bsc-ttl", "1h"},
                                     {"x-bsc-threshold", "1.5"},
                                     {"x-bsc-threshold", "nan"},
                                     {"x-bsc-threshold", "high"}})
        EXPECT_FALSE(read_wishes(headers({field}))) << field.name << ": " << field.value;
}

TEST(Wishes, OtherProxiesNames) {
    EXPECT_FALSE(wishes({{"x-portkey-cache-force-refresh", "true"}}).lookup);
    EXPECT_FALSE(wishes({{"cf-aig-skip-cache", "true"}}).store);
    EXPECT_FALSE(wishes({{"Helicone-Cache-Enabled", "false"}}).lookup);
    EXPECT_TRUE(wishes({{"Helicone-Cache-Enabled", "true"}}).lookup);
    EXPECT_FALSE(wishes({{"x-bf-cache-type", "direct"}}).semantic);
    EXPECT_FALSE(wishes({{"x-bf-cache-type", "semantic"}}).exact);
    EXPECT_FALSE(wishes({{"x-bf-cache-no-store", "true"}}).store);
    EXPECT_EQ(wishes({{"cf-aig-cache-ttl", "7"}}).ttl, seconds(7));
    EXPECT_EQ(wishes({{"x-bf-cache-ttl", "8"}}).ttl, seconds(8));
    EXPECT_EQ(wishes({{"x-portkey-cache-namespace", "p"}}).name_space, "p");
    EXPECT_EQ(wishes({{"x-bf-cache-key", "b"}}).name_space, "b");
    EXPECT_EQ(wishes({{"x-bf-cache-key", "b"}, {"x-bsc-namespace", "o"}}).name_space, "o");
    EXPECT_EQ(wishes({{"x-bf-cache-threshold", "0.95"}}).threshold, 0.95f);
    EXPECT_EQ(wishes({{"Helicone-Cache-Seed", "s"}}).name_space, "s");
}

TEST(Wishes, AreTakenOutBeforeForwarding) {
    Headers list = headers({{"Authorization", "Bearer k"},
                            {"X-Bsc-Cache", "off"},
                            {"x-bsc-anything", "1"},
                            {"cf-aig-skip-cache", "true"},
                            {"x-portkey-cache-namespace", "n"},
                            {"x-stainless-lang", "js"}});
    strip_wishes(list);
    EXPECT_EQ(list.size(), 2u);
    EXPECT_TRUE(list.has("authorization"));
    EXPECT_TRUE(list.has("x-stainless-lang"));
}

} // namespace
} // namespace bsc
