#pragma once

#include "engine/base/result.h"
#include "engine/proxy/dialects/api_request.h"
#include "engine/proxy/json/raw_json.h"

#include <initializer_list>
#include <string_view>

namespace bsc {

/// Steps of reading a request that the endpoints share. They mark what does not belong to the
/// partition.

/// Takes the members out of the canonical form.
void drop_members(RawJson& object, std::initializer_list<std::string_view> names);

/// Takes the end user's names out that are not part of the key.
void drop_end_user(RawJson& root, const KeyFields& fields);

/// Takes prompt-caching markers out of each object of an array: where to cut a prompt for the
/// provider's own cache changes the price, not the answer.
void drop_cache_markers(RawJson* array);

/// Adds the text to the request's prompt and leaves an empty place in the canonical form.
void take_prompt(RawJson& text, ApiRequest& request);
/// Adds each string of a list; other elements stay in the canonical form.
void take_prompts(RawJson& list, ApiRequest& request);

std::string_view text_of(const RawJson& object, std::string_view member);
bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings);
std::optional<double> number_of(const RawJson* value);

/// The body as an object. Errors: wrong_format.
Result<RawJson> parse_body(std::string_view body);

/// Reads model, stream and temperature.
ApiRequest read_common(const RawJson& root);

/// The member that must be a list of at least one element. Errors: wrong_format.
Result<RawJson*> needed_list(RawJson& root, std::string_view member);

/// Whether the member is there and true.
bool is_set(const RawJson& object, std::string_view member);

/// Joins the prompt's parts and takes the canonical form.
void finish_request(const RawJson& root, ApiRequest& request);

} // namespace bsc
