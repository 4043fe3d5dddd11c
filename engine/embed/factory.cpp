#include "engine/embed/factory.h"

#include "engine/embed/hybrid/hybrid_embedder.h"
#include "engine/embed/lexical/lexical_embedder.h"
#include "engine/embed/remote/remote_embedder.h"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

namespace bsc {
namespace {

namespace fs = std::filesystem;

fs::path from_environment(const char* variable) {
    const char* value = std::getenv(variable);
    return value ? fs::path(value) : fs::path();
}

fs::path installed_models() {
    fs::path data = from_environment("XDG_DATA_HOME");
    if (!data.is_absolute()) { // the XDG specification ignores relative ones
        const fs::path home = from_environment("HOME");
        if (home.empty()) {
            return {};
        }
        data = home / ".local" / "share";
    }
    return data / "bsc" / "models";
}

/// A download that was cut short has one of the files at most.
bool holds_model(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / "model.safetensors", ignored) &&
           fs::exists(folder / "tokenizer.json", ignored);
}

fs::path first_installed_model() {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (fs::directory_iterator it(installed_models(), ignored), end; it != end;
         it.increment(ignored)) {
        if (holds_model(it->path())) {
            found.push_back(it->path());
        }
    }
    return found.empty() ? fs::path() : *std::ranges::min_element(found);
}

Result<std::shared_ptr<const Embedder>> make_hybrid(const fs::path& folder) {
    auto table = TokenTable::load(folder);
    if (!table) {
        return tl::unexpected(table.error());
    }
    return std::make_shared<const HybridEmbedder>(std::move(*table));
}

} // namespace

std::optional<EmbedderKind> embedder_kind_of(std::string_view name) {
    constexpr std::pair<std::string_view, EmbedderKind> names[] = {
        {"auto", EmbedderKind::automatic},
        {"lexical", EmbedderKind::lexical},
        {"hybrid", EmbedderKind::hybrid},
        {"remote", EmbedderKind::remote}};
    const auto* found =
        std::ranges::find(names, name, &std::pair<std::string_view, EmbedderKind>::first);
    return found == std::end(names) ? std::nullopt : std::optional(found->second);
}

fs::path find_model_folder(const fs::path& chosen) {
    if (!chosen.empty()) {
        return chosen;
    }
    const fs::path named = from_environment("BSC_MODEL_DIR");
    return named.empty() ? first_installed_model() : named;
}

Result<std::shared_ptr<const Embedder>> make_embedder(const EmbedderSettings& settings) {
    if (settings.kind == EmbedderKind::remote) {
        return RemoteEmbedder::create(settings.remote);
    }
    if (settings.kind == EmbedderKind::lexical) {
        return std::make_shared<const LexicalEmbedder>();
    }
    const fs::path folder = find_model_folder(settings.model_folder);
    if (!folder.empty()) {
        return make_hybrid(folder);
    }
    if (settings.kind == EmbedderKind::hybrid) {
        return fail(ErrorCode::not_found,
                    "The hybrid encoder needs a Model2Vec folder: name one in the settings or in "
                    "BSC_MODEL_DIR, or put it in " +
                        installed_models().string() + ".");
    }
    return std::make_shared<const LexicalEmbedder>();
}

} // namespace bsc
