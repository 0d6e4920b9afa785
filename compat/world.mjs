// What the scripts are given, by environment, and how they say what they found.

/** Where Msq and its chain are, which relayer the client is mapped to, and its keys. */
export const settings = {
  url: required('MSQ_COMPAT_URL'),
  chain: required('MSQ_COMPAT_CHAIN'),
  relayer: required('MSQ_COMPAT_RELAYER'),
  pool: required('MSQ_COMPAT_POOL'),
  key: { id: required('MSQ_COMPAT_KEY_ID'), secret: required('MSQ_COMPAT_KEY') },
  revoked: { id: required('MSQ_COMPAT_REVOKED_ID'), secret: required('MSQ_COMPAT_REVOKED') },
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

/** Waits until the node holds the transfer of nothing that uses a nonce up. */
export async function untilUsedUp(chain, address, nonce) {
  await until(async () => {
    const { pending } = await chain.send('txpool_content', []);
    const own = Object.entries(pending).find(([sender]) => sender.toLowerCase() === address.toLowerCase())?.[1] ?? {};
    return Object.values(own).some((one) => Number(one.nonce) === nonce && one.to?.toLowerCase() === address.toLowerCase());
  });
}

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
