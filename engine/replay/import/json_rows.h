#pragma once

#include "engine/replay/import/import_source.h"

#include <boost/json/object.hpp>
#include <optional>

namespace bsc {

/// Each takes one object of its format apart. Nothing: the object is no chat request, which is no
/// mistake.
std::optional<ImportedRow> openai_row(const boost::json::object& object);
std::optional<ImportedRow> litellm_row(const boost::json::object& object);
std::optional<ImportedRow> helicone_row(const boost::json::object& object);
std::optional<ImportedRow> har_row(const boost::json::object& entry);

} // namespace bsc
