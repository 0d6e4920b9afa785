// Drives viem over the rpc path: an http transport with the key as its bearer token is all it needs.
import assert from 'node:assert/strict';
import { createPublicClient, createWalletClient, http } from 'viem';
import { foundry } from 'viem/chains';
import { ethers } from 'ethers';
import { cuttingProxy } from './cutting-proxy.mjs';
import { settings, step } from './world.mjs';

export async function viem() {
  const path = `/api/v1/relayers/${settings.relayer}/rpc`;
  const transport = (url) => http(`${url}${path}`, { fetchOptions: { headers: { Authorization: `Bearer ${settings.key.secret}` } }, timeout: 40_000 });
  const publicClient = createPublicClient({ chain: foundry, transport: transport(settings.url) });
  const wallet = createWalletClient({ chain: foundry, transport: transport(settings.url) });
  const receiver = () => ethers.Wallet.createRandom().address;

  await step('sends and waits with viem', async () => {
    const [account] = await wallet.getAddresses();
    const to = receiver();
    const hash = await wallet.sendTransaction({ account, to, value: 41n, gas: 50000n });
    const receipt = await publicClient.waitForTransactionReceipt({ hash, pollingInterval: 300 });
    assert.equal(receipt.status, 'success');
    assert.equal(await publicClient.getBalance({ address: to }), 41n);
  });

  await step('sends once with viem when the connection is cut after its POST was accepted', async () => {
    const proxy = await cuttingProxy(settings.url, 'POST', path);
    const cut = createWalletClient({ chain: foundry, transport: transport(proxy.url) });
    const [account] = await wallet.getAddresses();
    const to = receiver();
    // viem repeats by itself; with the chain given it calls nothing else first.
    const hash = await cut.request({ method: 'eth_sendTransaction', params: [{ from: account, to, value: '0x2a', gas: '0xc350' }] });
    await publicClient.waitForTransactionReceipt({ hash, pollingInterval: 300 });
    assert.equal(proxy.cuts(), 1);
    assert.equal(await publicClient.getBalance({ address: to }), 42n);
    proxy.close();
  });
}
