// OpenAI's calls beside chat completions.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import OpenAI, { toFile } from "openai";
import OpenAIOld from "openai-old";
import { vector, words } from "./fake_answers.mjs";
import { cacheOf, useBsc } from "./harness.mjs";

for (const [name, SDK] of [["openai 6", OpenAI], ["openai 5", OpenAIOld]])
  describe(`${name}, other calls`, () => {
    const it = useBsc();
    const reaching = it.reaching;
    let client;
    before(() => (client = new SDK({ apiKey: "sk-test", baseURL: `${it.bsc.url}/v1`, maxRetries: 0 })));

    test("legacy completions: equal ones share an answer in both forms, paraphrases do not", async () => {
      const ask = (prompt, more = {}) => ({ model: "fake-1", prompt, ...more });
      const read = async (prompt) => {
        let text = "", finish;
        for await (const chunk of await client.completions.create(ask(prompt, { stream: true }))) {
          text += chunk.choices[0].text;
          finish ??= chunk.choices[0].finish_reason ?? undefined;
        }
        return { text, finish };
      };
      const live = await reaching(() => read("Once upon a time there was"));
      assert.equal(live.count, 1);
      assert.equal(live.result.text, words(it.upstream.seen.length).join(""));
      const replayed = await reaching(() => read("Once upon a time there was"));
      assert.equal(replayed.count, 0);
      assert.deepEqual(replayed.result, live.result);
      const whole = await reaching(() => client.completions.create(ask("Once upon a time there was")));
      assert.equal(whole.count, 0);
      assert.equal(whole.result.choices[0].text, live.result.text);
      assert.equal(whole.result.usage.total_tokens, 11, "the original usage, asked for on the client's behalf");
      assert.equal((await reaching(() => client.completions.create(ask("Once upon a time there lived")))).count, 1);
    });

    test("embeddings: exactly equal input only, in the form asked for", async () => {
      const ask = (input, more = {}) => client.embeddings.create({ model: "fake-e", input, ...more }).withResponse();
      const first = await reaching(() => ask(["How do I reset my password?", "a"]));
      assert.equal(first.count, 1);
      assert.equal(it.upstream.seen.at(-1).body.encoding_format, "base64", "the SDK's own default");
      const expected = [vector("How do I reset my password?"), vector("a")];
      const got = ({ data }) => data.data.map((element) => [...element.embedding]);
      assert.deepEqual(got(first.result), expected);

      const repeat = await reaching(() => ask(["How do I reset my password?", "a"]));
      assert.equal(repeat.count, 0);
      assert.equal(cacheOf(repeat.result.response), "HIT");
      assert.deepEqual(got(repeat.result), expected);
      assert.deepEqual(repeat.result.data.usage, first.result.data.usage);

      const floats = await reaching(() => ask(["How do I reset my password?", "a"], { encoding_format: "float" }));
      assert.equal(floats.count, 0, "one entry serves both forms");
      assert.deepEqual(got(floats.result).map((row) => row.map(Math.fround)), expected);

      for (const other of [
        () => ask(["a", "How do I reset my password?"]), () => ask("How do I reset my password?"), () => ask("How can I reset my password?"),
        () => ask("a", { dimensions: 8 }), () => ask("a"),
      ]) assert.equal((await reaching(other)).count, 1);
    });

    test("responses: hits keep the id, streams tell the whole ladder", async () => {
      const ask = (input, more = {}) => ({ model: "fake-1", input, ...more });
      const first = await reaching(() => client.responses.create(ask("How do I change my address?")));
      assert.equal(first.count, 1);
      for (const input of ["How do I change my address?", "How can I change my address?", [{ role: "user", content: "How do I change my address?" }]]) {
        const again = await reaching(() => client.responses.create(ask(input)));
        if (Array.isArray(input)) { assert.equal(again.count, 1, "written otherwise"); continue; }
        assert.equal(again.count, 0, input);
        assert.deepEqual(again.result, first.result, "id, usage and unknown fields included");
        assert.equal(again.result.vendor_field, "kept");
      }

      const kinds = [];
      let text = "";
      for await (const event of await client.responses.create(ask("How do I change my address?", { stream: true }))) {
        assert.equal(event.sequence_number, kinds.length);
        kinds.push(event.type);
        if (event.type === "response.output_text.delta") text += event.delta;
      }
      assert.equal(text, first.result.output_text);
      assert.equal(kinds[0], "response.created");
      assert.equal(kinds.at(-1), "response.completed");

      const live = await reaching(() => client.responses.stream(ask("Which countries use the euro?")).finalResponse());
      assert.equal(live.count, 1);
      const replayed = await reaching(() => client.responses.stream(ask("Which countries use the euro?")).finalResponse());
      assert.equal(replayed.count, 0);
      assert.deepEqual(replayed.result.output, live.result.output);
      assert.equal(replayed.result.id, live.result.id);
      assert.equal(replayed.result.status, "completed");
    });

    test("responses: live and replayed streams have the same events", async () => {
      const kinds = async () => {
        const list = [];
        for await (const { type } of await client.responses.create({ model: "fake-1", input: "How long do lithium cells last?", stream: true }))
          if (type !== list.at(-1)) list.push(type); // as many deltas as there are pieces
        return list;
      };
      const live = await reaching(kinds), replayed = await reaching(kinds);
      assert.equal(live.count, 1);
      assert.equal(replayed.count, 0);
      assert.deepEqual(replayed.result, live.result);
    });

    test("responses: what the provider keeps bypasses the cache; call ids are new where nobody chains", async () => {
      for (const state of [{ previous_response_id: "resp_1" }, { conversation: "conv_1" }, { background: true }, { tools: [{ type: "web_search" }] }])
        for (let i = 0; i < 2; ++i) {
          const { result, count } = await reaching(() => client.responses.create({ model: "fake-1", input: "And what about the second one?", ...state }).withResponse());
          assert.equal(count, 1, JSON.stringify(state));
          assert.equal(cacheOf(result.response), "BYPASS");
        }
      const tools = [{ type: "function", name: "get_order", parameters: { type: "object", properties: {} }, strict: false }];
      for (const store of [true, false]) {
        const call = async () => (await client.responses.create({ model: "fake-1", input: "Where is order number seven now?", tools, store })).output[0];
        const first = await reaching(call), again = await reaching(call);
        assert.equal(first.count, 1);
        assert.equal(again.count, 0);
        assert.equal(again.result.arguments, first.result.arguments);
        assert.equal(again.result.call_id === first.result.call_id, store);
      }
    });

    test("other paths pass through untouched and are never stored", async () => {
      for (let i = 0; i < 2; ++i) {
        const page = await reaching(() => client.models.list().withResponse());
        assert.equal(page.count, 1);
        assert.equal(cacheOf(page.result.response), "BYPASS");
        assert.equal(page.result.data.data[0].id, "fake-1");
      }
      assert.equal(it.upstream.seen.at(-1).headers.authorization, "Bearer sk-test");
      assert.equal((await client.responses.retrieve("resp_1")).id, "resp_1");
      const file = await client.files.create({ file: await toFile(Buffer.from("one line\n"), "a.jsonl"), purpose: "batch" });
      assert.equal(file.id, "file-1");
      assert.match(it.upstream.seen.at(-1).headers["content-type"], /^multipart\/form-data/);
      assert.match(String(it.upstream.seen.at(-1).body), /one line/);
      await assert.rejects(client.images.generate({ model: "fake-1", prompt: "a cat" }), SDK.NotFoundError);
    });
  });
