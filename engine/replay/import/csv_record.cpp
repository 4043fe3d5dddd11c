#include "engine/replay/import/csv_record.h"

namespace bsc {

bool CsvRecord::add(std::string_view line) {
    bytes_ += line.size() + 1;
    if (place_ == Place::quoted)
        fields_.back() += '\n';
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool line_end = line[i] == '\r' && i + 1 == line.size();
        if (!line_end || place_ == Place::quoted)
            take(line[i]);
    }
    return place_ == Place::quoted;
}

void CsvRecord::take(char c) {
    std::string& field = fields_.back();
    if (place_ == Place::quoted) {
        if (c == '"')
            place_ = Place::after_quote;
        else
            field += c;
    } else if (c == '"' && place_ == Place::after_quote) {
        field += c;
        place_ = Place::quoted;
    } else if (c == separator_) {
        fields_.emplace_back();
        place_ = Place::field_begin;
    } else if (c == '"' && place_ == Place::field_begin) {
        place_ = Place::quoted;
    } else {
        if (place_ == Place::after_quote)
            wrong_ = "text behind a closing quote";
        else
            place_ = Place::plain;
        field += c;
    }
}

} // namespace bsc
