import { time } from "@nomicfoundation/hardhat-network-helpers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import type { HDNodeWallet } from "ethers";
import { ethers } from "hardhat";
import type { MsqForwarder } from "../typechain-types";

export const forwarderName = "MsqForwarder";

const types = {
  ForwardRequest: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "gas", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
    { name: "data", type: "bytes" },
  ],
};

/** A call as its signer wants it; the forwarder's current nonce, a deadline in an hour and gas for anything small if it does not say. */
export interface Wish {
  to: string;
  data: string;
  from?: string;
  value?: bigint;
  gas?: bigint;
  nonce?: bigint;
  deadline?: number;
}

/** The forwarder, all contracts that trust it, and who takes part. */
export async function deployAll() {
  const [owner, relayer, alice, bob, carol] = await ethers.getSigners();
  const forwarder = await ethers.deployContract("MsqForwarder", [forwarderName]);
  const token = await ethers.deployContract("SampleToken", [forwarder.target, owner.address]);
  const nft = await ethers.deployContract("SampleNft", [forwarder.target, owner.address]);
  const vault = await ethers.deployContract("Vault", [forwarder.target]);
  const counter = await ethers.deployContract("Counter");
  return { owner, relayer, alice, bob, carol, forwarder: forwarder.connect(relayer), token, nft, vault, counter };
}

/** The request, signed: by `signer`'s key, in the name of `signer` if the wish names nobody else. */
export async function sign(forwarder: MsqForwarder, signer: HardhatEthersSigner | HDNodeWallet, wish: Wish) {
  const from = wish.from ?? signer.address;
  const message = {
    from,
    to: wish.to,
    value: wish.value ?? 0n,
    gas: wish.gas ?? 200_000n,
    nonce: wish.nonce ?? (await forwarder.nonces(from)),
    deadline: wish.deadline ?? (await time.latest()) + 3600,
    data: wish.data,
  };
  const domain = {
    name: forwarderName,
    version: "1",
    chainId: (await ethers.provider.getNetwork()).chainId,
    verifyingContract: await forwarder.getAddress(),
  };
  const { nonce, ...request } = message;
  return { ...request, signature: await signer.signTypedData(domain, types, message) };
}
