#!/usr/bin/env bash
# Latency and throughput of the proxy on one keep-alive connection, beside the bare upstream in the
# same run. Needs wrk, node and curl. Usage: proxy_load.sh [BSC] [SECONDS] [bsc serve options ...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bsc=${1:-$here/../../build/release/bin/bsc}
seconds=${2:-10}
shift $(($# < 2 ? $# : 2))

work=$(mktemp -d)
cleanup() {
    kill "${bsc_pid:-}" "${upstream_pid:-}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

node -e '
    import("'"$here"'/../clients/fake_upstream.mjs").then(async ({ startUpstream }) =>
        console.log((await startUpstream({ remember: false })).url));' >"$work/upstream" &
upstream_pid=$!
until [ -s "$work/upstream" ]; do read -rt 0.05 <> <(:) || true; done
upstream=$(cat "$work/upstream")

"$bsc" serve --listen 127.0.0.1:0 --openai-upstream "$upstream" --anthropic-upstream "$upstream" \
    --db :memory: --log warn "$@" >"$work/ready" &
bsc_pid=$!
until [ -s "$work/ready" ]; do read -rt 0.05 <> <(:) || true; done
cat "$work/ready"
proxy=$(grep -oE 'http://[^ ,]+' "$work/ready" | head -1)

ask() { # ask QUESTION: its X-Cache and distance
    curl -sS -o "$work/answer" -D - "$proxy/v1/chat/completions" -H 'Authorization: Bearer sk-bench' \
        -H 'Content-Type: application/json' \
        -d '{"model":"fake-1","messages":[{"role":"user","content":"'"$1"'"}]}' |
        grep -iE '^(x-cache|x-bsc-distance):' | tr -d '\r' | tr '\n' ' '
    echo "  <- $1"
}
ask "How do I reset my password?"
ask "How do I reset my password?"
ask "How can I reset my password?"

load() { # load NAME URL MODE
    printf '%-34s ' "$1"
    wrk -t1 -c1 -d"${seconds}s" --latency -s "$here/chat.lua" "$2" -- "$3" >"$work/wrk" || { cat "$work/wrk"; exit 1; }
    awk '/50%/ {p50=$2} /99%/ {p99=$2} /Requests\/sec/ {rate=$2} /Non-2xx/ {bad=$0}
         END {printf "p50 %-9s p99 %-9s %s requests/s %s\n", p50, p99, rate, bad}' "$work/wrk"
}
load "upstream alone" "$upstream" unique
load "miss through the proxy" "$proxy" unique
load "semantic hit (paraphrase)" "$proxy" paraphrase
load "exact hit (repeat)" "$proxy" repeat
