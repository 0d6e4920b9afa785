import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Artifacts } from "hardhat/types";

/** The contracts that others deploy without this toolchain. */
export const exportedContracts = ["MsqForwarder", "SampleToken", "SampleNft", "Counter"];

/** What a contract's file in the folder has to say. */
async function contents(artifacts: Artifacts, contractName: string): Promise<string> {
  const { abi, bytecode } = await artifacts.readArtifact(contractName);
  return JSON.stringify({ contractName, abi, bytecode }, null, 2) + "\n";
}

const fileOf = (folder: string, contractName: string) => join(folder, `${contractName}.json`);

/** The contracts whose file in the folder is not what was compiled. */
export async function outdated(artifacts: Artifacts, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const contractName of exportedContracts) {
    const file = fileOf(folder, contractName);
    if (!existsSync(file) || readFileSync(file, "utf8") !== (await contents(artifacts, contractName))) found.push(contractName);
  }
  return found;
}

/** Writes the files of these contracts. */
export async function write(artifacts: Artifacts, folder: string, contractNames: string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const contractName of contractNames) writeFileSync(fileOf(folder, contractName), await contents(artifacts, contractName));
}
