#pragma once

#include <span>

namespace bsc {

/// In the header of every file this program writes ("BSCW"), so that no other program's database
/// is taken for ours.
inline constexpr int store_application_id = 0x42534357;

/// The whole schema, as the steps it grew in: step i takes a file from user_version i to i + 1. A
/// new file takes all of them. Steps are never changed once released, only added.
std::span<const char* const> schema_steps();

} // namespace bsc
