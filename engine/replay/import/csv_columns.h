#pragma once

#include "engine/replay/import/import_source.h"

#include <map>
#include <string>
#include <vector>

namespace bsc {

/// Which column of a CSV file holds what.
class CsvColumns {
  public:
    /// Errors: invalid_argument (nothing or no column of that name, no column of prompts).
    static Result<CsvColumns> find(const std::vector<std::string>& header,
                                   const ColumnMapping& wanted);

    ImportedRow row_of(std::vector<std::string>& fields) const;
    ColumnMapping mapping() const;

  private:
    explicit CsvColumns(std::vector<std::string> header) : header_(std::move(header)) {}

    /// The field of the column that holds `what`; null when none does.
    std::string* at(std::string_view what, std::vector<std::string>& fields) const;

    std::vector<std::string> header_;
    std::map<std::string, std::size_t, std::less<>> columns_; ///< by what they hold
};

} // namespace bsc
