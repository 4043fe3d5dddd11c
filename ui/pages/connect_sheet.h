#pragma once

#include "ui/models/engine_link.h"
#include "ui/models/theme.h"
#include "ui/pages/connection_test.h"
#include "ui/pages/sheet.h"
#include "ui/pages/snippets.h"

class QLineEdit;
class QPushButton;

namespace bsc::ui {

class Label;
class Picture;
class SnippetBox;

/// How to point an app at the proxy, and whether that works: modeless, 600 × 680.
class ConnectSheet : public Sheet {
    Q_OBJECT
  public:
    ConnectSheet(EngineLink& link, const Theme& theme, QWidget* parent = nullptr);

    void runTest();

  private:
    QWidget* makeKinds();
    QLayout* makeBaseUrl();
    QLayout* makeHeaders(const QString& title, const QList<QPair<QString, QString>>& rows);
    void makeFoot();
    void showAddress();
    void showVerdict(bool works, const QString& verdict);

    EngineLink& link_;
    const Theme& theme_;
    ConnectionTest connection_;
    SnippetKind kind_ = SnippetKind::python;
    QLineEdit* baseUrl_ = nullptr;
    QList<SnippetBox*> boxes_;
    Picture* verdictIcon_ = nullptr;
    Label* verdict_ = nullptr;
    QPushButton* test_ = nullptr;
};

} // namespace bsc::ui
