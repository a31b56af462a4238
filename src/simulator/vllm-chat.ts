/** A chat completion that is asked for; one token per word that blanks divide. */
export type Chat = {
  readonly kind: 'chat';
  readonly promptTokens: number;
  readonly maxTokens: number;
  readonly stream: boolean;
  readonly includeUsage: boolean;
};

export type BadChat = { readonly kind: 'bad'; readonly status: number; readonly message: string };

export const readChat = (body: Buffer, model: string, maxModelLength: number): Chat | BadChat => {
  const value = parse(body);
  const messages = fieldOf(value, 'messages');
  if (!Array.isArray(messages) || messages.length === 0) {
    return bad(400, 'messages: Field required');
  }
  const asked = fieldOf(value, 'model');
  if (asked !== undefined && asked !== model) {
    return bad(404, `The model \`${JSON.stringify(asked)}\` does not exist.`);
  }
  const promptTokens = messages.reduce<number>(
    (sum, message) => sum + countWords(fieldOf(message, 'content')),
    0,
  );
  const maxTokens = numberOf(
    fieldOf(value, 'max_completion_tokens') ?? fieldOf(value, 'max_tokens'),
  );
  const left = maxModelLength - promptTokens;
  if (left <= 0 || (maxTokens ?? 1) > left) {
    return bad(
      400,
      `This model's maximum context length is ${maxModelLength} tokens. However, your request has ` +
        `${promptTokens} input tokens and asks for ${maxTokens ?? 'more'} output tokens.`,
    );
  }
  return {
    kind: 'chat',
    promptTokens: Math.max(1, promptTokens),
    // without a limit and without ignore_eos a simulated answer ends by itself
    maxTokens: Math.max(1, maxTokens ?? Math.min(left, 64)),
    stream: fieldOf(value, 'stream') === true,
    includeUsage: fieldOf(fieldOf(value, 'stream_options'), 'include_usage') === true,
  };
};

const bad = (status: number, message: string): BadChat => ({ kind: 'bad', status, message });

const countWords = (content: unknown): number => {
  if (Array.isArray(content)) {
    return content.reduce<number>((sum, part) => sum + countWords(fieldOf(part, 'text')), 0);
  }
  return typeof content === 'string' ? (content.match(/\S+/g)?.length ?? 0) : 0;
};

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
