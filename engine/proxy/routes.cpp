#include "engine/proxy/routes.h"

#include "engine/proxy/dialects/anthropic_messages.h"
#include "engine/proxy/dialects/openai_chat.h"

#include <algorithm>
#include <array>

namespace bsc {

namespace {

const OpenAiChat openai_chat;
const AnthropicMessages anthropic_messages;

using enum CacheMode;
constexpr Dialect openai = Dialect::openai, anthropic = Dialect::anthropic,
                  ollama = Dialect::ollama, by_header = Dialect::other;
constexpr StreamForm none = StreamForm::none, sse = StreamForm::sse;

// clang-format off
const std::array routes = {
    //    method  path                         dialect    cache     stream  endpoint
    Route{"POST", "/v1/chat/completions",      openai,    semantic, sse,    &openai_chat},
    Route{"POST", "/v1/messages",              anthropic, semantic, sse,    &anthropic_messages},
    Route{"*",    "/v1/messages/*",            anthropic, pass,     none,   nullptr}, // count_tokens, batches
    Route{"*",    "/v1/*",                     by_header, pass,     none,   nullptr}, // models, files, audio, images
    Route{"*",    "/api/*",                    ollama,    pass,     none,   nullptr}, // tags, show, pull
    Route{"HEAD", "/",                         ollama,    pass,     none,   nullptr}, // is Ollama there?
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
