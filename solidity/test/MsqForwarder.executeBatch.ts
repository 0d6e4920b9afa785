import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import { deployAll, sign } from "./fixtures";

async function threeDeposits() {
  const all = await deployAll();
  const { forwarder, alice, bob, token, vault } = all;
  const deposit = { to: await vault.getAddress(), data: vault.interface.encodeFunctionData("deposit") };
  const good = await sign(forwarder, alice, { ...deposit, value: 1n });
  // Without a balance, the transfer fails; the token takes no value either.
  const failing = await sign(forwarder, bob, {
    to: await token.getAddress(),
    data: token.interface.encodeFunctionData("transfer", [alice.address, 1n]),
    value: 2n,
  });
  const next = await sign(forwarder, alice, { ...deposit, value: 4n, nonce: 1n });
  return { ...all, good, failing, next };
}

describe("MsqForwarder.executeBatch", () => {
  it("executes the requests in their order", async () => {
    const { forwarder, alice, vault, good, next } = await loadFixture(threeDeposits);

    await expect(forwarder.executeBatch([good, next], ethers.ZeroAddress, { value: 5n })).to.changeEtherBalance(vault, 5n);

    expect(await vault.deposits(alice.address)).to.equal(5n);
    expect(await forwarder.nonces(alice.address)).to.equal(2n);
  });

  it("runs the others when a call fails, says so, and refunds its value", async () => {
    const { forwarder, alice, bob, carol, relayer, vault, good, failing, next } = await loadFixture(threeDeposits);

    const execution = forwarder.executeBatch([good, failing, next], carol.address, { value: 7n });

    await expect(execution).to.changeEtherBalances([relayer, vault, carol, forwarder], [-7n, 5n, 2n, 0n]);
    await expect(execution).to.emit(forwarder, "ExecutedForwardRequest").withArgs(alice.address, 0n, true);
    await expect(execution).to.emit(forwarder, "ExecutedForwardRequest").withArgs(bob.address, 0n, false);
    await expect(execution).to.emit(forwarder, "ExecutedForwardRequest").withArgs(alice.address, 1n, true);
    expect(await forwarder.nonces(bob.address)).to.equal(1n);
  });

  it("skips an invalid request, leaves its nonce and refunds its value", async () => {
    const { forwarder, alice, bob, carol, vault, good, failing, next } = await loadFixture(threeDeposits);
    const invalid = { ...failing, data: "0x" };

    const execution = forwarder.executeBatch([good, invalid, next], carol.address, { value: 7n });

    await expect(execution).to.changeEtherBalances([vault, carol], [5n, 2n]);
    const events = await forwarder.queryFilter(forwarder.filters.ExecutedForwardRequest());
    expect(events.map((event) => [...event.args])).to.deep.equal([
      [alice.address, 0n, true],
      [alice.address, 1n, true],
    ]);
    expect(await forwarder.nonces(bob.address)).to.equal(0n);
  });

  it("executes a request once, though it is in the batch twice", async () => {
    const { forwarder, alice, carol, vault, good } = await loadFixture(threeDeposits);

    await expect(forwarder.executeBatch([good, good], carol.address, { value: 2n })).to.changeEtherBalances([vault, carol], [1n, 1n]);

    expect(await forwarder.nonces(alice.address)).to.equal(1n);
  });

  it("reverts as a whole on an invalid request when nobody gets a refund", async () => {
    const { forwarder, alice, vault, good, failing } = await loadFixture(threeDeposits);
    const invalid = { ...failing, data: "0x" };

    await expect(forwarder.executeBatch([good, invalid], ethers.ZeroAddress, { value: 3n })).to.be.revertedWithCustomError(
      forwarder,
      "ERC2771ForwarderInvalidSigner",
    );
    expect(await vault.deposits(alice.address)).to.equal(0n);
    expect(await forwarder.nonces(alice.address)).to.equal(0n);
  });

  it("refuses to be given another value than the requests'", async () => {
    const { forwarder, carol, good, next } = await loadFixture(threeDeposits);

    for (const value of [4n, 6n]) {
      await expect(forwarder.executeBatch([good, next], carol.address, { value })).to.be.reverted;
    }
    await expect(forwarder.executeBatch([good, next], carol.address, { value: 6n }))
      .to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderMismatchedValue")
      .withArgs(5n, 6n);
  });
});
