#!/usr/bin/env bash
# The rules of the house that a compiler does not check: which room may look into which.
# Usage: check_rooms.sh SOURCE_DIR
set -u
cd "$1" || exit 2
failed=0

# forbid WHAT PATTERN FOLDER...: no source file of the folders includes a line that matches.
forbid() {
    local what=$1 pattern=$2
    shift 2
    local found
    found=$(grep -rnE --include='*.h' --include='*.cpp' "$pattern" "$@")
    if [ -n "$found" ]; then
        printf '%s:\n%s\n' "$what" "$found"
        failed=1
    fi
}

forbid "Qt below the interface" '#include *<Q' engine app/cli
forbid "Boost or Asio in the interface" '#include *<boost/' ui
forbid "Qt Charts types outside ui/charts" '#include *<(QtCharts/|Q(Chart|ChartView|LineSeries|AreaSeries|BarSeries|StackedBarSeries|BarSet|ValueAxis|LogValueAxis|DateTimeAxis)>)' ui/models ui/widgets ui/pages app
forbid "printing from an engine library" '(std::cout|std::cerr|std::abort|[^a-z_]printf *\()' engine

# Rooms from the bottom up: a room may include itself and what it lists.
declare -A may=(
    [base]="base"
    [code]="base code"
    [index]="base code index"
    [cache]="base code index cache"
    [embed]="base code embed"
    [store]="base store"
    [replay]="base code index cache embed store replay"
    [experiment]="base code index cache embed store replay experiment"
    [proxy]="base code index cache embed store proxy"
    [traffic]="base code index cache embed store replay proxy traffic"
)
for room in "${!may[@]}"; do
    allowed=$(tr ' ' '|' <<<"${may[$room]}")
    found=$(grep -rnE --include='*.h' --include='*.cpp' '#include "(engine|ui|app)/' "engine/$room" |
        grep -vE "#include \"engine/($allowed)/")
    if [ -n "$found" ]; then
        printf 'engine/%s looks into a room it may not:\n%s\n' "$room" "$found"
        failed=1
    fi
done
forbid "the interface is below nothing" '#include "(ui|app)/' engine
forbid "models know no widgets" '#include (<QWidget|"ui/(charts|widgets|pages)/)' ui/models
forbid "charts know no pages" '#include "ui/(widgets|pages)/' ui/charts
forbid "widgets know no pages" '#include "ui/pages/' ui/widgets

engine_needs_qt=$(grep -lE 'Qt6::' engine/*/CMakeLists.txt app/cli/CMakeLists.txt)
[ -n "$engine_needs_qt" ] && { echo "Qt linked below the interface: $engine_needs_qt"; failed=1; }
[ $failed -eq 0 ] && echo "every arrow goes down"
exit $failed
