// Drives one version of Defender's relay signer client against a running Msq, as an application does, and checks what it sees. See world.mjs for what it is given.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ethers } from 'ethers';
import { cuttingProxy } from './cutting-proxy.mjs';
import { heldBy, replaceFile, settings, step, until, untilUsedUp } from './world.mjs';

const require = createRequire(import.meta.url);

/** @param {string} version as in package.json */
export async function defender(version) {
  process.env.DEFENDER_API_URL = `${settings.url}/defender`;
  const { Relayer } = require(`defender-${version}`);
  const credentials = { apiKey: settings.key.id, apiSecret: settings.key.secret };
  const relayer = new Relayer(credentials);
  const [major, minor] = version.split('.').map(Number);
  const chain = new ethers.JsonRpcProvider(settings.chain, undefined, { staticNetwork: true });
  const receiver = () => ethers.Wallet.createRandom().address;
  let self;

  await step('logs in and shows its relayer', async () => {
    self = await relayer.getRelayer();
    assert.equal(self.relayerId, settings.relayer);
    assert.ok(ethers.isAddress(self.address));
    const status = await relayer.getRelayerStatus();
    assert.equal(status.address, self.address);
    assert.equal(status.nonce, await chain.getTransactionCount(self.address, 'pending'));
  });

  let sent;
  await step('sends, and the answer has hash and nonce', async () => {
    const to = receiver();
    sent = await relayer.sendTransaction({ to, value: '0x7b', data: '0x', gasLimit: 50000, speed: 'fast' });
    assert.match(sent.hash, /^0x[0-9a-f]{64}$/);
    assert.equal(typeof sent.nonce, 'number');
    assert.equal(sent.from, self.address);
    await until(async () => (await chain.getBalance(to)) === 123n);
  });

  await step('finds it again, by id and by nonce, and lists it', async () => {
    await until(async () => (await relayer.getTransaction(sent.transactionId)).status === 'confirmed');
    if (minor >= 15 || major > 1) {
      assert.equal((await relayer.getTransactionByNonce(sent.nonce)).transactionId, sent.transactionId);
    }
    await relayer.sendTransaction({ to: receiver(), value: 1, gasLimit: '50000', speed: 'fast' });
    const first = await relayer.listTransactions({ limit: 1, sort: 'desc' });
    assert.equal(first.items.length, 1);
    const second = await relayer.listTransactions({ limit: 1, sort: 'desc', next: first.next });
    assert.notEqual(second.items[0].transactionId, first.items[0].transactionId);
    const mined = await relayer.listTransactions({ status: 'mined', limit: 100 });
    assert.ok(mined.items.some((one) => one.transactionId === sent.transactionId));
  });

  await step('calls read methods, and is told which ones there are not', async () => {
    const answer = await relayer.call({ method: 'eth_chainId', params: [] });
    assert.equal(BigInt(answer.result), 31337n);
    assert.equal((await relayer.call({ method: 'eth_newFilter', params: [{}] })).error.code, -32601);
  });

  await step('signs messages and typed data', async () => {
    const message = ethers.hexlify(ethers.toUtf8Bytes('hello'));
    const signed = await relayer.sign({ message });
    assert.equal(ethers.verifyMessage('hello', signed.sig), self.address);
    const domain = { name: 'compat', chainId: 31337 };
    const types = { Order: [{ name: 'id', type: 'uint256' }] };
    const typed = await relayer.signTypedData({
      domainSeparator: ethers.TypedDataEncoder.hashDomain(domain),
      hashStructMessage: ethers.TypedDataEncoder.from(types).hash({ id: 7 }),
    });
    assert.equal(ethers.verifyTypedData(domain, types, { id: 7 }, typed.sig), self.address);
  });

  await step('cancels and replaces what is not mined, and is refused for what is', async () => {
    await chain.send('evm_setIntervalMining', [0]);
    let canceled;
    const replaced = receiver();
    const other = receiver();
    try {
      canceled = await relayer.sendTransaction({ to: receiver(), value: 5, gasLimit: 50000, speed: 'fast' });
      await relayer.cancelTransactionById(canceled.transactionId);
      const kept = await relayer.sendTransaction({ to: replaced, value: 6, gasLimit: 50000, speed: 'fast' });
      const replacing = relayer.replaceTransactionByNonce(kept.nonce, { to: other, value: 7, gasLimit: 50000, speed: 'fast' });
      replacing.catch(() => {});
      // It waits for the chain to show that the first one is off.
      await untilUsedUp(chain, self.address, canceled.nonce);
      await untilUsedUp(chain, self.address, kept.nonce);
      await chain.send('evm_setIntervalMining', [1]);
      const answer = await replacing;
      assert.notEqual(answer.transactionId, kept.transactionId);
      await until(async () => (await chain.getBalance(other)) === 7n);
      assert.equal(await chain.getBalance(replaced), 0n);
    } finally {
      await chain.send('evm_setIntervalMining', [1]);
    }
    await until(async () => (await relayer.getTransaction(canceled.transactionId)).status === 'failed');
    await assert.rejects(relayer.replaceTransactionById(sent.transactionId, { to: other, value: 9, gasLimit: 50000, speed: 'fast' }), /409|already_mined/);
    await assert.rejects(relayer.cancelTransactionById(sent.transactionId));
  });

  await step('works as a provider and a signer of ethers v6', async () => {
    const provider = relayer.getProvider({ ethersVersion: 'v6' });
    const signer = await relayer.getSigner(provider, { ethersVersion: 'v6', speed: 'fast', validForSeconds: 120 });
    const to = receiver();
    const response = await signer.sendTransaction({ to, value: 11n });
    const receipt = await response.wait();
    assert.equal(receipt.status, 1);
    assert.equal(await chain.getBalance(to), 11n);
    assert.equal(ethers.verifyMessage('v6', await signer.signMessage('v6')), self.address);
    provider.destroy();
  });

  await step('works as a provider and a signer of ethers v5', async () => {
    const provider = relayer.getProvider();
    const signer = await relayer.getSigner(provider, { speed: 'fast' });
    const to = receiver();
    const response = await signer.sendTransaction({ to, value: 12 });
    const receipt = await response.wait();
    assert.equal(receipt.status, 1);
    assert.equal(await chain.getBalance(to), 12n);
    assert.equal((await provider.getBalance(to)).toString(), '12');
  });

  await step('works as a provider of web3', async () => {
    const { DefenderRelayProvider } = require(`defender-${version}/lib/web3`);
    const provider = new DefenderRelayProvider(credentials, { speed: 'fast' });
    const web3 = version === '1.14.4' ? new (require('web3-v1'))(provider) : new (require('web3').Web3)(provider);
    const [from] = await web3.eth.getAccounts();
    assert.equal(from, self.address);
    const to = receiver();
    const receipt = await web3.eth.sendTransaction({ from, to, value: '13', gas: '50000' });
    assert.equal(BigInt(receipt.status), 1n);
    assert.equal(BigInt(await web3.eth.getBalance(to)), 13n);
    assert.equal(ethers.verifyMessage('web3', await web3.eth.sign(ethers.hexlify(ethers.toUtf8Bytes('web3')), from).then((signed) => signed.signature ?? signed)), self.address);
  });

  await step('waits for a transaction whose price is raised, and so has another hash, until it is mined', async () => {
    const provider = relayer.getProvider({ ethersVersion: 'v6' });
    const signer = await relayer.getSigner(provider, { ethersVersion: 'v6', speed: 'fastest' });
    await chain.send('evm_setIntervalMining', [0]);
    try {
      const response = await signer.sendTransaction({ to: receiver(), value: 14n, gasLimit: 50000n });
      const waiting = response.wait();
      let raised;
      await until(async () => (raised = await heldBy(chain, self.address, response.nonce)) && raised.hash !== response.hash);
      await chain.send('evm_setIntervalMining', [1]);
      const receipt = await waiting;
      assert.equal(receipt.status, 1);
      assert.equal(receipt.hash, (await chain.getTransactionReceipt(raised.hash)).hash);
    } finally {
      await chain.send('evm_setIntervalMining', [1]);
      provider.destroy();
    }
  });

  await step('ends with an error, and soon, when its key is revoked', async () => {
    const revoked = new Relayer({ apiKey: settings.revoked.id, apiSecret: settings.revoked.secret });
    await assert.rejects(revoked.getRelayer(), /token|expired or invalid/i);
  });

  await step('ends with an error, and soon, when its key is revoked after it has logged in', async () => {
    const leaving = new Relayer({ apiKey: settings.leaving.id, apiSecret: settings.leaving.secret });
    await leaving.getRelayer();
    const before = readFileSync(settings.clients, 'utf8');
    let refusal;
    try {
      replaceFile(settings.clients, before.replace(`id: ${settings.leaving.id},`, `id: ${settings.leaving.id}, revoked: true,`));
      await until(() => leaving.getRelayerStatus().then(() => false, (error) => (refusal = error)));
      assert.match(refusal.message, /expired or invalid/);
      await assert.rejects(leaving.sendTransaction({ to: receiver(), value: 1, gasLimit: 50000, speed: 'fast' }), /expired or invalid/);
      await assert.rejects(leaving.call({ method: 'eth_chainId', params: [] }), /expired or invalid/);
      await assert.rejects(leaving.sign({ message: '0x68' }), /expired or invalid/);
    } finally {
      replaceFile(settings.clients, before);
    }
    await until(() => new Relayer({ apiKey: settings.leaving.id, apiSecret: settings.leaving.secret }).getRelayer().then(() => true, () => false));
  });

  await step('uses one nonce when the connection is cut after its POST was accepted', async () => {
    const proxy = await cuttingProxy(settings.url, 'POST', '/defender/relayers/self/txs');
    process.env.DEFENDER_API_URL = `${proxy.url}/defender`;
    const through = new Relayer(credentials);
    await through.getRelayer();
    const before = await chain.getTransactionCount(self.address, 'latest');
    const to = receiver();
    // The SDK throws the first error even where a repeat of its own went well.
    await assert.rejects(through.sendTransaction({ to, value: 21, gasLimit: 54321, speed: 'fast' }));
    process.env.DEFENDER_API_URL = `${settings.url}/defender`;
    await until(async () => (await chain.getBalance(to)) === 21n);
    const after = await relayer.listTransactions({ limit: 10, sort: 'desc' });
    assert.equal(after.items.filter((one) => one.to === to).length, 1);
    assert.equal(await chain.getTransactionCount(self.address, 'pending'), before + 1);
    assert.equal(proxy.cuts(), 1);
    proxy.close();
  });
}
