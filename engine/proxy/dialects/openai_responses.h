#pragma once

#include "engine/proxy/dialects/endpoint.h"

namespace bsc {

/// OpenAI responses. A call that goes on from what the provider keeps (an earlier response, a
/// conversation, a stored prompt) or runs in the background depends on more than its body.
///
/// Clients chain on a response's id, so a replayed answer keeps it, and with it the ids of the
/// calls inside that the provider knows. Only a response that the provider was asked not to keep
/// (`store: false`) cannot be chained on and gets new ones.
class OpenAiResponses final : public Endpoint {
  public:
    Result<ApiRequest> parse_request(std::string_view body, const KeyFields& fields) const override;
    std::string why_not_stored(const json::object& answer) const override;
    std::optional<Usage> usage_of(const json::object& answer) const override;
    void renew(json::object& answer, const ApiRequest& request, IdSource& ids) const override;
    std::unique_ptr<StreamMerger> merger() const override;
    std::string to_stream(const json::object& answer, const ApiRequest& request) const override;
};

} // namespace bsc
