// Runs the page's own code with a wallet that signs whatever it is asked to: `tsx mint/test-wallet.ts SERVER TO`. The key is anvil's first one, which everybody knows.
import { privateKeyToAccount } from 'viem/accounts';
import { mint } from './page/mint.js';

const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
let chainId = '0x1';

const wallet = {
  async request({ method, params = [] }: { method: string; params?: any[] }): Promise<any> {
    switch (method) {
      case 'eth_requestAccounts': return [account.address];
      case 'eth_chainId': return chainId;
      case 'wallet_switchEthereumChain': return void (chainId = params[0].chainId);
      case 'eth_signTypedData_v4': {
        const [from, text] = params as [string, string];
        const { types: { EIP712Domain: _, ...types }, ...data } = JSON.parse(text);
        if (from !== account.address || Number(chainId) !== Number(data.domain.chainId)) throw new Error('a wallet would refuse this');
        return account.signTypedData({ ...data, types });
      }
      default: throw Object.assign(new Error(`the wallet does not know ${method}`), { code: 4200 });
    }
  },
};

const [server = 'http://localhost:3000', to = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'] = process.argv.slice(2);
await mint({ wallet, to, server, show: console.log });
