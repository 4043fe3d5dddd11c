#pragma once

#include "ui/models/replay_session.h"
#include "ui/models/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QWidget>

#include <optional>
#include <vector>

namespace bsc::ui {

class ChoiceButton;
class Label;
class SegmentedControl;

/// What is to be replayed and how, but for the matrix of policies and capacities. GUI thread.
class ReplayForm : public QWidget {
    Q_OBJECT
  public:
    ReplayForm(const QStringList& encoders, const Theme& theme, QWidget* parent = nullptr);

    void setWorkloads(std::vector<WorkloadInfo> workloads);
    void setWorkload(std::uint64_t id);             ///< one that is not there picks none
    const WorkloadInfo* workload() const;           ///< null: none
    void setRadius(unsigned radius, unsigned bits); ///< that one alone
    void show(const ReplayPlan& plan);
    /// Without policies and capacities; nothing while a field is wrong or no workload picked.
    std::optional<ReplayPlan> plan() const;
    void showState(ReplaySession::State state);

  signals:
    void workloadPicked(quint64 id);
    void changed();
    void replayRequested();
    void pauseRequested(bool paused);
    void cancelRequested();

  private:
    void makeControls(const QStringList& encoders);
    QWidget* makeFields();
    QPushButton* button(const char* name, const QString& text, const QString& icon);
    std::optional<std::vector<float>> thresholds() const;
    ReplaySpeed speed() const;
    void showRadii();
    void tellChange();

    const Theme& theme_;
    std::vector<WorkloadInfo> list_;
    QComboBox *workloads_, *warmUp_;
    SegmentedControl* speed_;
    QLineEdit* thresholds_;
    Label* radii_;
    QCheckBox* gate_;
    ChoiceButton *bits_, *encoders_;
    QPushButton *replay_, *pause_, *cancel_;
    ReplaySession::State state_ = ReplaySession::State::idle;
};

} // namespace bsc::ui
