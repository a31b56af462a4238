import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { sendJson } from './http.ts';
import type { Chat } from './vllm-chat.ts';

/** One answer on its way: events while it streams, else one body at the end. */
export type Reply = {
  tokens(count: number): void;
  end(): void;
  fail(status: number, message: string): void;
};

const vocabulary = 'the kettle sings and a quiet lamp keeps watch over every open book'.split(' ');

export const createReply = (response: ServerResponse, asked: Chat, model: string): Reply => {
  const id = `chatcmpl-${randomUUID()}`;
  const created = Math.floor(Date.now() / 1_000);
  let count = 0;
  let text = '';
  const usage = (): object => ({
    prompt_tokens: asked.promptTokens,
    total_tokens: asked.promptTokens + count,
    completion_tokens: count,
  });
  const event = (rest: object): void => {
    if (!response.headersSent) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    }
    const chunk = { id, object: 'chat.completion.chunk', created, model, ...rest };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  const choice = (delta: object, finish: string | null): object => ({
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  return {
    tokens: (added) => {
      const words = Array.from({ length: added }, (_, index) => wordAt(count + index)).join('');
      if (asked.stream && count === 0) {
        event(choice({ role: 'assistant', content: '' }, null));
      }
      count += added;
      if (asked.stream) {
        event(choice({ content: words }, null));
      } else {
        text += words;
      }
    },
    end: () => {
      if (!asked.stream) {
        const message = { role: 'assistant', content: text };
        const choices = [{ index: 0, message, logprobs: null, finish_reason: 'length' }];
        const body = { id, object: 'chat.completion', created, model, choices, usage: usage() };
        sendJson(response, 200, body);
        return;
      }
      event(choice({ content: '' }, 'length'));
      if (asked.includeUsage) {
        event({ choices: [], usage: usage() });
      }
      response.end('data: [DONE]\n\n');
    },
    fail: (status, message) => {
      const error = { message, type: 'InternalServerError', param: null, code: status };
      if (response.headersSent) {
        response.end(`data: ${JSON.stringify({ error })}\n\ndata: [DONE]\n\n`);
      } else {
        sendJson(response, status, { error });
      }
    },
  };
};

const wordAt = (index: number): string => `${vocabulary[index % vocabulary.length] ?? ''} `;
