#pragma once

#include "engine/proxy/dialects/dialect.h"

namespace bsc {

/// OpenAI chat completions, as also spoken by Ollama, llama-server, vLLM and others.
class OpenAiDialect final : public ChatDialect {
  public:
    Dialect name() const override { return Dialect::openai; }
    std::string_view request_id_header() const override { return "x-request-id"; }
    Result<ChatRequest> parse_request(std::string_view body, bool key_has_end_user) const override;
    std::string why_not_stored(const json::object& answer) const override;
    std::optional<Usage> usage_of(const json::object& answer) const override;
    std::unique_ptr<StreamMerger> merger() const override;
    void renew(json::object& answer, IdSource& ids) const override;
    std::string to_stream(const json::object& answer, const ChatRequest& request) const override;
    std::string error_body(unsigned status, std::string_view text) const override;
};

} // namespace bsc
