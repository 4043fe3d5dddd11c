#pragma once

#include "engine/base/result.h"
#include "engine/embed/pair_scorer.h"
#include "engine/embed/word_set.h"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// What a stored code depends on: two embedders with equal identities give equal vectors.
struct EmbedderIdentity {
    std::string name;     ///< "lexical", "hybrid", "remote"
    std::string version;  ///< of the definition, e.g. "1"
    unsigned dim = 0;     ///< floats an embedding; 0 until a remote server has told
    std::string settings; ///< SHA-256 in hex of everything else that decides (weights, model, URL)

    /// One line, "name/version/dim/settings": what files and the store compare.
    std::string text() const;
    friend bool operator==(const EmbedderIdentity&, const EmbedderIdentity&) = default;
};

/// Similarity thresholds (1 - d/256) to start from.
struct ThresholdPresets {
    float loose, balanced, strict;
    bool calibrated; ///< false: a guess for an unknown model, and the interface says so
};

/// Text to unit vector. Implementations are immutable or internally locked: any thread may embed.
class Embedder {
  public:
    virtual ~Embedder() = default;

    virtual const EmbedderIdentity& identity() const = 0;
    virtual ThresholdPresets thresholds() const = 0;

    /// dim() floats of unit length, or all zero for a text without content (which never hits).
    /// In-process embedders ignore `deadline`; a remote one returns unavailable when it passes.
    /// Invalid UTF-8 is read as U+FFFD. Errors, of a remote one only: unavailable (no usable
    /// answer in time), wrong_format (an answer that is no embedding), mismatch (another dim).
    virtual Result<std::vector<float>>
    embed(std::string_view text, std::chrono::steady_clock::time_point deadline) const = 0;

    /// Rows of dim() floats, row major. The default embeds one by one.
    virtual Result<std::vector<float>>
    embed_batch(std::span<const std::string> texts,
                std::chrono::steady_clock::time_point deadline) const;

    /// False when embed() ignores the end of such a long text (the in-process ones read 512 words):
    /// texts that differ there only would get one vector, so no semantic hit may rest on it.
    virtual bool reads_all_of(std::string_view text) const;

    /// The second score that goes with this embedder, blind to the `boilerplate` words; null when
    /// it has none and the int8 vector must do.
    virtual std::shared_ptr<const PairScorer> pair_scorer(const WordSet& boilerplate) const;
};

} // namespace bsc
