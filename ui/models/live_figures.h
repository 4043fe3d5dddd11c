#pragma once

#include "ui/models/savings.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace bsc::ui {

/// The numbers of the figure strip at one moment. What is not known yet is empty, never zero.
struct LiveFigures {
    // Requests
    std::uint64_t requests = 0, hits = 0; ///< since the start
    std::optional<double> hitRate;        ///< share of the last 5 minutes, 0..1
    std::optional<double> hitRateTotal;
    double requestsPerSecond = 0; ///< over the last 10 s
    double peakPerSecond = 0;     ///< the highest 10 s
    unsigned clients = 0;
    std::optional<double> addedP50Us, addedP99Us; ///< last 5 minutes

    // Savings
    Savings savings;
    std::uint64_t demoRequests = 0; ///< answered by the demo upstream: nobody was billed

    // Cache
    std::uint64_t entries = 0, maxEntries = 0;
    double evictionsPerSecond = 0; ///< over the last minute
    std::uint64_t evictions = 0;   ///< since the start
    std::uint32_t lastBatch = 0, lastBatchUs = 0;
    QString policy; ///< of the last batch

    // Labels on hits
    std::uint64_t labels = 0, wrongLabels = 0;
    double wrongLow = 0, wrongHigh = 1; ///< 90 % Clopper-Pearson interval

    // Last 5 minutes, oldest first, one value per 10 s
    std::vector<double> hitRateTrend, requestTrend, addedTrend;
    std::vector<double> evictionTrend; ///< per 30 s
};

} // namespace bsc::ui
