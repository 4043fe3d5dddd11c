#include "ui/models/theme.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace bsc;
using namespace bsc::ui;

namespace {

/// WCAG 2.1 relative luminance and contrast ratio.
double luminance(const QColor& color) {
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

constexpr Tone surfaces[] = {Tone::win, Tone::pane, Tone::alt, Tone::sunk};
constexpr Verdict verdicts[] = {Verdict::hit,    Verdict::near_miss, Verdict::miss,
                                Verdict::bypass, Verdict::coalesced, Verdict::wrong_hit};

} // namespace

class ThemeTest : public QObject {
    Q_OBJECT

    static void bothLooks() {
        QTest::addColumn<Theme::Mode>("mode");
        QTest::newRow("light") << Theme::Mode::light;
        QTest::newRow("dark") << Theme::Mode::dark;
    }

  private slots:
    void textReaches4_5OnEverySurface_data() { bothLooks(); }
    void textReaches4_5OnEverySurface() {
        QFETCH(Theme::Mode, mode);
        Theme theme;
        theme.setMode(mode);
        for (const Tone surface : surfaces)
            for (const Tone text : {Tone::tx, Tone::tx2, Tone::tx3, Tone::accent})
                QVERIFY2(contrast(theme.color(text), theme.color(surface)) >= 4.5,
                         qPrintable(QString("text %1 on surface %2: %3")
                                        .arg(int(text))
                                        .arg(int(surface))
                                        .arg(contrast(theme.color(text), theme.color(surface)))));
        QVERIFY(contrast(theme.color(Tone::onAccent), theme.color(Tone::accent)) >= 4.5);
        QVERIFY(contrast(theme.color(Tone::tipText), theme.color(Tone::tip)) >= 4.5);
        QVERIFY(contrast(theme.color(Tone::tx), theme.color(Tone::sel)) >= 4.5);
        QVERIFY(contrast(theme.color(Tone::accent), theme.color(Tone::accentSoft)) >= 4.5);
    }

    void verdictsAreReadable_data() { bothLooks(); }
    void verdictsAreReadable() {
        QFETCH(Theme::Mode, mode);
        Theme theme;
        theme.setMode(mode);
        for (const Verdict verdict : verdicts) {
            const VerdictColors colors = theme.verdict(verdict);
            QVERIFY(contrast(colors.mark, theme.color(Tone::pane)) >= 3.0);
            QVERIFY(contrast(colors.text, theme.color(Tone::pane)) >= 4.5);
            if (verdict == Verdict::wrong_hit)
                QVERIFY(contrast(Qt::white, colors.tint) >= 4.5);
            else if (colors.tint.isValid())
                QVERIFY(contrast(colors.text, colors.tint) >= 4.5);
        }
        QVERIFY(!theme.verdict(Verdict::bypass).tint.isValid());
        QVERIFY(contrast(Qt::white, theme.switchOn()) >= 3.0);
    }

    void changeIsToldOnce() {
        Theme theme;
        theme.setMode(Theme::Mode::light);
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setMode(Theme::Mode::dark);
        theme.setMode(Theme::Mode::dark);
        QCOMPARE(changed.size(), 1);
        QVERIFY(theme.isDark());
        QVERIFY(!Theme::light().isDark());
    }

    void styleSheetHasNoOpenTokens_data() { bothLooks(); }
    void styleSheetHasNoOpenTokens() {
        QFETCH(Theme::Mode, mode);
        Theme theme;
        theme.setMode(mode);
        const QString sheet = theme.styleSheet();
        QVERIFY(!sheet.contains('@'));
        QVERIFY(sheet.contains(theme.color(Tone::accent).name()));
        QVERIFY(!sheet.contains("#000000"));
    }

    void paletteFollowsTheTable() {
        Theme theme;
        theme.setMode(Theme::Mode::dark);
        QCOMPARE(theme.palette().color(QPalette::Base), QColor(0x1B, 0x20, 0x27));
        QCOMPARE(theme.palette().color(QPalette::Link), theme.color(Tone::accent));
    }

    void eachThemeHasFontsOfItsOwn() {
        const Theme one(Theme::Mode::light), other(Theme::Mode::light);
        QVERIFY(!one.isDark());
        for (const FontRole role : {FontRole::base, FontRole::table, FontRole::number}) {
            QCOMPARE(one.font(role), other.font(role));
            QVERIFY(one.font(role).isCopyOf(one.font(role)));
            QVERIFY(!one.font(role).isCopyOf(other.font(role))); // threads share no font
            QVERIFY(!one.font(role).isCopyOf(QGuiApplication::font()));
        }
    }

    void fontsHaveTheirSizes() {
        Theme theme;
        QCOMPARE(theme.font(FontRole::figure).weight(), int(QFont::DemiBold));
        QVERIFY(QFontMetricsF(theme.font(FontRole::figure)).height() >
                QFontMetricsF(theme.font(FontRole::base)).height());
        const QFontMetricsF number(theme.font(FontRole::number));
        QCOMPARE(number.horizontalAdvance("1111"), number.horizontalAdvance("0000"));
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
