#pragma once

#include "engine/experiment/benchmark_report.h"

#include <optional>
#include <span>
#include <string>

namespace bsc {

/// A picture for the page.
struct ReportPicture {
    std::string title, caption; ///< plain text
    std::string svg;            ///< an <svg> element, without an XML declaration
};

/// The report as one HTML page in a palette for print: no script, no other file, nothing from the
/// network. `cell` as judge_report().
std::string report_html(const BenchmarkReport& report, std::span<const ReportPicture> pictures = {},
                        std::optional<std::size_t> cell = {});

} // namespace bsc
