#pragma once

#include "engine/base/result.h"
#include "engine/code/code.h"

#include <span>
#include <vector>

namespace bsc {

/// bits[j] becomes bit j. Errors: invalid_argument for more than max_code_bits.
Result<Code> pack_bits(std::span<const bool> bits);

/// Bit j is values[j] >= 0 (zero counts as positive, NaN does not). Errors as pack_bits.
Result<Code> pack_signs(std::span<const float> values);

/// The code's bits in order, bits() of them.
std::vector<bool> unpack_bits(const Code& code);

} // namespace bsc
