#pragma once

#include <filesystem>
#include <string>

namespace bsc {

/// How an embedding server is spoken to.
enum class RemoteApi {
    openai, ///< POST /v1/embeddings, also llama.cpp, vLLM, LM Studio, TEI
    ollama, ///< POST /api/embed
};

struct RemoteSettings {
    RemoteApi api = RemoteApi::openai;
    /// Server root, its .../v1, or the whole endpoint. http:// only for loopback.
    std::string url;
    std::string model;
    /// Name of the environment variable that holds the key; empty: no key is sent.
    std::string api_key_variable;
    /// Known from an earlier run, so that another dim is a mismatch at once; 0: not yet known.
    unsigned dim = 0;
};

enum class EmbedderKind {
    automatic, ///< hybrid when a model folder is found, else lexical
    lexical,
    hybrid,
    remote,
};

struct EmbedderSettings {
    EmbedderKind kind = EmbedderKind::automatic;
    std::filesystem::path model_folder; ///< empty: find_model_folder looks
    RemoteSettings remote;
};

} // namespace bsc
