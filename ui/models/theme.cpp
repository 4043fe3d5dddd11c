#include "ui/models/theme.h"

#include "ui/models/style_sheet.h"

#include <QFontDatabase>
#include <QGuiApplication>
#include <QScreen>

#include <algorithm>
#include <array>
#include <cmath>

namespace bsc::ui {

namespace {

struct Shades {
    QRgb light, dark;
    QColor of(bool dark_look) const { return QColor::fromRgb(dark_look ? dark : light); }
};

constexpr std::array<Shades, 20> tones{{
    {0xECEEF2, 0x14181E}, // win
    {0xFFFFFF, 0x1B2027}, // pane
    {0xF6F7F9, 0x20262F}, // alt
    {0xF1F3F6, 0x12161C}, // sunk
    {0xFFFFFF, 0x262D37}, // btn
    {0xD9DEE5, 0x2C333E}, // line
    {0xBCC4CF, 0x48515F}, // line2
    {0xE7EAEF, 0x272E38}, // grid
    {0x1A202B, 0xE6EAF0}, // tx
    {0x465060, 0xB3BCC9}, // tx2
    {0x5C6675, 0x959FAE}, // tx3
    {0x2458D3, 0x7AA7FF}, // accent
    {0xFFFFFF, 0x0E1626}, // onAccent
    {0xE4ECFC, 0x1D2C4A}, // accentSoft
    {0xDAE6FC, 0x1F3356}, // sel
    {0xEEF3FC, 0x232C3A}, // hover
    {0x1F2733, 0xE6EAF0}, // tip
    {0xE6EAF0, 0x1A202B}, // tipText
    {0xA7B2C1, 0x5A6575}, // bit1
    {0xE9ECF0, 0x2A313C}, // bit0
}};
static_assert(static_cast<std::size_t>(Tone::bit0) + 1 == tones.size());

struct VerdictShades {
    Shades mark, text, tint;
};

constexpr std::array<VerdictShades, 6> verdicts{{
    {{0x0E9C82, 0x45D3B8}, {0x00695A, 0x5ED9C2}, {0xDCF1EC, 0x143A34}}, // hit
    {{0xC07600, 0xF5C542}, {0x845000, 0xF5C542}, {0xFBEFD6, 0x3A2F12}}, // near
    {{0x566A80, 0x75839B}, {0x465568, 0xB6C2D6}, {0xE8ECF1, 0x2A323F}}, // miss
    {{0x7C8694, 0x7F8997}, {0x4F5866, 0xA7B0BD}, {}},                   // bypass: outline only
    {{0xA268E6, 0xAE86FA}, {0x6A36A8, 0xC9AEFB}, {0xF0E7FB, 0x32274D}}, // coalesced
    {{0xA0141C, 0xF0544C}, {0xA0141C, 0xFF8A83}, {0xA0141C, 0xB9322F}}, // wrong hit
}};
static_assert(static_cast<std::size_t>(Verdict::wrong_hit) + 1 == verdicts.size());

struct FontSpec {
    double pixels;
    QFont::Weight weight;
    bool mono;
};

constexpr std::array<FontSpec, 10> fonts{{
    {26, QFont::DemiBold, false}, // figureDetail
    {22, QFont::DemiBold, false}, // figure
    {20, QFont::DemiBold, false}, // firstRun
    {16, QFont::DemiBold, false}, // sheetTitle
    {13, QFont::DemiBold, false}, // panelTitle
    {13, QFont::Normal, false},   // base
    {12.5, QFont::Normal, false}, // table
    {12, QFont::Normal, true},    // number
    {12, QFont::Normal, false},   // secondary
    {11, QFont::Medium, false},   // axis
}};

/// Desktops ship 9 to 11 points: drawn as designed. Who set a larger font gets larger text.
double fontScale() {
    static const double points = QFontDatabase::systemFont(QFontDatabase::GeneralFont).pointSizeF();
    return std::max(1.0, points / 11.0);
}

QFont fontOf(const FontSpec& spec) {
    const auto system = spec.mono ? QFontDatabase::FixedFont : QFontDatabase::GeneralFont;
    QFont font;
    font.setFamilies(QStringList(spec.mono ? QStringList{"JetBrains Mono NL", "JetBrains Mono"}
                                           : QStringList{"Inter"})
                     << QFontDatabase::systemFont(system).family());
    font.setWeight(spec.weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    if (spec.mono)
        font.setStyleStrategy(QFont::PreferNoShaping); // no ligatures in code: "://", "->"
    const double pixels = spec.pixels * fontScale();
    // Whole pixels stay pixels so that exports scale them; QFont takes fractions in points only.
    if (pixels == std::floor(pixels))
        font.setPixelSize(static_cast<int>(pixels));
    else
        font.setPointSizeF(pixels * 72.0 / QGuiApplication::primaryScreen()->logicalDotsPerInchY());
    return font;
}

std::array<QFont, fonts.size()> allFonts() {
    std::array<QFont, fonts.size()> all;
    std::ranges::transform(fonts, all.begin(), fontOf);
    return all;
}

bool systemIsDark() { return QGuiApplication::palette().color(QPalette::Window).lightness() < 128; }

} // namespace

Theme::Theme(QObject* parent)
    : QObject(parent), fonts_(allFonts()), systemDark_(systemIsDark()), dark_(systemDark_) {}

Theme::Theme(Mode mode) : Theme() { setMode(mode); }

void Theme::setMode(Mode mode) {
    mode_ = mode;
    const bool dark = mode == Mode::dark || (mode == Mode::system && systemDark_);
    if (dark == dark_)
        return;
    dark_ = dark;
    emit changed();
}

QColor Theme::color(Tone tone) const { return tones[static_cast<std::size_t>(tone)].of(dark_); }

VerdictColors Theme::verdict(Verdict verdict) const {
    const VerdictShades& shades = verdicts[static_cast<std::size_t>(verdict)];
    VerdictColors colors{shades.mark.of(dark_), shades.text.of(dark_), {}};
    if (verdict != Verdict::bypass)
        colors.tint = shades.tint.of(dark_);
    return colors;
}

QColor Theme::recordRed() const { return verdict(Verdict::wrong_hit).mark; }

QColor Theme::switchOn() const { return Shades{0x0B7E6A, 0x1D9982}.of(dark_); }

QPalette Theme::palette() const {
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Tone tone) {
        palette.setColor(role, color(tone));
    };
    set(QPalette::Window, Tone::win);
    set(QPalette::WindowText, Tone::tx);
    set(QPalette::Base, Tone::pane);
    set(QPalette::AlternateBase, Tone::alt);
    set(QPalette::Text, Tone::tx);
    set(QPalette::PlaceholderText, Tone::tx3);
    set(QPalette::Button, Tone::btn);
    set(QPalette::ButtonText, Tone::tx);
    set(QPalette::BrightText, Tone::onAccent);
    set(QPalette::Highlight, Tone::sel);
    set(QPalette::HighlightedText, Tone::tx);
    set(QPalette::Link, Tone::accent);
    set(QPalette::LinkVisited, Tone::accent);
    set(QPalette::ToolTipBase, Tone::tip);
    set(QPalette::ToolTipText, Tone::tipText);
    set(QPalette::Light, Tone::pane);
    set(QPalette::Midlight, Tone::grid);
    set(QPalette::Mid, Tone::line2);
    set(QPalette::Dark, Tone::line2);
    set(QPalette::Shadow, Tone::line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(Tone::tx3)); // still worth reading
    return palette;
}

QString Theme::styleSheet() const { return buildStyleSheet(*this); }

const Theme& Theme::light() {
    static const Theme theme(Mode::light);
    return theme;
}

} // namespace bsc::ui
