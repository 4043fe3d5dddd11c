#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// Plain rows of the database. Times are microseconds since the Unix epoch.

struct EntryRecord {
    std::uint64_t id = 0;
    std::array<std::uint8_t, 32> partition{};
    std::array<std::uint8_t, 32> request_sha256{};
    std::array<std::uint8_t, 32> embedding_sha256{};
    std::vector<std::int8_t> vector; ///< int8 embedding; empty: exact tier only
    float vector_scale = 0;
    std::vector<std::uint64_t> code; ///< words of the code; empty: to be made from the vector
    std::uint64_t code_mean = 0;     ///< names the mean vector the code was made around; 0: none
    std::string prompt;
    std::string answer; ///< plain here, zstd in the file
    std::int64_t created_us = 0;
    std::optional<std::int64_t> expires_us;
    std::int64_t last_accessed_us = 0;
    std::uint64_t access_count = 0;
    std::uint32_t tokens = 0; ///< of the answer; 0: unknown
    bool pinned = false;      ///< no eviction takes it
};

/// What an eviction policy has learned; there is one at most.
struct PolicyMemoryRecord {
    std::string policy;          ///< its name
    std::uint64_t code_mean = 0; ///< as that of an entry: names the mean its codes were made around
    std::string memory;          ///< the policy's own format
};

/// One request as it went through the proxy. Credentials never get here.
struct FlowRecord {
    std::uint64_t id = 0;
    std::int64_t time_us = 0;
    std::array<std::uint8_t, 32> partition{}; ///< zero: not looked up, or of before this was kept
    std::string verdict;                      ///< name_of(Verdict)
    std::string dialect;                      ///< "openai", "anthropic"
    std::string path;
    std::string model;
    std::string client; ///< user agent, short
    std::string prompt; ///< the text that was embedded
    std::string answer; ///< what was served, for flows without an entry; may be empty
    std::string why;    ///< Decision::why()
    std::optional<std::uint64_t> entry_id;
    std::optional<unsigned> distance;
    unsigned radius = 0;
    unsigned bits = 0;
    unsigned status = 0; ///< HTTP
    std::uint32_t added_us = 0, total_us = 0, embed_us = 0;
    std::uint32_t lookup_ns = 0;
    std::uint64_t input_tokens = 0, output_tokens = 0;
};

/// What an answer came from, as money counts it.
enum class LedgerKind : std::uint8_t { paid, exact, semantic, coalesced };

std::string_view name_of(LedgerKind kind); ///< "paid", "exact", "semantic", "coalesced"

/// Tokens of one answer, told apart by price.
struct LedgerUsage {
    std::uint64_t input = 0, output = 0, cache_read = 0, cache_write = 0;
    friend auto operator<=>(const LedgerUsage&, const LedgerUsage&) = default;
};

/// Answers of one day that cost the same, whatever the prices: facts only, to be priced by any
/// table at any time. Equal ones share a row.
struct LedgerKey {
    std::int32_t day = 0; ///< since 1970-01-01, UTC
    LedgerKind kind = LedgerKind::paid;
    std::string model{};
    std::optional<LedgerUsage> usage{}; ///< of the original answer; none: the upstream did not say
    std::string embedding_model{};      ///< of a server that is paid for; empty: local, free
    friend auto operator<=>(const LedgerKey&, const LedgerKey&) = default;
};

struct LedgerSum {
    std::uint64_t answers = 0;
    std::uint64_t embedded_bytes = 0; ///< UTF-8 text sent to the embedding model
};

struct LedgerRow {
    LedgerKey key;
    LedgerSum sum;
};

/// Whether an entry's answer is right for a prompt. Skip: who was asked could not tell.
enum class LabelWord : std::uint8_t { right, wrong, skip };

std::string_view name_of(LabelWord word); ///< "right", "wrong", "skip"
std::optional<LabelWord> label_word_of(std::string_view name);

/// Where a label comes from.
namespace label_source {
inline constexpr const char* flow_list = "user"; ///< picked by a person
inline constexpr const char* queue = "queue";    ///< drawn, then judged by a person
inline constexpr const char* classes = "workload";
} // namespace label_source

/// One word on a pair: a prompt, and the prompt whose answer would serve it. A later word on the
/// same pair holds in place of an earlier one; taking the later one back brings the earlier back.
struct LabelRecord {
    std::uint64_t id = 0;       ///< the store's to give
    std::uint64_t flow_id = 0;  ///< 0: of no flow
    std::uint64_t entry_id = 0; ///< 0: of no live entry
    LabelWord word = LabelWord::right;
    std::string source{}; ///< see label_source
    std::int64_t time_us = 0;
    std::string workload{};             ///< name of a saved one; empty: live traffic
    std::string prompt{}, match{};      ///< empty: the store takes them from flow and entry
    std::optional<unsigned> distance{}; ///< bits; none: the store takes it from the flow
    unsigned bits = 0;                  ///< width of the codes; 0: as above
    /// How likely this pair was drawn to be judged, beside a uniform draw among all pairs at most
    /// `reach` bits apart (1: uniform, or all were judged). 0: it was picked, not drawn.
    double chance = 0;
    unsigned reach = 0; ///< bits; 0: the flow's radius
};

/// The standing words on the flows that one entry answered.
struct EntryWords {
    std::uint64_t entry_id = 0;
    std::uint32_t right = 0, wrong = 0;
};

/// What the stored vectors and codes depend on. Two stores with different identities never mix.
struct EncoderRecord {
    std::string embedder; ///< EmbedderIdentity::text()
    unsigned dim = 0;
    unsigned bits = 0;
    std::uint64_t seed = 0;
    std::string matrix_sha256; ///< hex

    friend bool operator==(const EncoderRecord&, const EncoderRecord&) = default;
};

} // namespace bsc
