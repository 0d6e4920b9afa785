// A client of Msq in one file, to be copied: it repeats what got no answer, always under the same Idempotency-Key, so that everything is sent once.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** Where Msq is, and the key to it; by default what ./run starts. */
export const msqUrl = process.env.MSQ_URL ?? 'http://localhost:8080';
const apiKey = process.env.MSQ_API_KEY ?? 'msq-dev-key';

const mostTries = 7;
const longestPause = 30_000;

export type Status = 'queued' | 'dispatching' | 'submitted' | 'mined' | 'confirmed' | 'failed' | 'canceled' | 'expired';

export interface DirectTransaction {
  to: string;
  /** Wei, decimal. */
  value?: string;
  data?: string;
  reference?: string;
}

export interface BatchItem {
  direct: DirectTransaction;
  idempotencyKey: string;
}

export interface Transaction {
  transactionId: string;
  status: Status;
  transactionHash: string | null;
  blockNumber: number | null;
  relayer: string | null;
  error: { code: string; message: string } | null;
}

/** RFC 9457, with a stable code. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail?: string;
  errors?: Record<string, string[]>;
}

export class MsqError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.errors ? JSON.stringify(problem.errors) : (problem.detail ?? problem.title)}`);
  }
}

/** Submits; when it returns the transaction is committed and will be sent exactly once. */
export async function send(transaction: DirectTransaction, key: string = randomUUID()): Promise<string> {
  return (await ask<{ transactionId: string }>('POST', '/relay/direct', transaction, key)).transactionId;
}

/** Submits up to 500 at once, each with a key of its own. */
export async function sendBatch(items: BatchItem[]): Promise<{ transactionId: string | null; problem: Problem | null }[]> {
  return (await ask<{ items: { transactionId: string | null; problem: Problem | null }[] }>('POST', '/relay/batch', { items })).items;
}

/** Waits until it is over: the server holds each answer until something is new. */
export async function waitFor(id: string): Promise<Transaction> {
  for (;;) {
    const seen = await ask<Transaction>('GET', `/relay/transactions/${id}?wait=25`);
    if (['confirmed', 'failed', 'canceled', 'expired'].includes(seen.status)) return seen;
  }
}

/** Waits until it is over, and throws unless it was confirmed. */
export async function confirmed(id: string): Promise<Transaction> {
  const end = await waitFor(id);
  if (end.status !== 'confirmed') throw new Error(`transaction ${id} is ${end.status} (${end.error?.code}): ${end.error?.message}`);
  return end;
}

/** Asks the API, again and again as long as that is safe. */
export async function ask<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(`${msqUrl}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    }).catch((failure: unknown) => {
      if (tries < mostTries) return null;
      throw failure;
    });
    if (answer?.ok) return (await answer.json()) as T;
    const wait = Number(answer?.headers.get('Retry-After') ?? NaN) * 1000 || 200 * 2 ** tries;
    if (answer && (![429, 502, 503, 504].includes(answer.status) || tries === mostTries || wait > longestPause)) throw new MsqError(await problemOf(answer));
    await pause(wait);
  }
}

async function problemOf(answer: Response): Promise<Problem> {
  const text = await answer.text();
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return { status: answer.status, code: 'unexpected_answer', title: answer.statusText, detail: text.slice(0, 200) };
  }
}
