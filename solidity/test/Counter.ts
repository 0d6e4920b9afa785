import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";
import { deployAll } from "./fixtures";

describe("Counter", () => {
  it("counts each mark for itself", async () => {
    const { counter } = await loadFixture(deployAll);
    const [first, second] = [ethers.id("first"), ethers.id("second")];

    await expect(counter.bump(first)).to.emit(counter, "Bumped").withArgs(first);
    await counter.bump(second);
    await counter.bump(first);

    expect([await counter.count(first), await counter.count(second)]).to.deep.equal([2n, 1n]);
  });
});
