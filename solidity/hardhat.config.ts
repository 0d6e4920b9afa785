import "@nomicfoundation/hardhat-toolbox";
import type { HardhatUserConfig } from "hardhat/config";
import { CountedSpecReporter } from "./lib/counted-spec-reporter";
import { networks } from "./lib/networks";
import "./lib/solcjs";
import "./tasks/export";

const counts = process.env.MSQ_TEST_COUNTS;

const config: HardhatUserConfig = {
  solidity: {
    version: "0.8.20",
    settings: {
      // Before PUSH0: the code runs on every EVM chain.
      evmVersion: "paris",
      optimizer: { enabled: true, runs: 200 },
      // No hash of the sources at the end: the code depends on nothing but what it does.
      metadata: { bytecodeHash: "none" },
    },
  },
  networks,
  paths: { cache: ".cache" },
  mocha: counts ? { reporter: CountedSpecReporter, reporterOptions: { counts } } : {},
  gasReporter: { enabled: process.env.REPORT_GAS === "1" },
};

export default config;
