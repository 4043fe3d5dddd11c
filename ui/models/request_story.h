#pragma once

#include "engine/code/code.h"
#include "engine/code/projection.h"
#include "engine/embed/embedder.h"

#include <QString>

namespace bsc::ui {

/// What happens to a request, told with real prompts, codes and times.
struct RequestStory {
    QString prompt;      ///< what a client asks
    QString nearPrompt;  ///< the same in other words
    QString farPrompt;   ///< something else
    Code code, nearCode; ///< of prompt and nearPrompt
    unsigned nearDistance = 0, farDistance = 0;
    unsigned dim = 0;   ///< floats an embedding
    double embedMs = 0; ///< median of some runs
};

/// Embeds three prompts: blocks as long as the embedder does, so a remote one is not for the GUI
/// thread. Errors as Embedder::embed.
Result<RequestStory> tellRequestStory(const Embedder& embedder, const Projection& projection);

} // namespace bsc::ui
