import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import { deployAll, sign } from "./fixtures";

async function tokensOfAlice() {
  const all = await deployAll();
  await all.token.mint(all.alice.address, 10n);
  return { ...all, to: await all.token.getAddress() };
}

describe("SampleToken", () => {
  it("knows its forwarder and its owner", async () => {
    const { token, forwarder, owner, relayer } = await loadFixture(tokensOfAlice);

    expect(await token.trustedForwarder()).to.equal(forwarder.target);
    expect(await token.isTrustedForwarder(relayer.address)).to.equal(false);
    expect(await token.owner()).to.equal(owner.address);
  });

  it("takes a direct call as its sender's", async () => {
    const { token, alice, bob } = await loadFixture(tokensOfAlice);

    await expect(token.connect(alice).transfer(bob.address, 3n)).to.changeTokenBalances(token, [alice, bob], [-3n, 3n]);
  });

  it("takes a forwarded call as its signer's", async () => {
    const { token, forwarder, alice, bob, to } = await loadFixture(tokensOfAlice);
    const transfer = await sign(forwarder, alice, { to, data: token.interface.encodeFunctionData("transfer", [bob.address, 3n]) });
    const burn = await sign(forwarder, alice, { to, data: token.interface.encodeFunctionData("burn", [2n]), nonce: 1n });

    await expect(forwarder.executeBatch([transfer, burn], ethers.ZeroAddress)).to.changeTokenBalances(token, [alice, bob], [-5n, 3n]);
    expect(await token.totalSupply()).to.equal(8n);
  });

  it("does not believe an address that anybody else appends", async () => {
    const { token, alice, bob, to } = await loadFixture(tokensOfAlice);
    const data = ethers.concat([token.interface.encodeFunctionData("transfer", [bob.address, 3n]), alice.address]);

    await expect(bob.sendTransaction({ to, data }))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
      .withArgs(bob.address, 0n, 3n);
  });

  it("lets only its owner mint, pause and unpause", async () => {
    const { token, alice } = await loadFixture(tokensOfAlice);
    const stranger = token.connect(alice);

    for (const attempt of [() => stranger.mint(alice.address, 1n), () => stranger.pause(), () => stranger.unpause()]) {
      await expect(attempt()).to.be.revertedWithCustomError(token, "OwnableUnauthorizedAccount").withArgs(alice.address);
    }
  });

  it("takes its owner's signature for its owner, and no other", async () => {
    const { token, forwarder, owner, alice, bob, to } = await loadFixture(tokensOfAlice);
    const data = token.interface.encodeFunctionData("mint", [bob.address, 7n]);

    await expect(forwarder.execute(await sign(forwarder, owner, { to, data }))).to.changeTokenBalance(token, bob, 7n);
    await expect(forwarder.execute(await sign(forwarder, alice, { to, data }))).to.be.revertedWithCustomError(forwarder, "FailedCall");
  });

  it("moves nothing while it is paused", async () => {
    const { token, forwarder, owner, alice, bob, to } = await loadFixture(tokensOfAlice);
    const transfer = await sign(forwarder, alice, { to, data: token.interface.encodeFunctionData("transfer", [bob.address, 3n]) });

    await forwarder.execute(await sign(forwarder, owner, { to, data: token.interface.encodeFunctionData("pause") }));
    await expect(token.connect(alice).transfer(bob.address, 3n)).to.be.revertedWithCustomError(token, "EnforcedPause");
    await expect(token.mint(bob.address, 1n)).to.be.revertedWithCustomError(token, "EnforcedPause");
    await expect(forwarder.execute(transfer)).to.be.revertedWithCustomError(forwarder, "FailedCall");

    await token.unpause();
    await expect(forwarder.execute(transfer)).to.changeTokenBalance(token, bob, 3n);
  });
});
