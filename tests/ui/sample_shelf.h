#pragma once

#include "engine/embed/lexical/lexical_embedder.h"
#include "engine/replay/sample_workload.h"
#include "ui/models/replay_session.h"

#include <memory>

namespace bsc::ui {

/// What a replay works on: a library with the sample in it, one of runs, and the lexical encoder.
struct SampleShelf {
    SampleShelf() = default; ///< in memory
    /// What the file holds, which has the sample in it already.
    explicit SampleShelf(const std::string& file)
        : library(*WorkloadLibrary::open(file)), runs(*RunLibrary::open(file)),
          sample(library->list()->front()) {}

    ReplayInput input() const { return {library, {lexical}, 42}; }

    std::shared_ptr<WorkloadLibrary> library = *WorkloadLibrary::open_in_memory();
    std::shared_ptr<RunLibrary> runs = *RunLibrary::open_in_memory();
    WorkloadInfo sample = *add_sample_workload(*library);
    std::shared_ptr<const Embedder> lexical = std::make_shared<LexicalEmbedder>();
};

} // namespace bsc::ui
