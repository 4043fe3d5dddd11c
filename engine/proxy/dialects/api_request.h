#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

/// What the cache rules look at.
struct RequestTraits {
    std::size_t messages = 0;
    std::optional<double> temperature;
    bool many_answers = false;  ///< asks for more than one answer
    bool probabilities = false; ///< wants token probabilities
    bool tools = false;         ///< the caller's own functions
    bool server_tools = false;  ///< the provider searches, runs code or calls servers
    bool media = false;         ///< images, audio, files, anything but text
    bool tool_result = false;   ///< the last turn brings a tool's result
    bool user_last = true;      ///< the last turn is the user's
    bool raw_text = false;      ///< the prompt is text to go on with, not a turn
};

/// A request, read for the cache.
struct ApiRequest {
    std::string model;
    std::vector<std::string> prompt_parts; ///< texts of the last user turn
    std::string prompt;                    ///< the same, joined: what is embedded
    /// Canonical JSON of everything that must be equal before two prompts may share an answer: the
    /// body without the prompt and without the fields that cannot change the answer.
    std::string partition_json;
    bool stream = false;
    bool wants_usage = true;   ///< an answer without usage numbers would be incomplete
    bool wants_base64 = false; ///< of vectors
    RequestTraits traits;
    /// Why the answer depends on more than the request, or changes something at the provider:
    /// "stateful: conversation". Empty when it does not.
    std::string state;
};

/// Fields in which clients name their end users or sessions. Those that are off are not part of the
/// key: more hits, and the end users of one credential share answers.
struct KeyFields {
    bool user = true;
    bool safety_identifier = true;
    bool metadata = true;
};

} // namespace bsc
