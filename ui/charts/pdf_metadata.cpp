#include "ui/charts/pdf_metadata.h"

#include <QPageLayout>
#include <QPageSize>

namespace bsc::ui {

namespace {

constexpr int pixels_per_inch = 96;
constexpr double margin_mm = 14;

QByteArray xmpOf(const QString& title, const QString& description) {
    const auto element = [](const char* name, const QString& text) {
        return QString(
                   "<dc:%1><rdf:Alt><rdf:li xml:lang=\"x-default\">%2</rdf:li></rdf:Alt></dc:%1>")
            .arg(QLatin1String(name), text.toHtmlEscaped());
    };
    return QString("<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
                   "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                   "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                   "<rdf:Description rdf:about=\"\" "
                   "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">%1%2</rdf:Description>"
                   "</rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>")
        .arg(element("title", title), element("description", description))
        .toUtf8();
}

} // namespace

void preparePage(QPdfWriter& pdf, const QString& title, const ExportNote& note) {
    pdf.setTitle(title);
    pdf.setCreator(QStringLiteral("Binary Semantic Cache Workbench ") + BSC_VERSION);
    pdf.setDocumentXmpMetadata(xmpOf(title, linesOf(note)));
    pdf.setResolution(pixels_per_inch);
    pdf.setPageLayout({QPageSize(QPageSize::A4), QPageLayout::Landscape,
                       QMarginsF(margin_mm, margin_mm, margin_mm, margin_mm),
                       QPageLayout::Millimeter});
}

QString linesOf(const ExportNote& note) {
    QStringList lines;
    for (const auto& [name, value] : note.facts)
        lines << name + ": " + value;
    return lines.join('\n');
}

} // namespace bsc::ui
