#pragma once

#include "engine/proxy/dialects/endpoint.h"

namespace bsc {

/// Ollama's /api/embed.
class OllamaEmbed final : public Endpoint {
  public:
    Result<ApiRequest> parse_request(std::string_view body, const KeyFields& fields) const override;
    std::string why_not_stored(const json::object& answer) const override;
    std::optional<Usage> usage_of(const json::object& answer) const override;
    std::string to_stored(const json::object& answer, std::string text) const override;
    void renew(json::object& answer, const ApiRequest& request, IdSource& ids) const override;
};

} // namespace bsc
