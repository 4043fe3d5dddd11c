#pragma once

#include "engine/embed/embedder.h"
#include "engine/embed/remote/http_post.h"
#include "engine/embed/settings.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace bsc {

/// Embeddings of a server: OpenAI's API or Ollama's. Answers are scaled to unit length. The first
/// one tells the dim; a later change is a mismatch. Fails when the deadline passes, never hangs.
/// Internally locked: any thread may embed.
class RemoteEmbedder final : public Embedder {
  public:
    /// Asks nothing of the server yet. Errors: invalid_argument, not_found (no such variable).
    static Result<std::shared_ptr<const Embedder>> create(const RemoteSettings& settings);

    /// dim is 0 until the first answer. A reference taken before stays valid and keeps its 0.
    const EmbedderIdentity& identity() const override { return *identity_.load(); }
    /// A guess: another model, another geometry. Calibrate.
    ThresholdPresets thresholds() const override { return {0.80F, 0.85F, 0.90F, false}; }
    Result<std::vector<float>> embed(std::string_view text,
                                     std::chrono::steady_clock::time_point deadline) const override;
    Result<std::vector<float>>
    embed_batch(std::span<const std::string> texts,
                std::chrono::steady_clock::time_point deadline) const override;

  private:
    RemoteEmbedder(const RemoteSettings& settings, std::unique_ptr<HttpPoster> server);

    Result<std::vector<float>> ask(std::span<const std::string> texts,
                                   std::chrono::steady_clock::time_point deadline) const;
    std::string request(std::span<const std::string> texts) const;
    Result<void> check_dim(std::size_t dim) const;

    RemoteApi api_;
    std::string model_;
    std::unique_ptr<HttpPoster> server_;
    EmbedderIdentity first_identity_;
    mutable std::mutex mutex_; ///< guards learned_identity_ being written
    mutable EmbedderIdentity learned_identity_;
    mutable std::atomic<const EmbedderIdentity*> identity_;
};

} // namespace bsc
