import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { deployAll, sign } from "./fixtures";

async function nftOfAlice() {
  const all = await deployAll();
  await all.nft.mint(all.alice.address);
  return { ...all, to: await all.nft.getAddress() };
}

describe("SampleNft", () => {
  it("counts its ids up from 0", async () => {
    const { nft, alice, bob } = await loadFixture(nftOfAlice);
    await nft.mint(bob.address);

    expect([await nft.ownerOf(0n), await nft.ownerOf(1n)]).to.deep.equal([alice.address, bob.address]);
    expect(await nft.minted()).to.equal(2n);
  });

  it("takes a direct call as its sender's", async () => {
    const { nft, alice, bob } = await loadFixture(nftOfAlice);

    await nft.connect(alice).transferFrom(alice.address, bob.address, 0n);

    expect(await nft.ownerOf(0n)).to.equal(bob.address);
  });

  it("takes a forwarded call as its signer's", async () => {
    const { nft, forwarder, alice, bob, to } = await loadFixture(nftOfAlice);
    const data = nft.interface.encodeFunctionData("transferFrom", [alice.address, bob.address, 0n]);

    await expect(forwarder.execute(await sign(forwarder, bob, { to, data }))).to.be.revertedWithCustomError(forwarder, "FailedCall");
    await forwarder.execute(await sign(forwarder, alice, { to, data }));

    expect(await nft.ownerOf(0n)).to.equal(bob.address);
  });

  it("lets only its owner mint, directly and through the forwarder", async () => {
    const { nft, forwarder, owner, alice, bob, to } = await loadFixture(nftOfAlice);
    const data = nft.interface.encodeFunctionData("mint", [bob.address]);

    await expect(nft.connect(alice).mint(alice.address))
      .to.be.revertedWithCustomError(nft, "OwnableUnauthorizedAccount")
      .withArgs(alice.address);
    await expect(forwarder.execute(await sign(forwarder, alice, { to, data }))).to.be.revertedWithCustomError(forwarder, "FailedCall");
    await forwarder.execute(await sign(forwarder, owner, { to, data }));

    expect(await nft.ownerOf(1n)).to.equal(bob.address);
  });
});
