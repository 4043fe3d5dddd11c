#pragma once

#include "ui/charts/curve_data.h"
#include "ui/charts/evict_time_chart.h"
#include "ui/models/replay_session.h"

#include <vector>

namespace bsc::ui {

/// The hit rate of every policy at one capacity while the requests go by, the warm-up not counted;
/// at the line's end the hit rate and the wrong-hit rate.
CurveData replayCurves(const ReplaySession& session, const ReplayLayer& layer,
                       std::size_t capacity);

/// Of the done replays at one capacity that evicted anything.
std::vector<EvictTime> evictTimes(const ReplaySession& session, const ReplayLayer& layer,
                                  std::size_t capacity);

} // namespace bsc::ui
