#!/usr/bin/env bash
# What the proxy adds, and how many hits it serves. On one keep-alive connection: latency of a miss
# and of hits beside the bare upstream. On many: exact hits beside nginx returning a body of the same
# size from memory, each server on one core and the client on another, in turns. Needs wrk, node,
# curl, nginx and two cores.
# Usage: proxy_load.sh [BSC] [SECONDS] [bsc serve options ...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bsc=${1:-$here/../../build/release/bin/bsc}
seconds=${2:-10}
shift $(($# < 2 ? $# : 2))
rounds=3
connections=16

work=$(mktemp -d)
cleanup() {
    kill "${bsc_pid:-}" "${upstream_pid:-}" "${nginx_pid:-}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
pause() { read -rt "$1" <> <(:) || true; }

node -e '
    import("'"$here"'/../clients/fake_upstream.mjs").then(async ({ startUpstream }) =>
        console.log((await startUpstream({ remember: false })).url));' >"$work/upstream" &
upstream_pid=$!
until [ -s "$work/upstream" ]; do pause 0.05; done
upstream=$(cat "$work/upstream")

taskset -c 0 "$bsc" serve --listen 127.0.0.1:0 --openai-upstream "$upstream" --anthropic-upstream "$upstream" \
    --db :memory: --log warn "$@" >"$work/ready" &
bsc_pid=$!
until [ -s "$work/ready" ]; do pause 0.05; done
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

load() { # load URL MODE CONNECTIONS: p50 and p99 in us, requests/s
    taskset -c 1 wrk -t1 -c"$3" -d"${seconds}s" --latency -s "$here/chat.lua" "$1" -- "$2" >"$work/wrk" ||
        { cat "$work/wrk" >&2; exit 1; }
    awk 'function us(t) { return t ~ /us$/ ? t + 0 : t ~ /ms$/ ? 1000 * t : 1000000 * t }
         /50%/ {p50=us($2)} /99%/ {p99=us($2)} /Requests\/sec/ {rate=$2} /Non-2xx/ {bad=1}
         END {if (bad) exit 1; print p50, p99, rate}' "$work/wrk"
}
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
difference() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.0f", a - b}'; }

echo
echo "One connection, $rounds rounds in turns, medians in us"
for ((round = 0; round < rounds; ++round)); do
    load "$upstream" unique 1 >>"$work/direct"
    load "$proxy" unique 1 >>"$work/miss"
    load "$proxy" paraphrase 1 >>"$work/semantic"
    load "$proxy" repeat 1 >>"$work/exact"
done
p50() { cut -d' ' -f1 "$work/$1" | median; }
p99() { cut -d' ' -f2 "$work/$1" | median; }
for name in direct miss semantic exact; do
    printf '  %-10s p50 %7s  p99 %7s\n' "$name" "$(p50 $name)" "$(p99 $name)"
done
echo "  a miss adds $(difference "$(p50 miss)" "$(p50 direct)") us at p50 (aim: at most 1000)"
echo "  a hit with embedding takes $(p50 semantic) us at p50 (aim: 1000), $(p99 semantic) at p99 (aim: 5000)"

body=$(sed 's/[\\'"'"']/\\&/g' "$work/answer") # as nginx quotes it
mkdir "$work/nginx"
nginx_port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); });')
cat >"$work/nginx.conf" <<END
daemon off; worker_processes 1; pid $work/nginx/pid; error_log $work/nginx/errors;
events { worker_connections 1024; }
http {
    access_log off; keepalive_requests 100000000;
    client_body_temp_path $work/nginx/body; proxy_temp_path $work/nginx/proxy;
    fastcgi_temp_path $work/nginx/fastcgi; uwsgi_temp_path $work/nginx/uwsgi; scgi_temp_path $work/nginx/scgi;
    server {
        listen 127.0.0.1:$nginx_port;
        location / { default_type application/json; return 200 '$body'; }
    }
}
END
taskset -c 0 nginx -c "$work/nginx.conf" -e "$work/nginx/errors" &
nginx_pid=$!
nginx="http://127.0.0.1:$nginx_port"
until curl -sS -o "$work/static" "$nginx/" 2>/dev/null; do pause 0.05; done
[ "$(stat -c %s "$work/static")" = "$(stat -c %s "$work/answer")" ]

ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
cpu_us() { # cpu_us PID URL NAME: requests/s, and CPU time of the server a request
    local before after rate
    before=$(ticks "$1")
    rate=$(load "$2" repeat "$connections" | cut -d' ' -f3)
    after=$(ticks "$1")
    awk -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" -v n="$rate" -v s="$seconds" \
        'BEGIN {print n, 1e6 * t / hz / (n * s)}' >>"$work/$3"
}
echo
echo "$connections connections, one core each, $rounds rounds in turns, medians"
worker=$(pgrep -P "$nginx_pid" | head -1)
for ((round = 0; round < rounds; ++round)); do
    cpu_us "$worker" "$nginx" nginx_rate
    cpu_us "$bsc_pid" "$proxy" bsc_rate
done
rate() { cut -d' ' -f1 "$work/$1" | median; }
cpu() { cut -d' ' -f2 "$work/$1" | median; }
printf '  nginx      %9.0f requests/s, %5.1f us of CPU each\n' "$(rate nginx_rate)" "$(cpu nginx_rate)"
printf '  exact hit  %9.0f requests/s, %5.1f us of CPU each\n' "$(rate bsc_rate)" "$(cpu bsc_rate)"
awk -v a="$(rate bsc_rate)" -v b="$(rate nginx_rate)" 'BEGIN {printf "  %.2f of nginx (aim: 0.5)\n", a / b}'
