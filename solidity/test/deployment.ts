import { expect } from "chai";
import hre, { ethers } from "hardhat";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploy, verify, type DeploymentOptions } from "../lib/deployment";

describe("Deployment", () => {
  let folder: string;
  let options: DeploymentOptions;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "msq-deployment-"));
    options = { forwarderName: "MsqForwarder", samples: false, folder, overwrite: false, log: () => {} };
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const written = () => JSON.parse(readFileSync(join(folder, "31337.json"), "utf8"));

  it("writes down what it deployed", async () => {
    const [deployer] = await ethers.getSigners();

    const deployment = await deploy(hre, options);

    expect(written()).to.deep.equal(deployment);
    expect(deployment).to.include({ chainId: 31337, network: "hardhat", deployer: deployer.address });
    expect(Object.keys(deployment.contracts)).to.deep.equal(["MsqForwarder"]);
    const { address, transactionHash, constructorArguments, codeHash } = deployment.contracts.MsqForwarder;
    expect(constructorArguments).to.deep.equal(["MsqForwarder"]);
    expect(codeHash).to.equal(ethers.keccak256(await ethers.provider.getCode(address)));
    const receipt = (await ethers.provider.getTransactionReceipt(transactionHash))!;
    expect([receipt.contractAddress, receipt.blockNumber]).to.deep.equal([address, deployment.block]);
    expect(Date.parse(deployment.deployedAt) / 1000).to.equal((await receipt.getBlock()).timestamp);
  });

  it("deploys samples that trust the forwarder, which has the name it is given", async () => {
    const [deployer] = await ethers.getSigners();

    const { contracts } = await deploy(hre, { ...options, forwarderName: "Another", samples: true });

    const { MsqForwarder, SampleToken, SampleNft } = contracts;
    expect((await (await ethers.getContractAt("MsqForwarder", MsqForwarder.address)).eip712Domain()).name).to.equal("Another");
    for (const sample of [SampleToken, SampleNft]) {
      const contract = await ethers.getContractAt("SampleToken", sample.address);
      expect([await contract.trustedForwarder(), await contract.owner()]).to.deep.equal([MsqForwarder.address, deployer.address]);
      expect(sample.constructorArguments).to.deep.equal([MsqForwarder.address, deployer.address]);
    }
  });

  it("replaces a chain's file only when told to", async () => {
    const first = await deploy(hre, options);
    const blocks = await ethers.provider.getBlockNumber();

    await expect(deploy(hre, options)).to.be.rejectedWith("MSQ_DEPLOY_OVERWRITE=1");
    expect(written()).to.deep.equal(first);
    expect(await ethers.provider.getBlockNumber()).to.equal(blocks);

    const second = await deploy(hre, { ...options, overwrite: true });
    expect(written()).to.deep.equal(second);
    expect(second.contracts.MsqForwarder.address).to.not.equal(first.contracts.MsqForwarder.address);
  });

  it("finds code that is missing or another one, and a domain of another name", async () => {
    const deployment = await deploy(hre, options);
    const { MsqForwarder } = deployment.contracts;
    const changed = (change: object) => ({ ...deployment, contracts: { MsqForwarder: { ...MsqForwarder, ...change } } });

    await expect(verify(hre, changed({ codeHash: ethers.ZeroHash }))).to.be.rejectedWith("the code's hash is");
    await expect(verify(hre, changed({ constructorArguments: ["Another"] }))).to.be.rejectedWith("its domain is");
    await ethers.provider.send("hardhat_setCode", [MsqForwarder.address, "0x"]);
    await expect(verify(hre, deployment, 1)).to.be.rejectedWith("There is no code");
  });

  it("leaves nothing behind when it cannot deploy", async () => {
    const broken = { ...hre, ethers: { ...ethers, getSigners: async () => [] } } as unknown as typeof hre;

    await expect(deploy(broken, options)).to.be.rejectedWith("no account to deploy with");
    expect(existsSync(join(folder, "31337.json"))).to.equal(false);
  });
});
