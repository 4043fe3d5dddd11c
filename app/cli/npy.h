#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <vector>

namespace bsc::cli {

/// Reads a two-dimensional little-endian float32 or float16 array in C order from a NumPy .npy file
/// (format versions 1 to 3), some rows at a time.
class NpyRows {
  public:
    /// Errors: not_found, wrong_format (with what the file holds instead).
    static Result<NpyRows> open(const std::filesystem::path& file);

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }

    /// Up to `limit` further rows, row major; empty at the end. Errors: wrong_format (cut short).
    Result<std::vector<float>> next(std::size_t limit);

  private:
    std::filesystem::path file_;
    std::ifstream stream_;
    bool half_ = false; ///< float16
    std::size_t rows_ = 0, columns_ = 0, read_ = 0;
};

} // namespace bsc::cli
