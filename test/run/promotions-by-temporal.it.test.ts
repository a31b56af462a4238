import { hostname, userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { identitiesIn, startRecordedUp } from './recorded-up.ts';
import type { RecordedUp } from './recorded-up.ts';

const me = `temporal-cli:${userInfo().username}@${hostname()}`;
const reason = 'the margin is clear';

let up: RecordedUp;
let digest: string;
beforeAll(async () => {
  up = await startRecordedUp();
  digest = await proposedRun('one');
});
afterAll(() => up.dispose());

/** Runs the default experiment; the digest of what it proposes. */
async function proposedRun(runId: string): Promise<string> {
  await up.temporal(
    ...['workflow', 'execute', '--type', 'experiment', '--task-queue', 'dream'],
    ...['--workflow-id', runId, '--input', '{}'],
  );
  return shownDigest(`promotion-${runId}`);
}

/** As a person reads it, once the evidence is there. */
function shownDigest(promotionId: string): Promise<string> {
  const look = async (): Promise<string> => {
    const [, hex] =
      /Digest of this evidence: `([0-9a-f]{64})`/.exec(await details(promotionId)) ?? [];
    if (hex === undefined) throw new Error(`${promotionId} shows no digest yet`);
    return hex;
  };
  return vi.waitFor(look, { timeout: 30_000, interval: 200 });
}

async function details(id: string): Promise<string> {
  return (await up.temporal('workflow', 'metadata', '--workflow-id', id)).out;
}

function update(promotionId: string, name: string, ...input: readonly string[]) {
  return up.temporal(
    ...['workflow', 'update', 'execute', '--workflow-id', promotionId, '--name', name],
    ...input.flatMap((text) => ['--input', text]),
  );
}

/** Visibility follows a moment later. */
function listed(query: string): Promise<string> {
  const look = async (): Promise<string> => {
    const { out } = await up.temporal('workflow', 'list', '--query', query);
    if (!out.includes('promotion-')) throw new Error(`${query}: nothing yet`);
    return out;
  };
  return vi.waitFor(look, { timeout: 20_000, interval: 200 });
}

const answer = (more: object = {}): string =>
  JSON.stringify({ who: 'ann', reason, digest, ...more });

describe("with Temporal's own command line", () => {
  test('metadata shows what is proposed and how to answer', async () => {
    const shown = await details('promotion-one');
    expect(shown).toContain('## 55 % / base instead of 50 % / small (SIMULATED)');
    expect(shown).toMatch(/Waits for an answer until \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    expect(shown).toContain('| objective | target | measured | baseline | met |');
    expect(shown).toContain(`asked for by ${me} (claimed)`);
    expect(shown).toContain(`"digest": "${digest.slice(0, 16)}"`);
    expect(shown).toMatch(/approve +Approve the proposal\. Send \{"who"/);
  });

  test('describe says in one line what is proposed', async () => {
    const { out } = await up.temporal('workflow', 'describe', '--workflow-id', 'promotion-one');
    expect(out).toContain('"proposal: 55 % / base of one"');
  });

  test.each([
    ['no reason', () => answer({ reason: undefined }), 'send {"who":"your name","reason"'],
    ['a short reason', () => answer({ reason: 'ok' }), 'give a reason of at least 10 characters'],
    ['no name', () => answer({ who: ' ' }), 'say who you are, at most 200 characters'],
    ['another digest', () => answer({ digest: 'a'.repeat(16) }), 'is not that of this evidence'],
    ['text that is no JSON', () => '{who:ann', 'Error: input #1 is not valid JSON\n'],
  ])('an answer with %s is refused in one line that says why', async (_what, input, words) => {
    const refused = await update('promotion-one', 'approve', input());
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain(words);
    expect(refused.err).toMatch(/^Error: .*\n$/);
  });

  test('an answer without input is told what to send', async () => {
    const { code, err } = await update('promotion-one', 'reject');
    expect(code).toBe(1);
    expect(err).toContain('Error: unable to update workflow: send {"who":"your name"');
  });

  test('what was refused leaves no trace', async () => {
    expect(identitiesIn(await up.history('promotion-one')).updates).toEqual([]);
  });

  test('approve is taken once, and the history says who sent it', async () => {
    const waiting = await listed("WorkflowType = 'promotion' AND DreamPromotion = 'proposed'");
    expect(waiting).toContain('promotion-one');
    const taken = await update('promotion-one', 'approve', answer());
    expect(taken).toMatchObject({ code: 0, err: '' });
    expect(taken.out).toContain(`approved by ann: ${reason}`);
    const second = await update('promotion-one', 'reject', answer({ who: 'ben' }));
    expect(second.code).toBe(1);
    expect(second.err).toContain(`decided already: approved by ann: ${reason}`);
    const updates = [{ name: 'approve', identity: me }];
    expect(identitiesIn(await up.history('promotion-one'))).toMatchObject({ updates });
    expect(identitiesIn(await up.history('one'))).toEqual({ started: me, updates: [] });
    expect(await listed("DreamPromotion = 'approved'")).toContain('promotion-one');
    const { out } = await up.temporal('workflow', 'result', '--workflow-id', 'promotion-one');
    expect(out).toMatch(/"state":"approved"/);
    expect(await details('promotion-one')).toContain(`**approved by ann: ${reason}**`);
  });

  test('reject is taken, and the run may be proposed again by hand', async () => {
    const rejected = await update(
      'promotion-two',
      'reject',
      answer({ digest: await proposedRun('two'), reason: 'wait for the new driver' }),
    );
    expect(rejected.out).toContain('rejected by ann: wait for the new driver');
    const started = await up.temporal(
      ...['workflow', 'start', '--type', 'promotion', '--task-queue', 'dream'],
      ...['--workflow-id', 'promotion-two-2', '--input', '{"run":"two"}'],
    );
    expect(started).toMatchObject({ code: 0, err: '' });
    const again = await shownDigest('promotion-two-2');
    expect(await details('promotion-two-2')).toContain(`proposed by ${me} (claimed)`);
    const taken = await update('promotion-two-2', 'approve', answer({ digest: again }));
    expect(taken.out).toContain('approved by ann');
  });
});
