// Pays out as it was written for Defender: its own client, and ethers. Nothing in here knows of Msq.
import { Defender } from '@openzeppelin/defender-sdk';
import { formatEther, parseEther } from 'ethers';

const to = process.env.TO ?? '0xd5e4484326EB3Dd5FBbd5Def6d02aFE817fD4684';
const relayer = new Defender({ relayerApiKey: process.env.RELAYER_API_KEY!, relayerApiSecret: process.env.RELAYER_API_SECRET! }).relaySigner;

// As a signer of ethers.
const provider = relayer.getProvider({ ethersVersion: 'v6' });
const signer = await relayer.getSigner(provider, { ethersVersion: 'v6', speed: 'fast', validForSeconds: 300 });
const response = await signer.sendTransaction({ to, value: parseEther('0.01') });
console.log(`sent by ${response.from} with nonce ${response.nonce}: ${response.hash}`);
const receipt = await response.wait();
console.log(`mined in block ${receipt!.blockNumber}`);

// By the relayer's own methods.
const sent = await relayer.sendTransaction({ to, value: parseEther('0.02').toString(), gasLimit: 21000, speed: 'fast' });
let seen = sent;
while (!['mined', 'confirmed', 'failed', 'expired'].includes(seen.status)) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  seen = await relayer.getTransaction(sent.transactionId);
}
console.log(`${sent.transactionId} is ${seen.status}: ${seen.hash}`);

console.log(`${to} has ${formatEther(await provider.getBalance(to))}`);
provider.destroy();
