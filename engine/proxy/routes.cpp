#include "engine/proxy/routes.h"

#include "engine/proxy/dialects/anthropic_messages.h"
#include "engine/proxy/dialects/ollama_chat.h"
#include "engine/proxy/dialects/ollama_embed.h"
#include "engine/proxy/dialects/ollama_generate.h"
#include "engine/proxy/dialects/openai_chat.h"
#include "engine/proxy/dialects/openai_completions.h"
#include "engine/proxy/dialects/openai_embeddings.h"
#include "engine/proxy/dialects/openai_responses.h"

#include <algorithm>
#include <array>

namespace bsc {

namespace {

const OpenAiChat openai_chat;
const OpenAiCompletions openai_completions;
const OpenAiResponses openai_responses;
const OpenAiEmbeddings openai_embeddings;
const AnthropicMessages anthropic_messages;
const OllamaChat ollama_chat;
const OllamaGenerate ollama_generate;
const OllamaEmbed ollama_embed;

using enum CacheMode;
constexpr Dialect openai = Dialect::openai, anthropic = Dialect::anthropic,
                  ollama = Dialect::ollama, by_header = Dialect::other;
constexpr StreamForm none = StreamForm::none, sse = StreamForm::sse, ndjson = StreamForm::ndjson;

// clang-format off
const std::array routes = {
    //    method  path                         dialect    cache     stream  endpoint
    Route{"POST", "/v1/chat/completions",      openai,    semantic, sse,    &openai_chat},
    Route{"POST", "/v1/completions",           openai,    exact,    sse,    &openai_completions},
    Route{"POST", "/v1/responses",             openai,    semantic, sse,    &openai_responses},
    Route{"POST", "/v1/embeddings",            openai,    exact,    none,   &openai_embeddings},
    Route{"POST", "/v1/messages",              anthropic, semantic, sse,    &anthropic_messages},
    Route{"POST", "/v1/messages/count_tokens", anthropic, pass,     none,   nullptr},
    Route{"GET",  "/v1/models",                by_header, pass,     none,   nullptr},
    Route{"GET",  "/v1/models/*",              by_header, pass,     none,   nullptr},
    Route{"POST", "/api/chat",                 ollama,    semantic, ndjson, &ollama_chat},
    Route{"POST", "/api/generate",             ollama,    semantic, ndjson, &ollama_generate},
    Route{"POST", "/api/embed",                ollama,    exact,    none,   &ollama_embed},
    Route{"GET",  "/api/tags",                 ollama,    pass,     none,   nullptr},
    // Everything else is passed on and never stored: files, audio, images, batches, stored answers.
    Route{"*",    "/v1/messages/*",            anthropic, pass,     none,   nullptr},
    Route{"*",    "/v1/*",                     by_header, pass,     none,   nullptr},
    Route{"*",    "/api/*",                    ollama,    pass,     none,   nullptr},
    // Ollama's own client asks this before anything else.
    Route{"HEAD", "/",                         ollama,    pass,     none,   nullptr},
};
// clang-format on

bool is_at(const Route& route, std::string_view path) {
    return route.path.ends_with('*') ? path.starts_with(route.path.substr(0, route.path.size() - 1))
                                     : path == route.path;
}

} // namespace

const Route* find_route(std::string_view method, std::string_view path) {
    const auto route = std::ranges::find_if(routes, [&](const Route& row) {
        return (row.method == "*" || row.method == method) && is_at(row, path);
    });
    return route == routes.end() ? nullptr : &*route;
}

Dialect dialect_of(std::string_view method, std::string_view path, const Headers& headers) {
    const Route* route = find_route(method, path);
    if (route && route->dialect != by_header)
        return route->dialect;
    return headers.has("anthropic-version") ? anthropic : openai;
}

} // namespace bsc
