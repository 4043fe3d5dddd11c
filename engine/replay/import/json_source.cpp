#include "engine/replay/import/import_source.h"
#include "engine/replay/import/json_elements.h"
#include "engine/replay/import/json_rows.h"
#include "engine/replay/workload_json.h"

namespace bsc {
namespace {

using RowOf = std::optional<ImportedRow> (*)(const boost::json::object&);

std::optional<ImportedRow> plain_row(const boost::json::object& object) {
    return workload_row_of(object);
}

RowOf row_function(ImportFormat format) {
    switch (format) {
    case ImportFormat::openai:
        return openai_row;
    case ImportFormat::litellm:
        return litellm_row;
    case ImportFormat::helicone:
        return helicone_row;
    case ImportFormat::har:
        return har_row;
    case ImportFormat::workload:
    case ImportFormat::csv:
        break;
    }
    return plain_row;
}

/// JSON objects, one a line or as the elements of a list; which shows with the first character.
class JsonSource final : public ImportSource {
  public:
    JsonSource(WorkloadLines lines, ImportFormat format)
        : lines_(std::move(lines)), format_(format), row_of_(row_function(format)) {}

    Result<std::optional<ImportItem>> next() override {
        for (;;) {
            const auto text = next_text();
            if (!text)
                return tl::unexpected(text.error());
            if (!*text)
                return std::nullopt;
            auto object = json_object_in((*text)->text);
            if (!object)
                return ImportItem{(*text)->line, tl::unexpected(object.error())};
            if (auto row = row_of_(*object))
                return ImportItem{(*text)->line, std::move(*row)};
        }
    }

    double share() const override { return lines_.share(); }

  private:
    using Text = JsonElements::Element;

    Result<std::optional<Text>> next_text() {
        if (elements_)
            return elements_->next();
        if (format_ == ImportFormat::har)
            return elements_.emplace(lines_, 2, "entries").next();
        for (;;) {
            const auto more = lines_.next();
            if (!more)
                return tl::unexpected(more.error());
            if (!*more)
                return std::nullopt;
            const std::size_t begin = lines_.text().find_first_not_of(" \t\r");
            if (begin == std::string::npos)
                continue;
            if (first_ && lines_.text()[begin] == '[')
                return elements_.emplace(lines_, 0, "", JsonElements::Begun::in_this_line).next();
            first_ = false;
            return Text{lines_.number(), lines_.text()};
        }
    }

    WorkloadLines lines_;
    const ImportFormat format_;
    const RowOf row_of_;
    bool first_ = true;
    std::optional<JsonElements> elements_;
};

} // namespace

std::unique_ptr<ImportSource> open_json(WorkloadLines lines, ImportFormat format) {
    return std::make_unique<JsonSource>(std::move(lines), format);
}

} // namespace bsc
