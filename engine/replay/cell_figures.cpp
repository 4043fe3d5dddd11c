#include "engine/replay/cell_figures.h"

#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <fmt/format.h>

namespace bsc {
namespace {

namespace json = boost::json;

struct Count {
    std::string_view key;
    std::uint64_t CellFigures::*value;
};
struct Real {
    std::string_view key;
    double CellFigures::*value;
};

constexpr std::array<Count, 10> counts{{{"requests", &CellFigures::requests},
                                        {"hits", &CellFigures::hits},
                                        {"exact_hits", &CellFigures::exact_hits},
                                        {"judged_hits", &CellFigures::judged_hits},
                                        {"wrong_hits", &CellFigures::wrong_hits},
                                        {"evictions", &CellFigures::evictions},
                                        {"explorations", &CellFigures::explorations},
                                        {"requested_tokens", &CellFigures::requested_tokens},
                                        {"saved_tokens", &CellFigures::saved_tokens},
                                        {"policy_bytes", &CellFigures::policy_bytes}}};
constexpr std::array<Real, 3> reals{{{"seconds", &CellFigures::seconds},
                                     {"evict_p50_us", &CellFigures::evict_p50_us},
                                     {"evict_p99_us", &CellFigures::evict_p99_us}}};

SimulationPoint point_of(const json::value& value) {
    return {value.at(0).to_number<std::uint64_t>(), value.at(1).to_number<std::uint64_t>(),
            value.at(2).to_number<std::uint64_t>()};
}

} // namespace

CellFigures figures_of(const SimulationResult& result) {
    using Microseconds = std::chrono::duration<double, std::micro>;
    CellFigures figures;
    figures.requests = result.requests;
    figures.hits = result.hits;
    figures.exact_hits = result.exact_hits;
    figures.judged_hits = result.judged_hits;
    figures.wrong_hits = result.wrong_hits;
    figures.evictions = result.evictions;
    figures.explorations = result.explorations;
    figures.requested_tokens = result.requested_tokens;
    figures.saved_tokens = result.saved_tokens;
    figures.policy_bytes = result.policy_bytes;
    figures.seconds = result.seconds;
    figures.full_at = result.full_at;
    if (result.evictions > 0) {
        figures.evict_p50_us = Microseconds(result.evict_time.quantile(0.5)).count();
        figures.evict_p99_us = Microseconds(result.evict_time.quantile(0.99)).count();
    }
    figures.state_hash = fmt::format("{:016x}", result.state_hash);
    figures.curve = result.curve;
    return figures;
}

std::string to_json(const CellFigures& figures) {
    json::object object;
    for (const Count& count : counts)
        object[count.key] = figures.*count.value;
    for (const Real& real : reals)
        object[real.key] = figures.*real.value;
    object["full_at"] = figures.full_at;
    object["state_hash"] = figures.state_hash;
    json::array curve;
    for (const SimulationPoint& point : figures.curve)
        curve.push_back({point.requests, point.hits, point.wrong_hits});
    object["curve"] = std::move(curve);
    return json::serialize(object);
}

Result<CellFigures> cell_figures_from_json(std::string_view text) {
    try {
        const json::value object = json::parse(text);
        CellFigures figures;
        for (const Count& count : counts)
            figures.*count.value = object.at(count.key).to_number<std::uint64_t>();
        for (const Real& real : reals)
            figures.*real.value = object.at(real.key).to_number<double>();
        if (const json::value* full_at = object.as_object().if_contains("full_at"))
            figures.full_at = full_at->to_number<std::uint64_t>(); // older runs have none
        figures.state_hash = json::value_to<std::string>(object.at("state_hash"));
        for (const json::value& point : object.at("curve").as_array())
            figures.curve.push_back(point_of(point));
        return figures;
    } catch (const std::exception& wrong) {
        return fail(ErrorCode::wrong_format,
                    std::string("The saved figures of a replay cannot be read: ") + wrong.what() +
                        ".");
    }
}

} // namespace bsc
