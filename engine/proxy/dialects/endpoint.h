#pragma once

#include "engine/base/result.h"
#include "engine/proxy/dialects/api_request.h"
#include "engine/proxy/dialects/ids.h"
#include "engine/proxy/dialects/stream_merger.h"
#include "engine/proxy/dialects/usage.h"
#include "engine/proxy/json/json.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// One call of a provider's API whose answers are kept: how its requests are read and its answers
/// told. Stateless.
class Endpoint {
  public:
    virtual ~Endpoint() = default;

    /// Errors: wrong_format.
    virtual Result<ApiRequest> parse_request(std::string_view body,
                                             const KeyFields& fields) const = 0;

    /// Why a final answer must not be stored; empty when it may.
    virtual std::string why_not_stored(const json::object& answer) const = 0;
    virtual std::optional<Usage> usage_of(const json::object& answer) const = 0;
    /// The text kept of an answer; `text` is its JSON as it came.
    virtual std::string to_stored(const json::object& answer, std::string text) const;
    /// Makes a stored answer this request's own: new ids, the time, the form it asks for.
    virtual void renew(json::object& answer, const ApiRequest& request, IdSource& ids) const = 0;

    /// Null for an endpoint that never streams.
    virtual std::unique_ptr<StreamMerger> merger() const;
    /// The stream that tells `answer`; empty for an endpoint that never streams.
    virtual std::string to_stream(const json::object& answer, const ApiRequest& request) const;

    /// The body that also asks for the usage numbers this client did without; nothing when the
    /// upstream tells them anyway.
    virtual std::optional<std::string> asking_for_usage(std::string_view body,
                                                        const ApiRequest& request) const;
    /// Whether a piece of a stream says nothing but usage numbers: it is kept from a client that
    /// did not ask for them.
    virtual bool is_usage_only(std::string_view data) const;
};

} // namespace bsc
