#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace bsc {

/// Makes the ids of replayed answers, in the providers' style: a prefix and random letters and
/// digits. They name answers and guard nothing. One thread at a time.
class IdSource {
  public:
    std::string make(std::string_view prefix, std::size_t letters = 24);

  private:
    std::mt19937_64 random_{std::random_device{}()};
};

/// Now, as in `created`.
std::int64_t unix_seconds();

} // namespace bsc
