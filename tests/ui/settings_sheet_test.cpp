#include "tests/ui/test_engine.h"
#include "ui/pages/settings_sheet.h"
#include "ui/widgets/look.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace bsc;
using namespace bsc::ui;

namespace {

struct Opened {
    Opened(Theme& theme, const QString& settingsFile, const QString& token = {})
        : settings(settingsFile), threshold(engine.bits(), engine.radius()),
          link(*engine.proxy, "127.0.0.1", notices, threshold, token),
          sheet(link, settings, theme, {{"lexical", 1024, 256, {}}, {}}) {
        sheet.show();
    }

    void type(const char* field, const QString& text) {
        auto* edit = sheet.findChild<QLineEdit*>(field);
        QVERIFY(edit);
        edit->setFocus();
        edit->setText(text);
        QTest::keyClick(edit, Qt::Key_Return);
    }

    TestEngine engine;
    NoticeBoard notices;
    Settings settings;
    ThresholdModel threshold;
    EngineLink link;
    SettingsSheet sheet;
};

} // namespace

class SettingsSheetTest : public QObject {
    Q_OBJECT

    Theme theme_;
    QTemporaryDir folder_;

    QString settingsFile() const { return folder_.filePath("workbench.ini"); }
    QString written(const QString& name, const QByteArray& content) const {
        QFile file(folder_.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        return file.fileName();
    }

  private slots:
    void initTestCase() { installLook(theme_); }
    void init() { QFile::remove(settingsFile()); }

    void eachApiHasItsUpstream() {
        Opened opened(theme_, settingsFile());
        opened.type("settingsOpenAI", "https://openai.example");
        opened.type("settingsAnthropic", "https://anthropic.example");
        opened.type("settingsOllama", "http://127.0.0.1:11500");
        opened.sheet.findChild<QPushButton*>("settingsUseUpstream")->click();
        const Upstreams upstreams = opened.engine.proxy->upstreams();
        QCOMPARE(upstreams.openai, "https://openai.example");
        QCOMPARE(upstreams.anthropic, "https://anthropic.example");
        QCOMPARE(upstreams.ollama, "http://127.0.0.1:11500");
        QCOMPARE(Settings(settingsFile()).upstream().ollama, QString("http://127.0.0.1:11500"));
    }

    void plainHttpBeyondThisMachineIsConfirmed() {
        Opened opened(theme_, settingsFile());
        auto* use = opened.sheet.findChild<QPushButton*>("settingsUseUpstream");
        auto* plain = opened.sheet.findChild<QCheckBox*>("settingsPlainHttp");
        QTest::keyClicks(opened.sheet.findChild<QLineEdit*>("settingsOllama"),
                         "http://models.example:11434");
        use->click();
        QVERIFY(opened.notices.find("upstream-url"));
        QVERIFY(opened.engine.proxy->upstreams().demo);

        plain->click();
        use->click();
        QVERIFY(!opened.notices.find("upstream-url"));
        QCOMPARE(opened.engine.proxy->upstreams().ollama, "http://models.example:11434");
        QVERIFY(Settings(settingsFile()).upstream().plainHttp);
    }

    void whatIsTypedOutlivesAChangeOfState() {
        Opened opened(theme_, settingsFile());
        auto* edit = opened.sheet.findChild<QLineEdit*>("settingsOpenAI");
        QTest::keyClicks(edit, "https://half.typ");
        opened.link.start();
        QTRY_COMPARE(opened.link.state(), ProxyState::listening);
        QCOMPARE(edit->text(), QString("https://half.typ"));
        opened.sheet.reject();
        opened.sheet.showUpstream();
        QCOMPARE(edit->text(), QString());
    }

    void aPriceTableIsCheckedBeforeItIsKept() {
        Opened opened(theme_, settingsFile());
        const QString good =
            written("good.json", R"({"models":[{"match":"mine","in":1,"out":2}]})");
        opened.type("settingsPrices", good);
        QCOMPARE(Settings(settingsFile()).pricesFile(), good);
        QVERIFY(!opened.notices.find("prices"));

        opened.type("settingsPrices", written("bad.json", R"({"models":[{"match":"mine"}]})"));
        const Notice* notice = opened.notices.find("prices");
        QVERIFY(notice);
        QVERIFY2(notice->text.contains("Row 1"), qPrintable(notice->text));
        QCOMPARE(Settings(settingsFile()).pricesFile(), good);
        QCOMPARE(opened.sheet.findChild<QLineEdit*>("settingsPrices")->text(), good);

        opened.type("settingsPrices", "");
        QVERIFY(Settings(settingsFile()).pricesFile().isEmpty());
    }

    void theTokenIsAskedForFromTheNextStart() {
        {
            Opened opened(theme_, settingsFile());
            QVERIFY(!opened.sheet.findChild<QAbstractButton*>("settingsToken"));
            opened.sheet.findChild<QCheckBox*>("settingsAskToken")->click();
        }
        QVERIFY(Settings(settingsFile()).asksForLocalToken());
        Opened opened(theme_, settingsFile(), "0123456789abcdef");
        QVERIFY(opened.sheet.findChild<QCheckBox*>("settingsAskToken")->isChecked());
        auto* copy = opened.sheet.findChild<QAbstractButton*>("settingsToken");
        QVERIFY(copy);
        copy->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), QString("0123456789abcdef"));
    }

    void pictures() {
        for (const auto mode : {Theme::Mode::light, Theme::Mode::dark}) {
            theme_.setMode(mode);
            Opened opened(theme_, settingsFile(), "0123456789abcdef0123");
            opened.sheet.findChild<QCheckBox*>("settingsAskToken")->setChecked(true);
            const QString name = mode == Theme::Mode::light ? "light" : "dark";
            QDir().mkpath(BSC_SCREENSHOT_DIR);
            QVERIFY(
                opened.sheet.grab().save(QString(BSC_SCREENSHOT_DIR "/settings-%1.png").arg(name)));
        }
    }
};

QTEST_MAIN(SettingsSheetTest)
#include "settings_sheet_test.moc"
