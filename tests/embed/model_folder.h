#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace bsc::test {

/// A fresh directory that goes away with the object.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "bsc-embed-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

/// A safetensors file: length, header, data.
inline std::string safetensors(const std::string& header, std::string_view data) {
    const std::uint64_t size = header.size();
    std::string out(sizeof size, '\0');
    std::memcpy(out.data(), &size, sizeof size);
    return out.append(header).append(data);
}

inline std::string matrix_file(std::size_t rows, std::size_t columns,
                               const std::vector<float>& values) {
    const std::size_t bytes = values.size() * sizeof(float);
    const boost::json::value header{
        {"embeddings",
         {{"dtype", "F32"}, {"shape", {rows, columns}}, {"data_offsets", {0, bytes}}}}};
    return safetensors(boost::json::serialize(header),
                       {reinterpret_cast<const char*>(values.data()), bytes});
}

/// tokenizer.json of an uncased WordPiece tokeniser with these pieces, numbered in order.
inline std::string tokenizer_file(const std::vector<std::string>& pieces) {
    boost::json::object vocabulary;
    for (const auto& piece : pieces) {
        vocabulary.emplace(piece, vocabulary.size());
    }
    return boost::json::serialize(
        boost::json::value{{"normalizer", {{"type", "BertNormalizer"}, {"lowercase", true}}},
                           {"model",
                            {{"type", "WordPiece"},
                             {"unk_token", "[UNK]"},
                             {"continuing_subword_prefix", "##"},
                             {"max_input_chars_per_word", 100},
                             {"vocab", vocabulary}}}});
}

/// Five pieces of three dimensions; row lengths 1, 1, 2, 3 and 1 (median 1).
inline const std::vector<std::string> small_pieces{"[UNK]", "card", "pin", "##code", "the"};
inline const std::vector<float> small_rows{1, 0, 0, 0, 1, 0, 0, 0, 2, 3, 0, 0, 0, 1, 0};

inline void write_small_model(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    write_file(folder / "model.safetensors", matrix_file(5, 3, small_rows));
    write_file(folder / "tokenizer.json", tokenizer_file(small_pieces));
}

} // namespace bsc::test
