import { afterEach, describe, expect, it } from 'vitest';
import { createClock, createLoad, LoadAborted } from '../../src/load/index.ts';
import type { LoadSetting, Progress } from '../../src/load/index.ts';
import type { Handler, TestServer } from './servers.ts';
import { llmHandler, promptsOf, startServer, sttHandler } from './servers.ts';
import { long, settingFor, short, workload } from './settings.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const fast = { stt: sttHandler({ latencyMs: 20 }), llm: llmHandler({ firstMs: 10, restMs: 10 }) };

async function engines(handlers: { stt?: Handler; llm?: Handler } = {}, health = 200) {
  const stt = await startServer(handlers.stt ?? fast.stt, health);
  const llm = await startServer(handlers.llm ?? fast.llm, health);
  servers.push(stt, llm);
  return { stt, llm };
}

async function loadOn(
  handlers: { stt?: Handler; llm?: Handler } = {},
  change: Partial<LoadSetting> = {},
) {
  const running = await engines(handlers);
  return { ...running, load: createLoad(settingFor(running, change)) };
}

const live = new AbortController().signal;
const plan = { startRung: 4, readPreemptions: () => Promise.resolve(0) };
const tiny = { ...workload, ladderMs: 500, stressMs: 500, maxRungs: 1 };

describe('speech alone', () => {
  it('takes 6 clips in turn after one discarded, with their word errors', async () => {
    const heard = { 'short.wav': 'hello', 'long.wav': 'yellow' };
    const { stt, load } = await loadOn({ stt: sttHandler({ latencyMs: 20, heard }) });
    const result = await load.probeStt(live);
    expect(stt.calls).toHaveLength(7);
    expect(result).toMatchObject({
      kind: 'observed',
      observation: {
        latencyUs: { kind: 'measured' },
        words: { words: 6, substitutions: 3, deletions: 0, insertions: 0 },
        transcripts: 6,
        generator: { late: false },
      },
    });
  });

  it('leaves the discarded request out of the figures', async () => {
    let first = true;
    const slowStart: Handler = (call, response) => {
      const latencyMs = first ? 600 : 5;
      first = false;
      return sttHandler({ latencyMs })(call, response);
    };
    const { load } = await loadOn({ stt: slowStart });
    const result = await load.probeStt(live);
    const latency = result.kind === 'observed' ? result.observation.latencyUs : undefined;
    expect(latency?.kind === 'measured' && Math.max(...latency.samples)).toBeLessThan(600_000);
  });

  it('has no latency where every request fails, and says why not', async () => {
    const { load } = await loadOn({ stt: (_, response) => void response.end('<html>') });
    expect(await load.probeStt(live)).toMatchObject({
      kind: 'observed',
      observation: { latencyUs: { kind: 'unmeasured', cause: 'no-samples' }, transcripts: 0 },
    });
  });

  it('is censored at the time-out where half of the requests run into it', async () => {
    let calls = 0;
    const everySecond: Handler = (call, response) => {
      calls += 1;
      return calls % 2 === 0 ? undefined : fast.stt(call, response);
    };
    const short = { ...workload, requestTimeoutMs: 200 };
    const { load } = await loadOn({ stt: everySecond }, { workload: short });
    expect(await load.probeStt(live)).toMatchObject({
      kind: 'observed',
      observation: { latencyUs: { kind: 'censored' }, transcripts: 3 },
    });
  });
});

describe('text alone', () => {
  it('takes 4 requests after two discarded, with first token and speed', async () => {
    const { llm, load } = await loadOn({ llm: llmHandler({ firstMs: 60, restMs: 60 }) });
    const result = await load.probeLlm(live);
    expect(llm.calls).toHaveLength(6);
    if (result.kind !== 'observed') throw new Error(result.trouble.text);
    const { latencyUs, firstTokenUs, milliTokensPerSecond } = result.observation;
    expect(latencyUs.kind === 'measured' && latencyUs.median).toBeGreaterThanOrEqual(118_000);
    expect(firstTokenUs.kind === 'measured' && firstTokenUs.median).toBeGreaterThanOrEqual(59_000);
    expect(firstTokenUs.kind === 'measured' && firstTokenUs.samples).toHaveLength(4);
    // 3 tokens after the first in at least 60 ms.
    expect(milliTokensPerSecond.kind === 'measured' && milliTokensPerSecond.median).toBeLessThan(
      51_000,
    );
  });

  it('sends prompts that differ from the first word on, of the asked length in tokens', async () => {
    const { llm, load } = await loadOn();
    await load.probeLlm(live);
    const prompts = promptsOf(llm);
    const starts = prompts.map((prompt) => prompt.split(' ')[0]);
    expect(new Set(starts).size).toBe(prompts.length);
    // This server counts two tokens a word, learnt from the short first prompt.
    expect(prompts[0]?.split(' ')).toHaveLength(16);
    expect(prompts.slice(1).map((prompt) => prompt.split(' ').length)).toEqual(Array(5).fill(32));
  });

  it('sends the same prompts for the same seed, and others for another', async () => {
    const sent = async (seed: string) => {
      const { llm, load } = await loadOn({}, { seed });
      await load.probeLlm(live);
      return promptsOf(llm);
    };
    const [first, again, other] = [await sent('a'), await sent('a'), await sent('b')];
    expect(again).toEqual(first);
    expect(other.some((prompt) => first.includes(prompt))).toBe(false);
  });
});

describe('word errors of the whole set', () => {
  it('transcribes each clip once and pools', async () => {
    const clips = { clips: [short, long, short, long, short], longest: long };
    const { stt, load } = await loadOn({}, { clips });
    expect(await load.probeWords(live)).toEqual({
      kind: 'observed',
      observation: {
        words: { words: 5, substitutions: 0, deletions: 0, insertions: 0 },
        transcripts: 5,
        failed: 0,
      },
    });
    expect(stt.calls).toHaveLength(5);
  });
});

describe('joint load', () => {
  it('finds the capacity of a speech server with 3 workers', async () => {
    // A turn in line behind 3 workers of 100 ms: up to 4 at once the median stays under 200 ms,
    // 8 and more wait for at least two rounds.
    const { load } = await loadOn(
      { stt: sttHandler({ latencyMs: 100, workers: 3 }) },
      { targets: { sttLatencyUs: 180_000, llmLatencyUs: 400_000 } },
    );
    const result = await load.probeCapacity(live, plan);
    if (result.kind !== 'observed') throw new Error(result.trouble.text);
    const { capacity, reference, words } = result.observation;
    expect(reference).toMatchObject({ concurrency: 4, turns: 8, errors: 0, passed: true });
    expect(capacity.passing).toBeGreaterThanOrEqual(4);
    expect(capacity.failing).not.toBeNull();
    expect(capacity.failing ?? 0).toBeLessThanOrEqual(12);
    expect(words).toMatchObject({ words: 8, substitutions: 0 });
  });

  it('reaches the ceiling of servers without a limit', async () => {
    const { load } = await loadOn();
    const result = await load.probeCapacity(live, plan);
    expect(result).toMatchObject({
      kind: 'observed',
      observation: { capacity: { passing: 16, failing: null } },
    });
  });

  it('goes down to 0 where one turn at a time is too slow', async () => {
    const { load } = await loadOn({}, { targets: { sttLatencyUs: 1_000, llmLatencyUs: 1_000 } });
    const result = await load.probeCapacity(live, plan);
    expect(result).toMatchObject({
      kind: 'observed',
      observation: { reference: { passed: false }, capacity: { passing: 0, failing: 1 } },
    });
  });

  it('loads both servers apart in the stress, at the ceiling, with the longest clip', async () => {
    let running = 0;
    let most = 0;
    const counting: Handler = async (call, response) => {
      running += 1;
      most = Math.max(most, running);
      await fast.stt(call, response);
      running -= 1;
    };
    const { stt, load } = await loadOn({ stt: counting }, { workload: { ...tiny, maxRungs: 0 } });
    const result = await load.probeCapacity(live, plan);
    expect(most).toBe(16);
    expect(stt.calls.at(-1)?.body.length).toBeGreaterThan(long.bytes.byteLength);
    if (result.kind !== 'observed') throw new Error(result.trouble.text);
    expect(result.observation.stress).toMatchObject({ errors: 0, timeouts: 0, preemptions: 0 });
    expect(result.observation.stress.requests).toBeGreaterThanOrEqual(16);
  });

  it('counts errors of the stress, and preemptions as a difference', async () => {
    let calls = 0;
    const failing: Handler = (call, response) => {
      calls += 1;
      return calls > 12 && calls % 3 === 0
        ? void response.writeHead(400).end('no')
        : fast.llm(call, response);
    };
    let count = 40;
    const readPreemptions = () => Promise.resolve((count += 2));
    const { load } = await loadOn({ llm: failing }, { workload: { ...tiny, maxRungs: 0 } });
    const result = await load.probeCapacity(live, { startRung: 4, readPreemptions });
    if (result.kind !== 'observed') throw new Error(result.trouble.text);
    const { stress } = result.observation;
    expect(stress.preemptions).toBe(2);
    expect(stress.errors).toBeGreaterThan(0);
    expect(stress.errors).toBeLessThan(stress.requests);
    expect(stress.timeouts).toBe(0);
  });

  it('fails a turn whose text fails, and the rung with it', async () => {
    let calls = 0;
    const oneBad: Handler = (call, response) => {
      calls += 1;
      return calls === 5 ? void response.writeHead(429).end('busy') : fast.llm(call, response);
    };
    const { load } = await loadOn({ llm: oneBad }, { workload: { ...tiny, maxRungs: 0 } });
    const result = await load.probeCapacity(live, plan);
    expect(result).toMatchObject({
      kind: 'observed',
      observation: { reference: { turns: 8, errors: 1, passed: false } },
    });
  });

  it('takes a rung that outlasts the box as failed by what is still in flight', async () => {
    let calls = 0;
    // Fast for the reference (8 turns and a warm-up), stuck afterwards until the time-out.
    const stuck: Handler = (call, response) => {
      calls += 1;
      return calls > 9 && calls <= 17 ? undefined : fast.stt(call, response);
    };
    const { load } = await loadOn({ stt: stuck }, { workload: { ...tiny, ladderMs: 600 } });
    const result = await load.probeCapacity(live, plan);
    if (result.kind !== 'observed') throw new Error(result.trouble.text);
    const [rung] = result.observation.rungs;
    expect(rung).toMatchObject({ concurrency: 8, turns: 0, passed: false, errors: 0 });
    expect(rung?.sttLatencyUs.kind).toBe('censored');
    expect(result.observation.capacity).toEqual({ passing: 4, failing: 8 });
  });

  it('runs boxes and time-outs faster by the factor, and keeps latencies of the true clock', async () => {
    const { load } = await loadOn(
      { stt: sttHandler({ latencyMs: 60 }) },
      { clock: createClock(2), workload: tiny },
    );
    const result = await load.probeCapacity(live, plan);
    const latency = result.kind === 'observed' ? result.observation.reference.sttLatencyUs : null;
    expect(latency?.kind === 'measured' && latency.median).toBeGreaterThanOrEqual(118_000);
  });

  it('tells heartbeats what it does', async () => {
    const seen: Progress[] = [];
    const { load } = await loadOn({}, { workload: tiny, onProgress: (now) => seen.push(now) });
    await load.probeCapacity(live, plan);
    const phases = [...new Set(seen.map(({ phase }) => phase))];
    const known = ['warm-up', 'reference at 4', 'rung 6', 'rung 8', 'rung 12', 'rung 16', 'stress'];
    expect(known).toEqual(expect.arrayContaining(phases));
    expect(phases).toContain('stress');
    expect(seen.at(-1)?.answered).toBeGreaterThan(8);
  });

  it('tells heartbeats how many turns, clips or prompts of a phase are done', async () => {
    const seen: Progress[] = [];
    const onProgress = (now: Progress) => seen.push(now);
    const slow = {
      stt: sttHandler({ latencyMs: 200 }),
      llm: llmHandler({ firstMs: 200, restMs: 1 }),
    };
    const { load } = await loadOn(slow, { workload: { ...tiny, maxRungs: 0 }, onProgress });
    await load.probeStt(live);
    await load.probeLlm(live);
    await load.probeCapacity(live, plan);
    for (const { done, total } of seen) expect(done).toBeLessThanOrEqual(total ?? done);
    const totals = new Map(seen.map(({ phase, total }) => [phase, total]));
    expect(Object.fromEntries(totals)).toEqual({
      'warm-up': null,
      clips: 6,
      prompts: 4,
      'reference at 4': 8,
      stress: null,
    });
    const counted = seen.filter(({ done }) => done > 0).map(({ phase }) => phase);
    expect(new Set(counted)).toEqual(new Set(['clips', 'prompts', 'reference at 4', 'stress']));
  });
});

describe('an engine in trouble', () => {
  const outOfMemory: Handler = (_, response) =>
    void response.writeHead(500).end('{"error":"CUDA out of memory. Tried to allocate 20 MiB"}');

  it('ends the probe at the first out-of-memory text', async () => {
    const { llm, load } = await loadOn({ llm: outOfMemory });
    expect(await load.probeCapacity(live, plan)).toMatchObject({
      kind: 'trouble',
      trouble: {
        kind: 'oom',
        engine: 'llm',
        text: expect.stringContaining('CUDA out of memory') as string,
      },
    });
    expect(llm.calls).toHaveLength(1);
  });

  it('calls a server that stops listening under load a crash', async () => {
    let calls = 0;
    const running: { stt?: TestServer } = {};
    const dying: Handler = (call, response) => {
      calls += 1;
      if (calls === 5) {
        void running.stt?.close();
        return undefined;
      }
      return fast.stt(call, response);
    };
    const { stt, load } = await loadOn({ stt: dying });
    running.stt = stt;
    expect(await load.probeCapacity(live, plan)).toMatchObject({
      kind: 'trouble',
      trouble: { kind: 'crash', engine: 'stt', text: expect.stringContaining('ECONN') as string },
    });
  });

  it('calls a dead engine behind a living server a crash, by its health', async () => {
    const dead: Handler = (_, response) =>
      void response.writeHead(500).end('EngineDeadError: EngineCore encountered an issue.');
    const running = await engines({ llm: dead }, 503);
    const load = createLoad(settingFor(running));
    expect(await load.probeLlm(live)).toMatchObject({
      kind: 'trouble',
      trouble: { kind: 'crash', engine: 'llm' },
    });
  });

  it('calls an engine a hang that answers nothing while its health is 200', async () => {
    const { load } = await loadOn(
      { llm: () => undefined },
      { workload: { ...workload, requestTimeoutMs: 300 } },
    );
    expect(await load.probeLlm(live)).toEqual({
      kind: 'trouble',
      trouble: { kind: 'hang', engine: 'llm', text: 'no answer for 450 ms; health 200' },
    });
  });

  it('sees a hang that begins in the stress, though its box is shorter', async () => {
    let calls = 0;
    const hanging: Handler = (call, response) => {
      calls += 1;
      return calls > 20 ? undefined : fast.stt(call, response);
    };
    const { load } = await loadOn(
      { stt: hanging },
      { workload: { ...tiny, maxRungs: 0 }, progressDeadlineMs: 900 },
    );
    expect(await load.probeCapacity(live, plan)).toMatchObject({
      kind: 'trouble',
      trouble: { kind: 'hang', engine: 'stt' },
    });
  });

  it('takes a request that is refused once for an error, not for trouble', async () => {
    let calls = 0;
    const resetting: Handler = (call, response) => {
      calls += 1;
      return calls === 4 ? void response.socket?.resetAndDestroy() : fast.llm(call, response);
    };
    const { load } = await loadOn({ llm: resetting });
    expect((await load.probeLlm(live)).kind).toBe('observed');
  });
});

describe('the signal', () => {
  it('ends a probe at once, frees every socket and is told by its error', async () => {
    const { stt, llm, load } = await loadOn({
      stt: sttHandler({ latencyMs: 300 }),
      llm: llmHandler({ firstMs: 300, restMs: 300 }),
    });
    const ending = new AbortController();
    const result = load.probeCapacity(ending.signal, plan).catch((error: unknown) => error);
    await expect.poll(() => stt.openSockets()).toBeGreaterThan(0);
    ending.abort();
    expect(await result).toBeInstanceOf(LoadAborted);
    await expect.poll(() => stt.openSockets() + llm.openSockets()).toBe(0);
  });

  it('is told by its error even where something else failed because of it', async () => {
    const { load } = await loadOn({}, { workload: { ...tiny, maxRungs: 0 } });
    const ending = new AbortController();
    const readPreemptions = () => {
      ending.abort();
      return Promise.reject(new Error('metrics are gone'));
    };
    const result = load.probeCapacity(ending.signal, { startRung: 4, readPreemptions });
    await expect(result).rejects.toBeInstanceOf(LoadAborted);
  });

  it('is not blamed for what fails without it', async () => {
    const { load } = await loadOn({}, { workload: { ...tiny, maxRungs: 0 } });
    const readPreemptions = () => Promise.reject(new Error('metrics are gone'));
    const result = load.probeCapacity(live, { startRung: 4, readPreemptions });
    await expect(result).rejects.toThrow('metrics are gone');
  });

  it('refuses to begin when it has come already', async () => {
    const { stt, load } = await loadOn();
    const aborted = AbortSignal.abort();
    await expect(load.probeStt(aborted)).rejects.toMatchObject({ name: 'AbortError' });
    expect(stt.calls).toHaveLength(0);
  });

  it('leaves no socket open after a probe that ended by itself', async () => {
    const { stt, llm, load } = await loadOn({}, { workload: tiny });
    await load.probeCapacity(live, plan);
    await expect.poll(() => stt.openSockets() + llm.openSockets()).toBe(0);
  });
});
