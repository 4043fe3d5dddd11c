#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <zlib.h>

namespace bsc::test {

/// A file that goes away with the object.
class WorkloadFile {
  public:
    explicit WorkloadFile(const std::string& bytes) {
        path_ = (std::filesystem::temp_directory_path() / "bsc-workload-XXXXXX").string();
        ::close(::mkstemp(path_.data()));
        std::ofstream(path_, std::ios::binary) << bytes;
    }
    ~WorkloadFile() { std::filesystem::remove(path_); }
    WorkloadFile(const WorkloadFile&) = delete;
    WorkloadFile& operator=(const WorkloadFile&) = delete;

    std::filesystem::path path() const { return path_; }

  private:
    std::string path_;
};

inline std::string gzip(const std::string& bytes) {
    z_stream stream{};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    std::string input = bytes;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

} // namespace bsc::test
