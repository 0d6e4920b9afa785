import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import { deployAll, sign } from "./fixtures";

/** A wallet contract of Alice's with ten tokens, and its wish to give Bob one. */
async function walletWithTokens() {
  const all = await deployAll();
  const wallet = await ethers.deployContract("ContractWallet", [all.alice.address]);
  const from = await wallet.getAddress();
  await all.token.mint(from, 10n);
  const wish = { from, to: await all.token.getAddress(), data: all.token.interface.encodeFunctionData("transfer", [all.bob.address, 1n]) };
  return { ...all, wallet, wish };
}

describe("MsqForwarder and contracts that sign (EIP-1271)", () => {
  it("makes the call in the name of a contract that says it signed", async () => {
    const { forwarder, alice, bob, token, wallet, wish } = await loadFixture(walletWithTokens);
    const request = await sign(forwarder, alice, wish);
    expect(await forwarder.verify(request)).to.equal(true);

    const execution = forwarder.execute(request);

    await expect(execution).to.changeTokenBalances(token, [wallet, bob], [-1n, 1n]);
    await expect(execution).to.emit(forwarder, "ExecutedForwardRequest").withArgs(wallet.target, 0n, true);
    expect([await forwarder.nonces(wallet.target), await forwarder.nonces(alice.address)]).to.deep.equal([1n, 0n]);
  });

  it("refuses a replay", async () => {
    const { forwarder, alice, wallet, wish } = await loadFixture(walletWithTokens);
    const request = await sign(forwarder, alice, wish);
    await forwarder.execute(request);

    expect(await forwarder.verify(request)).to.equal(false);
    await expect(forwarder.execute(request))
      .to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderInvalidSigner")
      .withArgs(anyAddressBut(alice.address), wallet.target);
  });

  it("refuses what the contract says it did not sign", async () => {
    const { forwarder, bob, wallet, wish } = await loadFixture(walletWithTokens);
    const request = await sign(forwarder, bob, wish);

    expect(await forwarder.verify(request)).to.equal(false);
    await expect(forwarder.execute(request))
      .to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderInvalidSigner")
      .withArgs(bob.address, wallet.target);
  });

  it("refuses what was signed for another contract of the same owner", async () => {
    const { forwarder, alice, wish } = await loadFixture(walletWithTokens);
    const other = await ethers.deployContract("ContractWallet", [alice.address]);
    const request = { ...(await sign(forwarder, alice, wish)), from: await other.getAddress() };

    expect(await forwarder.verify(request)).to.equal(false);
  });

  it("refuses a contract that does not know EIP-1271", async () => {
    const { forwarder, alice, counter, wish } = await loadFixture(walletWithTokens);
    const request = await sign(forwarder, alice, { ...wish, from: await counter.getAddress() });

    expect(await forwarder.verify(request)).to.equal(false);
    await expect(forwarder.execute(request)).to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderInvalidSigner");
  });

  it("refuses a signature that is none, and still refunds the others' batch", async () => {
    const { forwarder, alice, carol, vault, wish } = await loadFixture(walletWithTokens);
    const bad = { ...(await sign(forwarder, alice, { ...wish, value: 2n })), signature: "0x1234" };
    const good = await sign(forwarder, alice, {
      to: await vault.getAddress(),
      data: vault.interface.encodeFunctionData("deposit"),
      value: 1n,
    });

    await expect(forwarder.executeBatch([bad, good], carol.address, { value: 3n })).to.changeEtherBalances([vault, carol], [1n, 2n]);
  });
});

const anyAddressBut = (address: string) => (found: string) => found !== address;
