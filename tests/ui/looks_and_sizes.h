#pragma once

#include <QSize>
#include <QTest>

namespace bsc::ui::test {

/// Test data for a page: both themes at the default and at the smallest window, less menu bar,
/// toolbar, rail and status bar.
inline void addLooksAndSizes() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::newRow("light-1440x900") << false << QSize(1364, 775);
    QTest::newRow("dark-1440x900") << true << QSize(1364, 775);
    QTest::newRow("light-1024x680") << false << QSize(948, 584);
    QTest::newRow("dark-1024x680") << true << QSize(948, 584);
}

} // namespace bsc::ui::test
