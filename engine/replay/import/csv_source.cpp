#include "engine/replay/import/csv_columns.h"
#include "engine/replay/import/csv_record.h"
#include "engine/replay/import/import_source.h"

#include <algorithm>
#include <boost/locale/encoding_utf.hpp>

namespace bsc {
namespace {

struct RawRecord {
    std::size_t line = 0;
    tl::expected<std::vector<std::string>, std::string> fields;
};

/// The next record; nothing at the end.
Result<std::optional<RawRecord>> read_record(WorkloadLines& lines, char separator) {
    for (;;) {
        CsvRecord record(separator);
        std::size_t line = 0;
        for (bool goes_on = true; goes_on;) {
            const auto more = lines.next();
            if (!more)
                return tl::unexpected(more.error());
            if (!*more) {
                if (line == 0)
                    return std::nullopt;
                return RawRecord{line, tl::unexpected(std::string("a quote is never closed"))};
            }
            if (line == 0)
                line = lines.number();
            goes_on = record.add(lines.text());
            if (record.bytes() > WorkloadLines::max_line_bytes)
                return lines.wrong(ErrorCode::wrong_format, "a quote opened in line " +
                                                                std::to_string(line) +
                                                                " is not closed within 16 MiB");
        }
        if (!record.wrong().empty())
            return RawRecord{line, tl::unexpected(record.wrong())};
        const bool blank = record.fields().size() == 1 && record.fields()[0].empty();
        if (!blank)
            return RawRecord{line, std::move(record.fields())};
    }
}

bool is_utf8(const std::string& text) {
    using Utf8 = boost::locale::utf::utf_traits<char>;
    for (auto at = text.begin(); at != text.end();)
        if (const auto point = Utf8::decode(at, text.end());
            point == boost::locale::utf::illegal || point == boost::locale::utf::incomplete)
            return false;
    return true;
}

class CsvSource final : public ImportSource {
  public:
    CsvSource(WorkloadLines lines, char separator, std::vector<std::string> header,
              CsvColumns columns)
        : lines_(std::move(lines)), separator_(separator), header_(std::move(header)),
          columns_(std::move(columns)) {}

    Result<std::optional<ImportItem>> next() override {
        auto record = read_record(lines_, separator_);
        if (!record)
            return tl::unexpected(record.error());
        if (!*record)
            return std::nullopt;
        auto row = (*record)->fields.and_then([&](std::vector<std::string>& fields) -> ImportedRow {
            if (!std::ranges::all_of(fields, is_utf8))
                return tl::unexpected(std::string("the text is not UTF-8"));
            return columns_.row_of(fields);
        });
        return ImportItem{(*record)->line, std::move(row)};
    }

    double share() const override { return lines_.share(); }
    std::vector<std::string> columns() const override { return header_; }
    ColumnMapping mapping() const override { return columns_.mapping(); }

  private:
    WorkloadLines lines_;
    const char separator_;
    const std::vector<std::string> header_;
    const CsvColumns columns_;
};

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct Header {
    char separator = ',';
    std::vector<std::string> names;
};

/// The header is one line: its separator is told by counting.
Result<Header> read_header(WorkloadLines& lines) {
    const auto more = lines.next();
    if (!more)
        return tl::unexpected(more.error());
    if (!*more)
        return lines.wrong(ErrorCode::wrong_format, "no header line with the names of the columns");
    std::string header = lines.text();
    if (header.starts_with(byte_order_mark))
        header.erase(0, byte_order_mark.size());
    const std::string_view separators = ",;\t";
    const char separator = *std::ranges::max_element(
        separators, {}, [&](char c) { return std::ranges::count(header, c); });
    CsvRecord names(separator);
    if (names.add(header) || !names.wrong().empty())
        return lines.wrong(ErrorCode::wrong_format, "the header line is no CSV");
    return Header{separator, std::move(names.fields())};
}

} // namespace

Result<std::unique_ptr<ImportSource>> open_csv(WorkloadLines lines, const ColumnMapping& wanted) {
    auto header = read_header(lines);
    if (!header)
        return tl::unexpected(header.error());
    auto columns = CsvColumns::find(header->names, wanted);
    if (!columns)
        return tl::unexpected(columns.error());
    return std::make_unique<CsvSource>(std::move(lines), header->separator,
                                       std::move(header->names), std::move(*columns));
}

Result<std::vector<std::string>> csv_columns(const std::filesystem::path& file) {
    return WorkloadLines::open(file)
        .and_then([](WorkloadLines lines) { return read_header(lines); })
        .map([](Header header) { return std::move(header.names); });
}

} // namespace bsc
