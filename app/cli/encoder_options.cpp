#include "app/cli/encoder_options.h"

#include "app/cli/commands.h"
#include "engine/embed/factory.h"

namespace bsc::cli {

void add_encoder_options(CLI::App& command, EmbedderSettings& settings) {
    command
        .add_option_function<std::string>(
            "--encoder",
            [&settings](const std::string& name) { settings.kind = *embedder_kind_of(name); },
            "auto (hybrid when a model folder is found, else lexical), lexical, hybrid or remote")
        ->check([](const std::string& name) {
            return embedder_kind_of(name)
                       ? std::string()
                       : "use auto, lexical, hybrid or remote, not '" + name + "'";
        })
        ->default_str("auto");
    add_encoder_sources(command, settings);
}

void add_encoder_sources(CLI::App& command, EmbedderSettings& settings) {
    command.add_option(
        "--model-dir", settings.model_folder,
        "Model2Vec folder for hybrid (else BSC_MODEL_DIR, else bsc/models in the XDG "
        "data directory)");
    command.add_option("--embed-url", settings.remote.url, "Embedding server for remote");
    command.add_option("--embed-model", settings.remote.model, "Model name the server expects");
    command.add_option("--embed-key-env", settings.remote.api_key_variable,
                       "Environment variable that holds the server's key");
    command
        .add_option_function<std::string>(
            "--embed-api",
            [&settings](const std::string& name) {
                settings.remote.api = name == "ollama" ? RemoteApi::ollama : RemoteApi::openai;
            },
            "How the server is spoken to: openai (/v1/embeddings) or ollama (/api/embed)")
        ->check(CLI::IsMember({"openai", "ollama"}))
        ->default_str("openai");
}

std::shared_ptr<const Embedder> open_encoder(const EmbedderSettings& settings) {
    auto embedder = make_embedder(settings);
    if (!embedder)
        leave(Exit::encoder, embedder.error());
    return *embedder;
}

} // namespace bsc::cli
