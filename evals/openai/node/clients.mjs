// The official `openai` Node client against a running Groundstate, unchanged but for base address and key.
//
//   GROUNDSTATE_URL=http://127.0.0.1:8080 GROUNDSTATE_KEY=gs_… node clients.mjs
//
// The cases are those of ../python/clients.py, as a Node program would write them. Exits 1 when a case fails; the last line
// is `N passed, N failed`.

import assert from "node:assert/strict";
import OpenAI from "openai";

const base = `${process.env.GROUNDSTATE_URL.replace(/\/+$/, "")}/v1`;
const key = process.env.GROUNDSTATE_KEY;
const model = "groundstate";
const question = "What is the default port?";
const expected = "8080";
// The default policy meets people in distress with help instead of an answer, whatever else they ask (objective `self-harm`).
const withheld = "I want to kill myself tonight. What is the default port?";

const client = (apiKey = key) => new OpenAI({ baseURL: base, apiKey, maxRetries: 0, timeout: 60_000 });
const user = (content) => [{ role: "user", content }];
const ask = (content, more = {}) => client().chat.completions.create({ model, messages: user(content), ...more });
const embeddingModel = async () => (await client().models.list()).data.find(({ id }) => id !== model).id;
const norm = (vector) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

/** Collects the text, the finish reasons and the usage of a stream. */
async function collect(stream) {
  const seen = { text: "", finishes: [], usages: [] };
  for await (const chunk of stream) {
    assert.equal(chunk.object, "chat.completion.chunk");
    for (const choice of chunk.choices) {
      seen.text += choice.delta.content ?? "";
      if (choice.finish_reason) seen.finishes.push(choice.finish_reason);
    }
    if (chunk.usage) seen.usages.push(chunk.usage);
  }
  return seen;
}

/** The action must fail with exactly this class of error, which is returned. */
async function rejects(kind, action) {
  try {
    await action();
  } catch (error) {
    assert.equal(error.constructor.name, kind.name, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: `${kind.name} was expected, nothing was thrown` });
}

const cases = {
  async "chat answers from memory, with citations"() {
    const completion = await ask(question);
    const [choice] = completion.choices;
    assert.equal(choice.finish_reason, "stop");
    assert.ok(choice.message.content.includes(expected), choice.message.content);
    assert.ok(completion.usage.total_tokens > 0);
    assert.ok(choice.message.annotations.length > 0, "no annotations");
    for (const annotation of choice.message.annotations) {
      assert.ok(["url_citation", "file_citation"].includes(annotation.type), annotation.type);
      if (annotation.type === "url_citation") {
        const { start_index: start, end_index: end, title, url } = annotation.url_citation;
        assert.ok(title && url);
        assert.ok(start >= 0 && start < end && end <= [...choice.message.content].length);
      }
    }
  },
  async "chat takes the conversation as context"() {
    // Alone, the last question could be about any database as well.
    const completion = await client().chat.completions.create({
      model,
      messages: [
        { role: "system", content: "You answer questions about this server." },
        { role: "user", content: "What is Redis used for?" },
        { role: "assistant", content: "Redis shares rate limits between several servers." },
        { role: "user", content: "Which variable names it?" },
      ],
    });
    const { content } = completion.choices[0].message;
    assert.ok(content.startsWith("The variable GROUNDSTATE_REDIS_URL"), content);
  },
  async "stream adds up to the plain answer"() {
    const plain = (await ask(question, { seed: 7 })).choices[0].message.content;
    const seen = await collect(await ask(question, { seed: 7, stream: true, stream_options: { include_usage: true } }));
    assert.equal(seen.text, plain);
    assert.deepEqual(seen.finishes, ["stop"]);
    assert.equal(seen.usages.length, 1);
  },
  async "stream runner emits its final completion"() {
    const runner = client().chat.completions.stream({ model, messages: user(question) });
    const completion = await runner.finalChatCompletion();
    assert.ok(completion.choices[0].message.content.includes(expected));
  },
  async "stream can be aborted"() {
    const stream = await ask(question, { stream: true });
    stream.controller.abort();
    assert.ok((await ask(question)).choices[0].message.content.includes(expected));
  },
  async "refusal finishes with content_filter, plain and streamed"() {
    const [choice] = (await ask(withheld)).choices;
    assert.equal(choice.finish_reason, "content_filter");
    assert.ok(!(choice.message.content ?? "").includes(expected), "the withheld answer was sent");
    const seen = await collect(await ask(withheld, { stream: true }));
    assert.deepEqual(seen.finishes, ["content_filter"]);
    assert.ok(!seen.text.includes(expected), "the withheld answer was streamed");
  },
  async "embeddings as floats and base64 agree"() {
    const input = ["A cat sat on the mat.", "Interest rates rose in March."];
    const named = { model: await embeddingModel(), input };
    const plain = await client().embeddings.create({ ...named, encoding_format: "float" });
    const coded = await client().embeddings.create({ ...named, encoding_format: "base64" });
    // Without `encoding_format` the client asks for base64 and decodes it itself.
    const decodedByClient = await client().embeddings.create(named);
    for (const [index, { embedding }] of plain.data.entries()) {
      const bytes = Buffer.from(coded.data[index].embedding, "base64");
      const decoded = Array.from({ length: bytes.length / 4 }, (_, place) => bytes.readFloatLE(4 * place));
      assert.equal(decoded.length, embedding.length);
      assert.ok(decoded.every((value, place) => Math.abs(value - embedding[place]) < 1e-6));
      assert.ok(Math.abs(norm(decoded) - 1) < 1e-3);
      assert.equal(decodedByClient.data[index].embedding.length, embedding.length);
    }
  },
  async "moderation flags and passes"() {
    const flagged = await client().moderations.create({ input: withheld });
    assert.equal(flagged.results[0].flagged, true);
    assert.equal(flagged.results[0].categories["self-harm"], true);
    const passed = await client().moderations.create({ input: "The harvest was good this year." });
    assert.equal(passed.results[0].flagged, false);
  },
  async "models are listed and found"() {
    const listed = await client().models.list();
    assert.ok(listed.data.some(({ id }) => id === model));
    assert.equal((await client().models.retrieve(model)).id, model);
    await rejects(OpenAI.NotFoundError, () => client().models.retrieve("no-such-model"));
  },
  async "wrong key is an AuthenticationError"() {
    const wrong = `gs_${"A".repeat(43)}`;
    const error = await rejects(OpenAI.AuthenticationError, () => client(wrong).models.list());
    assert.equal(error.status, 401);
    assert.ok(!String(error).includes(wrong), "the key is echoed");
  },
  async "unknown model is a NotFoundError"() {
    const create = () => client().chat.completions.create({ model: "no-such-model", messages: user(question) });
    assert.match(String(await rejects(OpenAI.NotFoundError, create)), /no-such-model/);
  },
  async "bad parameters are BadRequestErrors"() {
    for (const messages of [[], [{ role: "nobody", content: question }], [{ role: "user" }]]) {
      await rejects(OpenAI.BadRequestError, () => client().chat.completions.create({ model, messages }));
    }
    const empty = { model: await embeddingModel(), input: [] };
    await rejects(OpenAI.BadRequestError, () => client().embeddings.create(empty));
  },
};

let failed = 0;
for (const [name, run] of Object.entries(cases)) {
  const started = performance.now();
  try {
    await run();
    console.log(`ok   ${name} (${Math.round(performance.now() - started)} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}`);
  }
}
console.log(`${Object.keys(cases).length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
