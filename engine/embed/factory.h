#pragma once

#include "engine/embed/embedder.h"
#include "engine/embed/settings.h"

#include <memory>
#include <optional>

namespace bsc {

/// "auto", "lexical", "hybrid" or "remote", as options and settings files name them.
std::optional<EmbedderKind> embedder_kind_of(std::string_view name);

/// The Model2Vec folder to use: `chosen` when not empty, else BSC_MODEL_DIR when set, else the
/// first folder by name with a model in bsc/models under the XDG data directory. Empty when there
/// is none. The first two are returned even when no model is there, so that loading says what is
/// wrong.
std::filesystem::path find_model_folder(const std::filesystem::path& chosen);

/// Errors: invalid_argument, not_found, io, wrong_format. A model folder that was chosen (by
/// setting or BSC_MODEL_DIR) but does not load is an error even for `automatic`: nobody gets
/// another encoder than asked for without being told.
Result<std::shared_ptr<const Embedder>> make_embedder(const EmbedderSettings& settings);

} // namespace bsc
