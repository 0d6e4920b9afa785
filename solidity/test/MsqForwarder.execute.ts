import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import { deployAll, forwarderName, sign } from "./fixtures";

async function signedBump() {
  const all = await deployAll();
  const mark = ethers.id("a mark");
  const wish = { to: await all.counter.getAddress(), data: all.counter.interface.encodeFunctionData("bump", [mark]) };
  return { ...all, mark, wish, request: await sign(all.forwarder, all.alice, wish) };
}

/** The same point on the curve with the other s: a second valid signature for whoever does not insist on the low one. */
function withHighS(signature: string) {
  const { r, s, v } = ethers.Signature.from(signature);
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  return ethers.concat([r, ethers.toBeHex(order - BigInt(s), 32), v === 27 ? "0x1c" : "0x1b"]);
}

describe("MsqForwarder.execute", () => {
  it("has the domain it was created with", async () => {
    const { forwarder } = await loadFixture(deployAll);
    const { chainId } = await ethers.provider.getNetwork();

    const domain = await forwarder.eip712Domain();

    expect([domain.name, domain.version, domain.chainId, domain.verifyingContract]).to.deep.equal([forwarderName, "1", chainId, forwarder.target]);
  });

  it("makes the call and uses the nonce", async () => {
    const { forwarder, alice, counter, mark, request } = await loadFixture(signedBump);
    expect(await forwarder.verify(request)).to.equal(true);

    const execution = forwarder.execute(request);

    await expect(execution).to.emit(forwarder, "ExecutedForwardRequest").withArgs(alice.address, 0n, true);
    await expect(execution).to.emit(counter, "Bumped").withArgs(mark);
    expect(await counter.count(mark)).to.equal(1n);
    expect(await forwarder.nonces(alice.address)).to.equal(1n);
  });

  it("refuses a replay", async () => {
    const { forwarder, counter, mark, request } = await loadFixture(signedBump);
    await forwarder.execute(request);

    expect(await forwarder.verify(request)).to.equal(false);
    await expect(forwarder.execute(request)).to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderInvalidSigner");
    expect(await counter.count(mark)).to.equal(1n);
  });

  it("takes a request up to the second of its deadline", async () => {
    const { forwarder, alice, wish } = await loadFixture(signedBump);
    const deadline = (await time.latest()) + 60;
    const request = await sign(forwarder, alice, { ...wish, deadline });

    await time.setNextBlockTimestamp(deadline);
    await expect(forwarder.execute(request)).to.emit(forwarder, "ExecutedForwardRequest");
  });

  it("refuses a request after its deadline", async () => {
    const { forwarder, alice, wish } = await loadFixture(signedBump);
    const deadline = (await time.latest()) + 60;
    const request = await sign(forwarder, alice, { ...wish, deadline });

    await time.setNextBlockTimestamp(deadline + 1);
    await expect(forwarder.execute(request)).to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderExpiredRequest").withArgs(deadline);
    expect(await forwarder.verify(request)).to.equal(false);
  });

  it("refuses a nonce that is not the signer's next one", async () => {
    const { forwarder, alice, wish } = await loadFixture(signedBump);
    const request = await sign(forwarder, alice, { ...wish, nonce: 1n });

    expect(await forwarder.verify(request)).to.equal(false);
    await expect(forwarder.execute(request)).to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderInvalidSigner");
  });

  it("refuses a signature of somebody else", async () => {
    const { forwarder, alice, bob, wish } = await loadFixture(signedBump);
    const request = await sign(forwarder, bob, { ...wish, from: alice.address });

    expect(await forwarder.verify(request)).to.equal(false);
    await expect(forwarder.execute(request))
      .to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderInvalidSigner")
      .withArgs(bob.address, alice.address);
  });

  it("refuses a request that was changed after it was signed", async () => {
    const { forwarder, nft, request } = await loadFixture(signedBump);

    for (const change of [{ gas: 1n }, { data: "0x" }, { to: await nft.getAddress() }, { deadline: request.deadline + 1 }]) {
      expect(await forwarder.verify({ ...request, ...change })).to.equal(false);
      await expect(forwarder.execute({ ...request, ...change })).to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderInvalidSigner");
    }
  });

  it("refuses a request that was signed for another forwarder of the same name", async () => {
    const { forwarder, alice, wish } = await loadFixture(signedBump);
    const other = await ethers.deployContract("MsqForwarder", [forwarderName]);
    const request = await sign(other, alice, wish);

    await expect(forwarder.execute(request)).to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderInvalidSigner");
  });

  it("refuses a signature with a high s", async () => {
    const { forwarder, alice, request } = await loadFixture(signedBump);
    const malleated = { ...request, signature: withHighS(request.signature) };

    expect(await forwarder.verify(malleated)).to.equal(false);
    await expect(forwarder.execute(malleated))
      .to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderInvalidSigner")
      .withArgs(ethers.ZeroAddress, alice.address);
  });

  it("refuses a target that trusts another forwarder", async () => {
    const { forwarder, owner, alice } = await loadFixture(deployAll);
    const other = await ethers.deployContract("MsqForwarder", [forwarderName]);
    const token = await ethers.deployContract("SampleToken", [other.target, owner.address]);
    const to = await token.getAddress();
    const request = await sign(forwarder, alice, { to, data: token.interface.encodeFunctionData("burn", [0n]) });

    expect(await forwarder.verify(request)).to.equal(false);
    await expect(forwarder.execute(request))
      .to.be.revertedWithCustomError(forwarder, "ERC2771UntrustfulTarget")
      .withArgs(to, forwarder.target);
  });

  it("refuses a target without code", async () => {
    const { forwarder, alice, bob } = await loadFixture(deployAll);
    const request = await sign(forwarder, alice, { to: bob.address, data: "0x" });

    await expect(forwarder.execute(request)).to.be.revertedWithCustomError(forwarder, "ERC2771UntrustfulTarget");
  });

  it("forwards the value", async () => {
    const { forwarder, alice, relayer, vault } = await loadFixture(deployAll);
    const request = await sign(forwarder, alice, {
      to: await vault.getAddress(),
      data: vault.interface.encodeFunctionData("deposit"),
      value: 5n,
    });

    await expect(forwarder.execute(request, { value: 5n })).to.changeEtherBalances([relayer, vault, forwarder], [-5n, 5n, 0n]);
    expect(await vault.deposits(alice.address)).to.equal(5n);
  });

  it("refuses to be given another value than the request's", async () => {
    const { forwarder, alice, vault } = await loadFixture(deployAll);
    const request = await sign(forwarder, alice, {
      to: await vault.getAddress(),
      data: vault.interface.encodeFunctionData("deposit"),
      value: 5n,
    });

    for (const value of [0n, 4n, 6n]) {
      await expect(forwarder.execute(request, { value }))
        .to.be.revertedWithCustomError(forwarder, "ERC2771ForwarderMismatchedValue")
        .withArgs(5n, value);
    }
  });

  it("reverts when the call fails, and leaves the nonce", async () => {
    const { forwarder, alice, bob, token } = await loadFixture(deployAll);
    const request = await sign(forwarder, alice, {
      to: await token.getAddress(),
      data: token.interface.encodeFunctionData("transfer", [bob.address, 1n]),
    });
    expect(await forwarder.verify(request)).to.equal(true);

    await expect(forwarder.execute(request)).to.be.revertedWithCustomError(forwarder, "FailedCall");
    expect(await forwarder.nonces(alice.address)).to.equal(0n);

    await token.mint(alice.address, 1n);
    await expect(forwarder.execute(request)).to.changeTokenBalances(token, [alice, bob], [-1n, 1n]);
  });
});
