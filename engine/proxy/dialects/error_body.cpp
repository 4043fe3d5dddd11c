#include "engine/proxy/dialects/error_body.h"

#include "engine/proxy/json/json.h"

namespace bsc {

namespace {

std::string openai_error(unsigned status, std::string_view text) {
    const std::string_view type = status == 401   ? "authentication_error"
                                  : status == 404 ? "not_found_error"
                                  : status >= 500 ? "server_error"
                                                  : "invalid_request_error";
    return json::serialize(json::object{{"error",
                                         {{"message", text},
                                          {"type", type},
                                          {"param", nullptr},
                                          {"code", status == 504   ? json::value("timeout")
                                                   : status >= 500 ? json::value("upstream_error")
                                                                   : json::value(nullptr)}}}});
}

std::string_view anthropic_error_type(unsigned status) {
    switch (status) {
    case 401:
        return "authentication_error";
    case 403:
        return "permission_error";
    case 404:
    case 405:
        return "not_found_error";
    case 413:
        return "request_too_large";
    case 504:
        return "timeout_error";
    default:
        return status >= 500 ? "api_error" : "invalid_request_error";
    }
}

} // namespace

std::string error_body(Dialect dialect, unsigned status, std::string_view text) {
    switch (dialect) {
    case Dialect::anthropic:
        return json::serialize(
            json::object{{"type", "error"},
                         {"error", {{"type", anthropic_error_type(status)}, {"message", text}}},
                         {"request_id", nullptr}});
    case Dialect::ollama:
        return json::serialize(json::object{{"error", text}});
    case Dialect::openai:
    case Dialect::other:
        break;
    }
    return openai_error(status, text);
}

std::string_view request_id_header(Dialect dialect) {
    switch (dialect) {
    case Dialect::openai:
        return "x-request-id";
    case Dialect::anthropic:
        return "request-id";
    case Dialect::ollama:
    case Dialect::other:
        break;
    }
    return {};
}

} // namespace bsc
