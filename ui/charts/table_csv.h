#pragma once

#include "engine/experiment/experiment.h"

#include <QString>

namespace bsc::ui {

/// The table as CSV: units stand in the heading, "name [unit]"; what was not measured is empty.
QString csvOf(const ResultTable& table);

} // namespace bsc::ui
