#pragma once

#include "engine/replay/workload.h"

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace bsc {

/// The object in a line, or what is wrong with the line.
tl::expected<boost::json::object, std::string> json_object_in(std::string_view line);

/// A row of the schema at WorkloadReader, or what is wrong with it.
tl::expected<WorkloadRow, std::string> workload_row_of(const boost::json::object& object);

/// One line of that schema, without its end; what is not known is left out.
std::string workload_line(const WorkloadRow& row);

} // namespace bsc
