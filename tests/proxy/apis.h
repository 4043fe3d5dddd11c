#pragma once

#include "engine/proxy/routes.h"
#include "tests/proxy/support.h"

#include <span>
#include <string>
#include <string_view>

namespace bsc::test {

/// One provider's call, as a client and an upstream in a test speak it.
struct Api {
    const char* path;
    /// Around the prompt: a request that neither streams nor does anything special.
    const char *before_prompt, *after_prompt;
    /// Around the text: a whole answer.
    const char *before_text, *after_text;
    const char* text_pointer; ///< JSON pointer to the text in an answer
    const char* good_end;     ///< what in the answer says that it is whole
    const char* bad_end;      ///< what it says instead when it was cut by a limit

    const Route& route() const { return *find_route("POST", path); }
    /// `more_fields` begins with a comma.
    std::string request(std::string_view prompt, std::string_view more_fields = "") const;
    std::string streaming(std::string_view prompt) const;
    std::string answer(std::string_view text) const;
    std::string answer_cut_by_a_limit(std::string_view text) const;
    /// An answer as the stream that tells it, with usage.
    std::string stream(std::string_view answer) const;
    /// The text in an answer: an object or, by its pieces, a stream. "" when there is none.
    std::string text_of(const Message& message) const;
};

std::span<const Api> chat_apis();      ///< those whose paraphrases may share an answer
std::span<const Api> streaming_apis(); ///< and legacy completions

/// The response of an upstream that gives this answer in the form the request asks for.
std::string upstream_response(const Message& request, const std::string& answer);
/// The API that a request speaks.
const Api& api_of(const Message& request);

} // namespace bsc::test
