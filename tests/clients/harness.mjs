// What the groups of tests share.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { startBsc } from "./bsc_process.mjs";
import { startUpstream } from "./fake_upstream.mjs";

/** An upstream and a bsc in front of it, for the tests of the group that calls this. */
export function useBsc(extra = []) {
  const it = {
    /** Runs `call` and says how many requests reached the upstream meanwhile. */
    async reaching(call) {
      const before = it.upstream.seen.length;
      const result = await call();
      return { result, count: it.upstream.seen.length - before };
    },
  };
  before(async () => {
    it.upstream = await startUpstream();
    it.bsc = await startBsc(it.upstream.url, extra);
  });
  after(async () => {
    assert.equal(await it.bsc.stop(), 0, "a clean stop on SIGTERM");
    it.upstream.close();
  });
  return it;
}

export const cacheOf = (response) => response.headers.get("x-cache");
