#include "ui/models/replay_work.h"

#include "engine/code/similarity.h"
#include "engine/replay/embedded_workload.h"
#include "engine/replay/library_rows.h"
#include "engine/traffic/live_replay.h"

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr unsigned live_connections = 32;

Result<std::unique_ptr<LibraryRows>> rowsOf(const WorkloadLibrary& library, std::uint64_t id) {
    return library.rows(id).map(
        [](WorkloadLibrary::Rows rows) { return std::make_unique<LibraryRows>(std::move(rows)); });
}

tl::unexpected<Error> unknownEncoder(const std::string& name) {
    return fail(ErrorCode::not_found,
                "The encoder " + name + " is not at hand; choose another one.");
}

} // namespace

std::shared_ptr<const Embedder> encoderNamed(const Encoders& encoders, const std::string& name) {
    const auto found = std::ranges::find(
        encoders, name, [](const auto& encoder) { return encoder->identity().name; });
    return found == encoders.end() ? nullptr : *found;
}

Result<std::shared_ptr<const EncodedTraces>> encodeWorkload(const ReplayInput& input,
                                                            const ReplayPlan& plan,
                                                            std::atomic<std::uint64_t>& done,
                                                            const std::atomic<bool>& cancelled) {
    auto traces = std::make_shared<EncodedTraces>();
    for (const std::string& name : plan.encoders) {
        const auto encoder = encoderNamed(input.encoders, name);
        if (!encoder)
            return unknownEncoder(name);
        auto rows = rowsOf(*input.library, plan.workload);
        if (!rows)
            return tl::unexpected(rows.error());
        const auto embedded = EmbeddedWorkload::embed(plan.name, **rows, *encoder, plan.requests,
                                                      [&](std::uint64_t read) {
                                                          done = read;
                                                          return !cancelled;
                                                      });
        if (!embedded)
            return tl::unexpected(embedded.error());
        for (const unsigned bits : plan.bits) {
            if (cancelled)
                return fail(ErrorCode::unavailable, "The replay was cancelled.");
            auto trace = embedded->trace(bits, input.seed);
            if (!trace)
                return tl::unexpected(trace.error());
            (*traces)[{name, bits}] = std::make_shared<const CodeTrace>(std::move(*trace));
        }
    }
    return traces;
}

ReplayMatrix::Replayer liveReplayer(const ReplayInput& input, const ReplayPlan& plan,
                                    std::size_t curvePoints) {
    return
        [input, plan, curvePoints](const MatrixCell& cell, const std::function<bool()>& cancelled,
                                   const std::function<void(const SimulationResult&)>& progress)
            -> Result<SimulationResult> {
            auto encoder = encoderNamed(input.encoders, cell.encoder);
            if (!encoder)
                return unknownEncoder(cell.encoder);
            auto rows = rowsOf(*input.library, plan.workload);
            if (!rows)
                return tl::unexpected(rows.error());
            LiveReplaySettings settings;
            settings.speed = timesOf(plan.speed);
            settings.connections = settings.speed > 0 ? live_connections : 1;
            settings.warm_up = plan.warmUp;
            settings.max_requests = settings.requests = plan.requests;
            settings.curve_points = curvePoints;
            CacheConfig& cache = settings.cache.cache;
            cache.bits = cell.bits;
            cache.seed = input.seed;
            cache.max_entries = cell.capacity;
            cache.policy = cell.policy;
            cache.policy_settings = plan.settings;
            cache.threshold = similarity_of(cell.radius, cell.bits);
            return live_replay(**rows, std::move(encoder), settings, progress, cancelled)
                .map([](LiveReplayReport report) { return std::move(report.figures); });
        };
}

} // namespace bsc::ui
