#pragma once

#include "engine/embed/embedder.h"
#include "engine/embed/settings.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace bsc::cli {

/// The options --encoder, --model-dir, --embed-url, --embed-model, --embed-key-env and --embed-api,
/// the same for every command that embeds. `settings` must live until the command has run.
void add_encoder_options(CLI::App& command, EmbedderSettings& settings);
/// The same without --encoder.
void add_encoder_sources(CLI::App& command, EmbedderSettings& settings);

/// The embedder, or CommandFailed with Exit::encoder.
std::shared_ptr<const Embedder> open_encoder(const EmbedderSettings& settings);

} // namespace bsc::cli
