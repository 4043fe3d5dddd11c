#include "engine/replay/inspector.h"

#include "engine/embed/factory.h"

#include <gmock/gmock.h>
#include <set>

namespace bsc {
namespace {

std::shared_ptr<const Embedder> lexical() {
    EmbedderSettings settings;
    settings.kind = EmbedderKind::lexical;
    return make_embedder(settings).value();
}

EmbeddedWorkload sample(const Embedder& embedder) {
    auto rows = WorkloadReader::open(BSC_SAMPLES_DIR "/first-hour.jsonl").value();
    return EmbeddedWorkload::embed("sample", rows, embedder).value();
}

std::vector<std::string> sample_prompts() {
    auto rows = WorkloadReader::open(BSC_SAMPLES_DIR "/first-hour.jsonl").value();
    std::set<std::string> prompts;
    while (const auto row = rows.next().value())
        prompts.insert(row->prompt);
    return {prompts.begin(), prompts.end()};
}

std::string twin_of(TrapKind kind, const std::vector<std::string>& prompts) {
    for (const TrapTwin& twin : trap_twins(prompts))
        if (twin.kind == kind && twin.prompt == prompts.front())
            return twin.twin;
    return "none";
}

TEST(TrapTwins, Negation) {
    const auto twin = [](const char* prompt) { return twin_of(TrapKind::negation, {prompt}); };
    EXPECT_EQ(twin("How do I get a refund?"), "How do I not get a refund?");
    EXPECT_EQ(twin("Can I pay without a card?"), "Can I pay with a card?");
    EXPECT_EQ(twin("Why can't I log in?"), "Why can I log in?");
    EXPECT_EQ(twin("The app is slow."), "The app is not slow.");
    EXPECT_EQ(twin("Summarize this text."), "Do not summarize this text.");
    EXPECT_EQ(twin("My order is not here"), "My order is here");
    EXPECT_EQ(twin("refund status"), "none");
}

TEST(TrapTwins, Number) {
    const auto twin = [](const char* prompt) { return twin_of(TrapKind::number, {prompt}); };
    EXPECT_EQ(twin("Cancel order 4471"), "Cancel order 4472");
    EXPECT_EQ(twin("Export invoices of 1999."), "Export invoices of 2000.");
    EXPECT_EQ(twin("Is version 9 out?"), "Is version 10 out?");
    EXPECT_EQ(twin("Two plans for one price"), "Three plans for one price");
    EXPECT_EQ(twin("Is one better?"), "none");
}

TEST(TrapTwins, EntityAndOrder) {
    EXPECT_EQ(twin_of(TrapKind::entity, {"Do you ship to Norway?", "A shop in Sweden"}),
              "Do you ship to Sweden?");
    EXPECT_EQ(twin_of(TrapKind::entity, {"Do you ship to Norway?"}), "none");
    EXPECT_EQ(twin_of(TrapKind::order, {"Move me from Pro to Basic."}),
              "Move me from Basic to Pro.");
    EXPECT_EQ(twin_of(TrapKind::order, {"Is SIEVE faster than LRU?"}), "Is LRU faster than SIEVE?");
    EXPECT_EQ(twin_of(TrapKind::order, {"Send an invoice before the delivery"}),
              "Send an delivery before the invoice");
}

TEST(TrapReport, TheGateRefusesWhatDiffersInNumberOrNegation) {
    const auto embedder = lexical();
    const auto projection = Projection::create(embedder->identity().dim, 256, 42).value();
    const auto prompts = sample_prompts();
    const auto report = spring_traps(prompts, *embedder, *projection, {}, 48).value();
    EXPECT_EQ(report.prompts, prompts.size());
    std::uint64_t served = 0, with_gate = 0;
    for (const TrapKind kind : trap_kinds) {
        const auto& figures = report.kinds[static_cast<std::size_t>(kind)];
        EXPECT_GT(figures.twins, 0u) << name_of(kind);
        EXPECT_LE(figures.served_with_gate, figures.served);
        EXPECT_LE(figures.served, figures.twins);
        served += figures.served;
        with_gate += figures.served_with_gate;
    }
    EXPECT_GT(served, 20u) << "a bag of words hardly sees a missing not";
    EXPECT_LT(with_gate, served / 2);
    for (const SprungTrap& trap : report.traps) {
        const bool digits = trap.twin.kind == TrapKind::number &&
                            trap.twin.prompt.find_first_of("0123456789") != std::string::npos;
        EXPECT_TRUE(!digits || trap.gate) << trap.twin.twin << ": digits never slip through";
    }
    for (std::size_t i = 1; i < report.traps.size(); ++i)
        EXPECT_GE(report.traps[i].distance, report.traps[i - 1].distance);
    const auto strict = spring_traps(prompts, *embedder, *projection, {}, 0).value();
    EXPECT_LT(strict.kinds[0].served, report.kinds[0].served);
}

TEST(CosineScatter, FollowsTheLaw) {
    EXPECT_NEAR(distance_law(0.80, 256).mean, 52.4, 0.1);
    EXPECT_NEAR(distance_law(0.80, 256).sd / 256, 0.025, 0.001);
    EXPECT_NEAR(distance_law(0.80, 64).sd / 64, 0.050, 0.001);
    EXPECT_EQ(distance_law(1, 256).mean, 0);
    const auto embedder = lexical();
    const auto workload = sample(*embedder);
    for (const unsigned bits : {64u, 256u, 1024u}) {
        const auto scatter = cosine_scatter(workload, bits, 42, {}, 1000, 7).value();
        EXPECT_GT(scatter.points.size(), 200u);
        EXPECT_GT(scatter.within_2_sd, 0.88) << bits;
        EXPECT_LT(scatter.within_2_sd, 1.0) << bits;
    }
}

TEST(CompareCodes, TheLiveOneAgreesWithItselfAndWiderOnesNearly) {
    const auto embedder = lexical();
    const auto workload = sample(*embedder);
    VariantOptions options{.variants = {{256, 42}, {256, 42}, {64, 42}, {1024, 42}, {256, 7}},
                           .threshold = 0.81f};
    const auto all = compare_codes(workload, options).value();
    ASSERT_EQ(all.size(), 5u);
    EXPECT_EQ(all[0].agreed, all[0].requests);
    EXPECT_EQ(all[1].hits, all[0].hits);
    EXPECT_EQ(all[0].radius, 48u);
    EXPECT_EQ(all[2].radius, 12u);
    EXPECT_LT(all[2].agreed, all[2].requests) << "64 bits decide some otherwise";
    EXPECT_GT(all[3].agreed, all[3].requests * 9 / 10);
    EXPECT_GT(all[4].agreed, all[4].requests * 9 / 10);
    EXPECT_FALSE(compare_codes(workload, options, [] { return true; }));
}

} // namespace
} // namespace bsc
