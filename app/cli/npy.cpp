#include "app/cli/npy.h"

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cstdint>
#include <regex>
#include <string>

namespace bsc::cli {

static_assert(std::endian::native == std::endian::little, ".npy values are read as they lie");

namespace {

constexpr std::size_t max_header_bytes = 64 * 1024;

std::string quoted(const std::filesystem::path& file) {
    return std::string("'").append(file.string()).append("'");
}

} // namespace

Result<NpyRows> NpyRows::open(const std::filesystem::path& file) {
    NpyRows npy;
    npy.file_ = file;
    npy.stream_.open(file, std::ios::binary);
    if (!npy.stream_)
        return fail(ErrorCode::not_found,
                    "Cannot read " + quoted(file) + ": check the path and its permissions.");

    char magic[8];
    const auto not_npy = [&] {
        return fail(ErrorCode::wrong_format,
                    quoted(file) + " is not a NumPy .npy file: write it with numpy.save(file, "
                                   "rows.astype('float32')).");
    };
    if (!npy.stream_.read(magic, sizeof magic) || std::string_view(magic, 6) != "\x93NUMPY")
        return not_npy();

    const int version = magic[6];
    std::uint32_t header_bytes = 0;
    if (version < 1 || version > 3 ||
        !npy.stream_.read(reinterpret_cast<char*>(&header_bytes), version == 1 ? 2 : 4) ||
        header_bytes > max_header_bytes)
        return not_npy();
    std::string header(header_bytes, '\0');
    if (!npy.stream_.read(header.data(), header_bytes))
        return not_npy();

    static const std::regex descr("'descr': *'([^']*)'"), order("'fortran_order': *(True|False)"),
        shape(R"('shape': *\((\d*),? *(\d*),?\))");
    std::smatch type, fortran, size;
    if (!std::regex_search(header, type, descr) || !std::regex_search(header, fortran, order))
        return not_npy();
    npy.half_ = type[1] == "<f2";
    if (!npy.half_ && type[1] != "<f4")
        return fail(ErrorCode::wrong_format,
                    quoted(file) + " holds values of type '" + type[1].str() +
                        "': float32 ('<f4') or float16 ('<f2') is needed, use .astype('float32').");
    if (fortran[1] == "True")
        return fail(ErrorCode::wrong_format,
                    quoted(file) +
                        " is in Fortran order: use numpy.ascontiguousarray before saving.");
    if (!std::regex_search(header, size, shape) || size[1].length() == 0 || size[1].length() > 18 ||
        size[2].length() > 18)
        return fail(ErrorCode::wrong_format,
                    quoted(file) + " must hold one row or a table of rows: shape (rows, dim).");
    const bool table = size[2].length() > 0;
    npy.rows_ = table ? std::stoull(size[1]) : 1;
    npy.columns_ = std::stoull(size[table ? 2 : 1]);
    return npy;
}

Result<std::vector<float>> NpyRows::next(std::size_t limit) {
    const std::size_t count = std::min(limit, rows_ - read_);
    std::vector<float> values(count * columns_);
    std::vector<Eigen::half> halves(half_ ? values.size() : 0);
    char* const into =
        half_ ? reinterpret_cast<char*>(halves.data()) : reinterpret_cast<char*>(values.data());
    const std::size_t bytes = values.size() * (half_ ? sizeof(Eigen::half) : sizeof(float));
    if (!stream_.read(into, static_cast<std::streamsize>(bytes)))
        return fail(ErrorCode::wrong_format, quoted(file_) + " is cut short: its header promises " +
                                                 std::to_string(rows_) + " rows of " +
                                                 std::to_string(columns_) + " values.");
    std::ranges::copy(halves, values.begin());
    read_ += count;
    return values;
}

} // namespace bsc::cli
