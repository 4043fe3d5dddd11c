#pragma once

#include "engine/proxy/dialects/endpoint.h"

namespace bsc {

/// OpenAI's legacy completions: text to go on with, no turns.
class OpenAiCompletions final : public Endpoint {
  public:
    Result<ApiRequest> parse_request(std::string_view body, const KeyFields& fields) const override;
    std::string why_not_stored(const json::object& answer) const override;
    std::optional<Usage> usage_of(const json::object& answer) const override;
    void renew(json::object& answer, const ApiRequest& request, IdSource& ids) const override;
    std::unique_ptr<StreamMerger> merger() const override;
    std::string to_stream(const json::object& answer, const ApiRequest& request) const override;
    std::optional<std::string> asking_for_usage(std::string_view body,
                                                const ApiRequest& request) const override;
    bool is_usage_only(std::string_view data) const override;
};

} // namespace bsc
