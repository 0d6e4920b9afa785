import { extendEnvironment } from "hardhat/config";
import { HardhatPluginError } from "hardhat/plugins";
import type { HttpNetworkUserConfig, NetworksUserConfig } from "hardhat/types";

const chainIds = {
  local: 31337,
  amoy: 80002,
  polygon: 137,
  ethereum: 1,
  sepolia: 11155111,
  bnb: 56,
  bnbTestnet: 97,
};

type NetworkName = keyof typeof chainIds;

const keyVariable = "MSQ_DEPLOY_KEY";

/** bnbTestnet: MSQ_DEPLOY_RPC_URL_BNB_TESTNET */
const urlVariable = (name: NetworkName) => `MSQ_DEPLOY_RPC_URL_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;

function setting(variable: string): string | undefined {
  return process.env[variable]?.trim() || undefined;
}

function rpcUrl(name: NetworkName): string | undefined {
  return setting(urlVariable(name)) ?? (name === "local" ? "http://127.0.0.1:8545" : undefined);
}

function deployerKey(): string | undefined {
  const key = setting(keyVariable)?.replace(/^0x/, "");
  return key && /^[0-9a-fA-F]{64}$/.test(key) ? `0x${key}` : undefined;
}

/** What is missing or wrong in the environment before that network can be used. */
function problems(name: NetworkName): string[] {
  const found: string[] = [];
  if (!rpcUrl(name)) found.push(`${urlVariable(name)} (the URL of a node of chain ${chainIds[name]}) is not set`);
  if (setting(keyVariable)) {
    if (!deployerKey()) found.push(`${keyVariable} is not a private key (32 bytes in hex)`);
  } else if (name !== "local") {
    found.push(`${keyVariable} (the deployer's private key) is not set`);
  }
  return found;
}

function network(name: NetworkName): HttpNetworkUserConfig {
  const key = deployerKey();
  return {
    chainId: chainIds[name],
    // Hardhat wants a URL in every entry; this one is never called.
    url: rpcUrl(name) ?? "http://not-set.invalid",
    accounts: key ? [key] : name === "local" ? "remote" : [],
  };
}

/** The networks to deploy to; their RPC URLs and the deployer's key come from the environment. */
export const networks: NetworksUserConfig = Object.fromEntries(
  (Object.keys(chainIds) as NetworkName[]).map((name) => [name, network(name)]),
);

// Only the network in use has to be set up.
extendEnvironment(({ network: { name } }) => {
  if (!(name in chainIds)) return;
  const found = problems(name as NetworkName);
  if (found.length > 0) throw new HardhatPluginError("msq-networks", `Network ${name} cannot be used: ${found.join("; ")}.`);
});
