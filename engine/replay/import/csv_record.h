#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// Takes one record of a CSV text apart (RFC 4180), line by line: a quoted field may hold line
/// ends, separators and doubled quotes.
class CsvRecord {
  public:
    explicit CsvRecord(char separator) : separator_(separator) {}

    /// The next line of the record, without its end; true when the record goes on.
    bool add(std::string_view line);
    /// Why the record is none; empty: it is one.
    const std::string& wrong() const { return wrong_; }
    std::vector<std::string>& fields() { return fields_; }
    std::size_t bytes() const { return bytes_; }

  private:
    enum class Place { field_begin, plain, quoted, after_quote };

    void take(char c);

    const char separator_;
    Place place_ = Place::field_begin;
    std::vector<std::string> fields_{std::string()};
    std::string wrong_;
    std::size_t bytes_ = 0;
};

} // namespace bsc
