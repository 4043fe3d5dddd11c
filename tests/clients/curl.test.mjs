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

test("the demo upstream answers without a key, and says that it is the demo", async () => {
  const bsc = await startBsc("http://127.0.0.1:9", ["--demo"]);
  const answer = await curl(`${bsc.url}/v1/chat/completions`, ask("How do I descale the coffee machine?"));
  assert.equal(answer.status, 200);
  assert.match(answer.head, /x-bsc-demo/i);
  assert.match(JSON.parse(answer.body).choices[0].message.content, /demo/i);
  assert.equal(await bsc.stop(), 0);
});
