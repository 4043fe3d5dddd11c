#pragma once

#include "engine/proxy/dialects/endpoint.h"

namespace bsc {

/// Ollama's /api/chat.
class OllamaChat final : public Endpoint {
  public:
    Result<ApiRequest> parse_request(std::string_view body, const KeyFields& fields) const override;
    std::string why_not_stored(const json::object& answer) const override;
    std::optional<Usage> usage_of(const json::object& answer) const override;
    void renew(json::object& answer, const ApiRequest& request, IdSource& ids) const override;
    std::unique_ptr<StreamMerger> merger() const override;
    std::string to_stream(const json::object& answer, const ApiRequest& request) const override;
};

} // namespace bsc
