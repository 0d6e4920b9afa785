// Calls Msq's API with the operator's key, which is kept by this tab alone.

const storage = 'msq-operator-key';
const base = '/api/v1';

export const key = {
  get: () => sessionStorage.getItem(storage),
  keep: (value) => sessionStorage.setItem(storage, value),
  forget: () => sessionStorage.removeItem(storage),
};

/** An answer that is a problem (RFC 9457), or no answer at all (status 0). */
export class Refusal extends Error {
  constructor(status, problem) {
    super(Refusal.words(status, problem));
    this.status = status;
  }

  /** Whether another key is needed. */
  get isOfKey() {
    return this.status === 401 || this.status === 403;
  }

  static words(status, problem) {
    if (status === 0) return 'Msq does not answer.';
    if (status === 401) return 'Nobody has this API key. Check that it is complete, and that its client is in clients.yaml.';
    if (status === 403) return `${problem.detail ?? 'This key may not do that.'} This page needs a valid key of a client with the scope admin.`;
    const errors = Object.entries(problem.errors ?? {}).map(([field, wrong]) => `${field} ${wrong.join(', ')}`);
    return errors.length > 0 ? errors.join('; ') : `${problem.detail ?? problem.title ?? 'The call failed.'} (${status})`;
  }
}

async function open(method, path, options = {}) {
  const headers = { 'X-API-Key': key.get() ?? '', ...(options.body && { 'Content-Type': 'application/json' }) };
  let answer;
  try {
    answer = await fetch(base + path, { method, headers, body: options.body && JSON.stringify(options.body), signal: options.signal });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Refusal(0, {});
  }
  if (!answer.ok) throw new Refusal(answer.status, await answer.json().catch(() => ({})));
  return answer;
}

export const get = async (path) => (await open('GET', path)).json();
export const send = async (method, path, body) => (await open(method, path, { body })).json();

/** Server-sent events, as { event, data }. Not by EventSource, which cannot send the key. */
export async function* follow(path, signal) {
  const answer = await open('GET', path, { signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const lines = block.split('\n');
      const of = (field) => lines.filter((line) => line.startsWith(field)).map((line) => line.slice(field.length).trim()).join('\n');
      yield { event: of('event:'), data: JSON.parse(of('data:')) };
    }
  }
}
