#pragma once

#include "engine/experiment/benchmark_report.h"
#include "ui/charts/curve_data.h"

namespace bsc::ui {

/// Time of one look-up over the number of codes: the index by kind of codes, and a scalar loop.
CurveData scanCurves(const BenchmarkReport& report);
/// Share of requests to which the cache adds more than a time, hits and misses apart.
CurveData latencyCurves(const BenchmarkReport& report);

} // namespace bsc::ui
