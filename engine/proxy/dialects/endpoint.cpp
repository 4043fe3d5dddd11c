#include "engine/proxy/dialects/endpoint.h"

namespace bsc {

std::string Endpoint::to_stored(const json::object&, std::string text) const { return text; }
std::unique_ptr<StreamMerger> Endpoint::merger() const { return nullptr; }
std::string Endpoint::to_stream(const json::object&, const ApiRequest&) const { return {}; }
std::optional<std::string> Endpoint::asking_for_usage(std::string_view, const ApiRequest&) const {
    return std::nullopt;
}
bool Endpoint::is_usage_only(std::string_view) const { return false; }

} // namespace bsc
