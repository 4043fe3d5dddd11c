#pragma once

#include <QList>
#include <QSplitter>

namespace bsc::ui {

/// Panes parted by 1 px lines; a double click on a line brings the first sizes back.
class ResetSplitter : public QSplitter {
    Q_OBJECT
  public:
    ResetSplitter(Qt::Orientation orientation, const QList<int>& sizes, QWidget* parent = nullptr);

    void reset() { setSizes(sizes_); }

  protected:
    QSplitterHandle* createHandle() override;

  private:
    const QList<int> sizes_;
};

} // namespace bsc::ui
