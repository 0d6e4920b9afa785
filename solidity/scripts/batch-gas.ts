import { ethers } from "hardhat";
import { deployAll, sign } from "../test/fixtures";

// Gas per request: a token transfer of a wallet's own, by execute and in batches of several sizes. Prints a Markdown table.
async function main(): Promise<void> {
  const { owner, forwarder, token, carol } = await deployAll();
  const transfers = async (count: number) => {
    const signed = [];
    for (let i = 0; i < count; i++) {
      const wallet = ethers.Wallet.createRandom(ethers.provider);
      await (await token.connect(owner).mint(wallet.address, 2n)).wait();
      // The first one ever of a wallet: its nonce at the forwarder is set from zero, which costs most.
      const data = token.interface.encodeFunctionData("transfer", [carol.address, 1n]);
      signed.push(await sign(forwarder, wallet, { to: await token.getAddress(), data, gas: 100_000n }));
    }
    return signed;
  };
  // Afterwards its receiver has tokens, as in all that is measured.
  await (await forwarder.execute((await transfers(1))[0])).wait();

  const alone = await (await forwarder.execute((await transfers(1))[0])).wait();
  console.log("| requests | transaction | gas | gas per request | of a single one |");
  console.log("|---:|---|---:|---:|---:|");
  const row = (count: number, name: string, gas: bigint) =>
    console.log(`| ${count} | \`${name}\` | ${gas} | ${gas / BigInt(count)} | ${(gas * 100n) / (alone!.gasUsed * BigInt(count))} % |`);
  row(1, "execute", alone!.gasUsed);
  for (const count of [1, 2, 5, 10, 20, 50]) {
    const batch = await (await forwarder.executeBatch(await transfers(count), await forwarder.getAddress(), { gasLimit: 15_000_000n })).wait();
    row(count, "executeBatch", batch!.gasUsed);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
