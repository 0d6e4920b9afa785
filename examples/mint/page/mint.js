// What happens in the browser: the wallet (EIP-1193) signs, the shop's server does the rest. The key to Msq never comes here.

/**
 * @param {object} how
 * @param {{ request(call: { method: string, params?: unknown[] }): Promise<any> }} how.wallet The injected wallet.
 * @param {string} how.to Who gets the token.
 * @param {string} how.server Where the shop's server is; empty for the page's own.
 * @param {(text: string) => void} how.show Shows a step.
 * @returns {Promise<any>} The transaction, confirmed.
 */
export async function mint({ wallet, to, server, show }) {
  const [from] = await wallet.request({ method: 'eth_requestAccounts' });
  const { typedData, chain } = await ask(`${server}/mint/typed-data`, { from, to });
  await useChain(wallet, chain);
  show(`${from} signs the mint for ${to} ...`);
  const signature = await wallet.request({ method: 'eth_signTypedData_v4', params: [from, JSON.stringify(typedData)] });
  const { transactionId } = await ask(`${server}/mint`, { request: typedData.message, signature });
  show(`accepted as ${transactionId}`);

  for (let last = ''; ; ) {
    const seen = await ask(`${server}/mint/${transactionId}`);
    if (seen.status !== last) show(seen.status + (seen.transactionHash ? ` (${seen.transactionHash})` : ''));
    last = seen.status;
    if (last === 'confirmed') return seen;
    if (['failed', 'canceled', 'expired'].includes(last)) throw new Error(seen.error?.revertReason ?? seen.error?.message ?? last);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

// A wallet signs typed data only for the chain that it is on.
async function useChain(wallet, chain) {
  if (Number(await wallet.request({ method: 'eth_chainId' })) === Number(chain.chainId)) return;
  try {
    await wallet.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: chain.chainId }] });
  } catch (refusal) {
    if (refusal.code !== 4902 || chain.rpcUrls.length === 0) throw refusal; // 4902: the wallet does not know the chain
    await wallet.request({ method: 'wallet_addEthereumChain', params: [chain] });
  }
}

async function ask(url, body) {
  const answer = await fetch(url, body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const read = await answer.json();
  if (!answer.ok) throw new Error(read.detail ?? read.title ?? `${url} answered ${answer.status}`);
  return read;
}
