#pragma once

#include "ui/charts/export_note.h"

#include <QPdfWriter>

namespace bsc::ui {

/// A4 on its side with margins, 96 pixels an inch; title, program and, as Adobe's XMP with Dublin
/// Core, the note's facts as the document's description.
void preparePage(QPdfWriter& pdf, const QString& title, const ExportNote& note);

/// "name: value" a line.
QString linesOf(const ExportNote& note);

} // namespace bsc::ui
