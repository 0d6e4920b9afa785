// What the scripts are given, by environment, and how they say what they found.
import { renameSync, writeFileSync } from 'node:fs';

/** Where Msq and its chain are, which relayer the client is mapped to, its keys, and the file that says so. */
export const settings = {
  url: required('MSQ_COMPAT_URL'),
  chain: required('MSQ_COMPAT_CHAIN'),
  relayer: required('MSQ_COMPAT_RELAYER'),
  pool: required('MSQ_COMPAT_POOL'),
  key: { id: required('MSQ_COMPAT_KEY_ID'), secret: required('MSQ_COMPAT_KEY') },
  revoked: { id: required('MSQ_COMPAT_REVOKED_ID'), secret: required('MSQ_COMPAT_REVOKED') },
  leaving: { id: required('MSQ_COMPAT_LEAVING_ID'), secret: required('MSQ_COMPAT_LEAVING') },
  clients: required('MSQ_COMPAT_CLIENTS'),
  pooled: required('MSQ_COMPAT_POOLED_KEY'),
};

const deadline = 30_000;

/** Does one step; what goes wrong in it says which it was. */
export async function step(name, work) {
  const started = Date.now();
  try {
    await work();
  } catch (error) {
    console.error(`FAILED: ${name}`);
    throw error;
  }
  console.log(`ok: ${name} (${Date.now() - started} ms)`);
}

/** Waits for a condition. */
export async function until(condition) {
  const end = Date.now() + deadline;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`It did not come to pass: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** What the node holds of an account with a nonce, for a block to come. */
export async function heldBy(chain, address, nonce) {
  const { pending } = await chain.send('txpool_content', []);
  const own = Object.entries(pending).find(([sender]) => sender.toLowerCase() === address.toLowerCase())?.[1] ?? {};
  return Object.values(own).find((one) => Number(one.nonce) === nonce);
}

/** Waits until the node holds the transfer of nothing that uses a nonce up. */
export async function untilUsedUp(chain, address, nonce) {
  await until(async () => (await heldBy(chain, address, nonce))?.to?.toLowerCase() === address.toLowerCase());
}

/** Writes a file that others read meanwhile. */
export function replaceFile(path, text) {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
