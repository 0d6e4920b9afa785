import { keccak256, type BaseContract } from "ethers";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { HardhatRuntimeEnvironment } from "hardhat/types";

export interface DeploymentOptions {
  /** The name in the forwarder's EIP-712 domain. */
  forwarderName: string;
  /** Whether the sample contracts, trusting the forwarder, are deployed too. */
  samples: boolean;
  /** Where the chain's file is written. */
  folder: string;
  /** Whether a file of the same chain may be replaced. */
  overwrite: boolean;
  log: (line: string) => void;
}

export interface DeployedContract {
  address: string;
  transactionHash: string;
  constructorArguments: string[];
  /** Keccak-256 of the code at the address. */
  codeHash: string;
}

/** What a chain's file says. */
export interface Deployment {
  chainId: number;
  network: string;
  deployer: string;
  /** When the forwarder's block was made. */
  deployedAt: string;
  /** The forwarder's block: none of the contracts' events is older. */
  block: number;
  contracts: Record<string, DeployedContract>;
}

/** Deploys the forwarder, and the samples if they are wanted, writes the chain's file and looks at the chain to see that all of it is there. */
export async function deploy(hre: HardhatRuntimeEnvironment, options: DeploymentOptions): Promise<Deployment> {
  const { ethers, network } = hre;
  const chainId = Number((await ethers.provider.getNetwork()).chainId);
  const file = join(options.folder, `${chainId}.json`);
  if (existsSync(file) && !options.overwrite) {
    throw new Error(`${file} is there already. Set MSQ_DEPLOY_OVERWRITE=1 to deploy once more and replace it.`);
  }
  const [deployer] = await ethers.getSigners();
  if (!deployer) throw new Error(`Network ${network.name} has no account to deploy with.`);

  const contracts: Record<string, DeployedContract> = {};
  async function add(name: string, constructorArguments: string[]): Promise<BaseContract> {
    const contract = await (await ethers.getContractFactory(name, deployer)).deploy(...constructorArguments);
    // Said before the file is there: whatever happens next, it is known what was sent.
    options.log(`${name}: ${contract.target} in ${contract.deploymentTransaction()!.hash} ...`);
    await contract.waitForDeployment();
    contracts[name] = {
      address: await contract.getAddress(),
      transactionHash: contract.deploymentTransaction()!.hash,
      constructorArguments,
      codeHash: await codeHash(hre, await contract.getAddress(), 10),
    };
    return contract;
  }

  const forwarder = await add("MsqForwarder", [options.forwarderName]);
  if (options.samples) {
    const trustedForwarder = await forwarder.getAddress();
    await add("SampleToken", [trustedForwarder, deployer.address]);
    await add("SampleNft", [trustedForwarder, deployer.address]);
  }

  const block = (await (await forwarder.deploymentTransaction()!.wait())!.getBlock())!;
  const deployment: Deployment = {
    chainId,
    network: network.name,
    deployer: deployer.address,
    deployedAt: new Date(block.timestamp * 1000).toISOString(),
    block: block.number,
    contracts,
  };
  mkdirSync(options.folder, { recursive: true });
  writeFileSync(file, JSON.stringify(deployment, null, 2) + "\n");
  options.log(`Written: ${file}`);

  await verify(hre, deployment);
  options.log("Verified: the code is there and the forwarder answers with its domain.");
  return deployment;
}

/** Fails unless the chain has what a deployment says; code that is not there is looked for that often. */
export async function verify(hre: HardhatRuntimeEnvironment, { chainId, contracts }: Deployment, looks = 10): Promise<void> {
  for (const [name, { address, codeHash: expected }] of Object.entries(contracts)) {
    const found = await codeHash(hre, address, looks);
    if (found !== expected) throw new Error(`${name} at ${address}: the code's hash is ${found}, not ${expected}.`);
  }

  const { address, constructorArguments } = contracts.MsqForwarder;
  const domain = await (await hre.ethers.getContractAt("MsqForwarder", address)).eip712Domain();
  const found = JSON.stringify([domain.name, domain.chainId.toString(), domain.verifyingContract]);
  const expected = JSON.stringify([constructorArguments[0], chainId.toString(), address]);
  if (found !== expected) throw new Error(`MsqForwarder at ${address}: its domain is ${found}, not ${expected}.`);
}

async function codeHash({ ethers }: HardhatRuntimeEnvironment, address: string, looks: number): Promise<string> {
  for (let look = 1; look <= looks; look++) {
    const code = await ethers.provider.getCode(address);
    if (code !== "0x") return keccak256(code);
    // An RPC URL may stand for many nodes, some of them seconds behind the one that had the receipt.
    if (look < looks) await setTimeout(200 * look);
  }
  throw new Error(`There is no code at ${address}.`);
}
