#pragma once

#include "app/cli/replay.h"
#include "engine/replay/embedded_workload.h"

#include <map>

namespace bsc::cli {

/// A workload embedded by each encoder that was asked for.
class EncodedWorkload {
  public:
    /// Leaves on errors.
    EncodedWorkload(const ReplayCommand& command, const ExperimentProgress& progress);

    const std::string& name() const { return name_; }
    const std::vector<std::string>& encoders() const { return encoders_; }
    std::uint64_t requests() const;
    /// Similarity from which an entry answers by default.
    float balanced(const std::string& encoder) const { return of_.at(encoder).balanced; }
    Result<std::shared_ptr<const CodeTrace>> trace(const std::string& encoder, unsigned bits) const;

  private:
    struct Encoded {
        EmbeddedWorkload workload;
        float balanced;
    };

    std::string name_;
    std::vector<std::string> encoders_; ///< names of embedders, as asked for
    std::map<std::string, Encoded> of_;
    std::uint64_t seed_;
};

/// Every combination of the lists; an empty list stands for the one default. Leaves on values that
/// cannot be.
std::vector<MatrixCell> plan_of(const ReplayCommand& command, const EncodedWorkload& workload);

} // namespace bsc::cli
