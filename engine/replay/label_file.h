#pragma once

#include "engine/base/result.h"
#include "engine/code/projection.h"
#include "engine/embed/embedder.h"
#include "engine/store/records.h"

#include <filesystem>
#include <iosfwd>
#include <span>
#include <vector>

namespace bsc {

/// Labels as JSON Lines, one object a line: {"prompt": text, "match": text, "word": "right",
/// "wrong" or "skip", "source": text, "workload": text, "distance": bits, "bits": width, "chance":
/// number, "reach": bits, "flow": id, "entry": id, "time_us": microseconds}. Only prompt, match and
/// word are required; unknown keys are ignored. Ids are not read: they are of another database.
void write_labels(std::span<const LabelRecord> labels, std::ostream& into);

/// A label without a chance counts as picked, so that no promise rests on it. Errors, naming file
/// and line: not_found, io, wrong_format; then no label is returned.
Result<std::vector<LabelRecord>> read_label_file(const std::filesystem::path& file);

/// Gives labels of other codes, or without a distance, the distance their prompts have here, around
/// `mean` (empty: none); they count as picked from then on. Labels without texts, and of repeats,
/// stay as they are. Errors: of the embedder.
Result<void> measure_distances(std::vector<LabelRecord>& labels, const Embedder& embedder,
                               const Projection& projection, std::span<const float> mean);

} // namespace bsc
