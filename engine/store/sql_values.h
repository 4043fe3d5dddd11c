#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bsc {

/// Parameters of a statement, bound in the order of the table.
class SqlValues {
  public:
    explicit SqlValues(SQLite::Statement& statement) : statement_(statement) {}

    SqlValues& integer(std::uint64_t value) {
        statement_.bind(++at_, static_cast<std::int64_t>(value));
        return *this;
    }
    SqlValues& integer(std::int64_t value) {
        statement_.bind(++at_, value);
        return *this;
    }
    template <class T>
    SqlValues& optional(const std::optional<T>& value) {
        if (value)
            return integer(static_cast<std::int64_t>(*value));
        statement_.bind(++at_);
        return *this;
    }
    SqlValues& real(double value) {
        statement_.bind(++at_, value);
        return *this;
    }
    /// The statement is run before the text goes away: SQLite need not copy it.
    SqlValues& text(const std::string& value) {
        statement_.bindNoCopy(++at_, value);
        return *this;
    }
    SqlValues& text(std::string&&) = delete;
    template <class T>
    SqlValues& blob(std::span<const T> values) {
        // A null pointer would bind NULL; an empty blob is meant.
        const void* data = values.empty() ? "" : static_cast<const void*>(values.data());
        statement_.bindNoCopy(++at_, data, static_cast<int>(values.size_bytes()));
        return *this;
    }
    SqlValues& blob(std::string_view bytes) { return blob(std::span(bytes)); }

  private:
    SQLite::Statement& statement_;
    int at_ = 0;
};

/// Columns of a row, read in the order of the table.
class SqlColumns {
  public:
    explicit SqlColumns(SQLite::Statement& statement) : statement_(statement) {}

    std::int64_t integer() { return next().getInt64(); }
    std::uint64_t count() { return static_cast<std::uint64_t>(integer()); }
    unsigned number() { return static_cast<unsigned>(integer()); }
    template <class T>
    std::optional<T> optional() {
        auto column = next();
        return column.isNull() ? std::nullopt : std::optional<T>(static_cast<T>(column.getInt64()));
    }
    double real() { return next().getDouble(); }
    std::string text() { return next().getString(); }
    std::string_view blob() {
        auto column = next();
        return {static_cast<const char*>(column.getBlob()),
                static_cast<std::size_t>(column.getBytes())};
    }

  private:
    SQLite::Column next() { return statement_.getColumn(at_++); }

    SQLite::Statement& statement_;
    int at_ = 0;
};

/// Runs a statement on the row of that id; false when it changed none.
inline bool change_row(SQLite::Database& db, const char* sql, std::uint64_t id) {
    SQLite::Statement statement(db, sql);
    statement.bind(1, static_cast<std::int64_t>(id));
    return statement.exec() != 0;
}

} // namespace bsc
