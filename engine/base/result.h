#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace bsc {

/// What kind of thing went wrong: for exit codes, HTTP statuses and the interface's way out.
enum class ErrorCode {
    invalid_argument, ///< the caller's value is not usable; the text says which values are
    not_found,        ///< no such file, entry or setting
    wrong_format, ///< data that is damaged, newer than this program, or not what it claims to be
    mismatch,     ///< two things that must agree do not (encoder identity, dimension)
    no_room,      ///< full of what must not be thrown out
    busy,         ///< somebody else holds it (port, database)
    unavailable,  ///< a server did not answer in time
    io,           ///< the operating system refused
};

/// `text` is one or two sentences a user can act on. It holds no credential and no prompt.
struct Error {
    ErrorCode code;
    std::string text;
};

/// Value or error. The engine never throws across its public edge.
template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string text) {
    return tl::unexpected<Error>(Error{code, std::move(text)});
}

} // namespace bsc
