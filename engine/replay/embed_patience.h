#pragma once

#include <chrono>

namespace bsc {

/// How long one prompt of saved traffic may take to embed: nobody waits for its answer, but a
/// server that does not come back must not hold a study for ever.
constexpr std::chrono::seconds embed_patience{10};

} // namespace bsc
