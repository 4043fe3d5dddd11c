#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace bsc {

/// A matrix read from a safetensors file, row major.
struct Matrix {
    std::size_t rows = 0, columns = 0;
    std::vector<float> values;
};

/// Takes the two-dimensional F32 or F16 tensor `name` out of the bytes of a safetensors file
/// (8-byte little-endian header length, JSON header, data). Every length and offset is checked.
/// Errors: wrong_format, naming what is wrong but not the file.
Result<Matrix> read_safetensor(std::string_view file, std::string_view name);

} // namespace bsc
