import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import { deployAll, sign } from "./fixtures";

const requestGas = 1_000_000n;

async function signedBurn() {
  const all = await deployAll();
  const burner = await ethers.deployContract("GasBurner");
  const request = await sign(all.forwarder, all.alice, {
    to: await burner.getAddress(),
    data: burner.interface.encodeFunctionData("burn"),
    gas: requestGas,
  });
  return { ...all, request };
}

describe("MsqForwarder and the gas it is given", () => {
  it("spends no nonce when a relayer gives less gas than the signer asked for", async () => {
    const { forwarder, alice, carol, request } = await loadFixture(signedBurn);
    // Enough for the forwarder itself to end well: without its check it would note a failed call and use the nonce.
    const gasLimit = requestGas;

    await expect(forwarder.executeBatch([request], carol.address, { gasLimit })).to.be.reverted;

    expect(await forwarder.nonces(alice.address)).to.equal(0n);
  });

  it("notes a failed call when it had all the gas the signer asked for", async () => {
    const { forwarder, alice, carol, request } = await loadFixture(signedBurn);
    const gasLimit = (requestGas * 64n) / 63n + 200_000n;

    await expect(forwarder.executeBatch([request], carol.address, { gasLimit }))
      .to.emit(forwarder, "ExecutedForwardRequest")
      .withArgs(alice.address, 0n, false);
  });
});
