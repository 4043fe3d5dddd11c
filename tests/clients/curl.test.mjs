import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { startBsc } from "./bsc_process.mjs";
import { startUpstream } from "./fake_upstream.mjs";

const run = promisify(execFile);

async function curl(url, body, ...more) {
  const args = ["-sS", "-i", "--max-time", "20", url, ...more];
  if (body) args.push("-H", "Content-Type: application/json", "-d", JSON.stringify(body));
  const { stdout } = await run("curl", args);
  const [head, ...rest] = stdout.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1.1 (\d+)/.exec(head)[1]), head, body: rest.join("\r\n\r\n") };
}

const ask = (content) => ({ model: "fake-1", messages: [{ role: "user", content }] });

test("curl gets the same answers, and the cache outlives the program", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "bsc-clients-"));
  const upstream = await startUpstream();
  const db = ["--db", path.join(folder, "cache.sqlite")];
  let bsc = await startBsc(upstream.url, db);
  const first = await curl(`${bsc.url}/v1/chat/completions`, ask("How long does a refund take?"));
  assert.equal(first.status, 200);
  assert.match(first.head, /x-cache: MISS/i);
  assert.equal(fs.statSync(db[1]).mode & 0o777, 0o600);
  assert.equal(await bsc.stop(), 0);

  bsc = await startBsc(upstream.url, db);
  const again = await curl(`${bsc.url}/v1/chat/completions`, ask("how long does a refund take"));
  assert.match(again.head, /x-cache: HIT/i);
  assert.match(again.head, /x-bsc-reason: .*distance/i);
  assert.equal(upstream.seen.length, 1);

  const refresh = await curl(`${bsc.url}/v1/chat/completions`, ask("How long does a refund take?"), "-H", "Cache-Control: no-cache");
  assert.match(refresh.head, /x-cache: (MISS|BYPASS)/i);
  assert.equal(upstream.seen.length, 2);
  assert.equal(await bsc.stop(), 0);
  upstream.close();
  fs.rmSync(folder, { recursive: true });
});

test("a page in a browser, a foreign Host and a broken body are refused before anything is forwarded", async () => {
  const upstream = await startUpstream();
  const bsc = await startBsc(upstream.url);
  const url = `${bsc.url}/v1/chat/completions`;
  assert.equal((await curl(url, ask("Is anybody there at all?"), "-H", "Origin: https://evil.example")).status, 403);
  assert.ok([403, 421].includes((await curl(url, ask("Is anybody there at all?"), "-H", "Host: evil.example")).status));
  const broken = await curl(url, null, "-H", "Content-Type: application/json", "-d", '{"model":');
  assert.equal(broken.status, 400);
  assert.ok(JSON.parse(broken.body).error.message);
  assert.equal(upstream.seen.length, 0);
  assert.equal(await bsc.stop(), 0);
  upstream.close();
});

test("Ollama's calls stream unless they are told not to, and both forms share an entry", async () => {
  const upstream = await startUpstream();
  const bsc = await startBsc(upstream.url);
  const lines = ({ body }) => body.trim().split("\n").map((line) => JSON.parse(line));
  const text = (list) => list.map((line) => line.message?.content ?? line.response).join("");
  for (const [path, question] of [["/api/chat", (content) => ({ messages: [{ role: "user", content }] })], ["/api/generate", (prompt) => ({ prompt })]]) {
    const send = (words, more = {}) => curl(`${bsc.url}${path}`, { model: "fake-1", ...question(words), ...more });
    const before = upstream.seen.length;
    const live = await send("How long does a battery last?");
    assert.match(live.head, /content-type: application\/x-ndjson/i);
    assert.match(live.head, /x-cache: MISS/i);
    const replayed = await send("How long does a battery last?");
    assert.match(replayed.head, /x-cache: HIT/i);
    assert.match(replayed.head, /content-type: application\/x-ndjson/i);
    assert.equal(text(lines(replayed)), text(lines(live)));
    const last = lines(replayed).at(-1);
    assert.equal(last.done, true);
    assert.equal(last.eval_count, 7, "the original usage");
    assert.ok(lines(replayed).slice(0, -1).every((line) => line.done === false));
    const whole = await send("How long will a battery last?", { stream: false });
    assert.match(whole.head, /x-cache: HIT/i, "a paraphrase, as one object");
    assert.equal(text([JSON.parse(whole.body)]), text(lines(live)));
    assert.equal(upstream.seen.length, before + 1);

    for (let i = 0; i < 2; ++i) assert.match((await send("", { stream: false, keep_alive: 0, ...question(undefined), messages: [] })).head, /x-cache: BYPASS/i, "loading a model");
    const busy = await send("Is anybody there at all?", { model: "busy-1" });
    assert.equal(busy.status, 429);
    assert.deepEqual(JSON.parse(busy.body), { error: "slow down" });
  }
  assert.equal(await bsc.stop(), 0);
  upstream.close();
});

test("Ollama's embeddings match exactly, its other calls pass through", async () => {
  const upstream = await startUpstream();
  const bsc = await startBsc(upstream.url);
  const embed = (input) => curl(`${bsc.url}/api/embed`, { model: "fake-e", input });
  const first = await embed(["a", "bb"]);
  assert.match(first.head, /x-cache: MISS/i);
  const again = await embed(["a", "bb"]);
  assert.match(again.head, /x-cache: HIT/i);
  const floats = ({ body }) => JSON.parse(body).embeddings.map((row) => row.map(Math.fround));
  assert.deepEqual(floats(again), floats(first));
  assert.match((await embed(["bb", "a"])).head, /x-cache: MISS/i);
  for (let i = 0; i < 2; ++i) {
    const tags = await curl(`${bsc.url}/api/tags`);
    assert.match(tags.head, /x-cache: BYPASS/i);
    assert.equal(JSON.parse(tags.body).models[0].name, "fake-1");
  }
  const none = await curl(`${bsc.url}/api/show`, { model: "fake-1" });
  assert.equal(none.status, 404);
  assert.equal(await bsc.stop(), 0);
  upstream.close();
});

test("errors that the proxy makes have the shape of the path's API", async () => {
  const bsc = await startBsc("http://127.0.0.1:9");
  const failing = async (path, body) => {
    const answer = await curl(`${bsc.url}${path}`, body);
    assert.equal(answer.status, 502);
    return JSON.parse(answer.body);
  };
  assert.equal((await failing("/v1/chat/completions", ask("Is anybody there at all?"))).error.type, "server_error");
  assert.equal((await failing("/v1/embeddings", { model: "m", input: "x" })).error.code, "upstream_error");
  assert.equal((await failing("/v1/messages", ask("Is anybody there at all?"))).error.type, "api_error");
  assert.match((await failing("/api/chat", ask("Is anybody there at all?"))).error, /cannot be reached/);
  assert.match((await failing("/api/show", { model: "m" })).error, /cannot be reached/);
  assert.equal(await bsc.stop(), 0);
});

test("the demo upstream answers without a key, and says that it is the demo", async () => {
  const bsc = await startBsc("http://127.0.0.1:9", ["--demo", "--demo-latency", "0"]);
  const answer = await curl(`${bsc.url}/v1/chat/completions`, ask("How do I descale the coffee machine?"));
  assert.equal(answer.status, 200);
  assert.match(answer.head, /x-bsc-demo/i);
  assert.match(JSON.parse(answer.body).choices[0].message.content, /demo/i);
  const legacy = await curl(`${bsc.url}/v1/completions`, { model: "m", prompt: "Once upon a time" });
  assert.match(JSON.parse(legacy.body).choices[0].text, /demo/i);
  const response = await curl(`${bsc.url}/v1/responses`, { model: "m", input: "How do I descale the coffee machine?" });
  assert.match(JSON.parse(response.body).output[0].content[0].text, /demo/i);
  const ollama = await curl(`${bsc.url}/api/chat`, ask("How do I descale the coffee machine?"));
  assert.match(ollama.body, /demo.*\n.*"done":true/is);
  assert.equal(await bsc.stop(), 0);
});
