#!/usr/bin/env bash
# Runs the client tests against a bsc program. Usage: run.sh BSC WORK_DIR
set -euo pipefail
command -v node >/dev/null && command -v npm >/dev/null || { echo "skipped: node and npm are not installed"; exit 77; }
bsc=$1 work=$2
mkdir -p "$work"
cp "$(dirname "$0")"/*.mjs "$(dirname "$0")"/package*.json "$work"
cd "$work"
cmp -s package-lock.json node_modules/.installed || {
    npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
    cp package-lock.json node_modules/.installed
}
BSC="$bsc" exec node --test --test-concurrency=1 --test-reporter=spec ./*.test.mjs
