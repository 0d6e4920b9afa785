import hre from "hardhat";
import { join } from "node:path";
import { deploy } from "../lib/deployment";

deploy(hre, {
  forwarderName: process.env.MSQ_FORWARDER_NAME || "MsqForwarder",
  samples: process.env.MSQ_DEPLOY_SAMPLES === "1",
  folder: join(hre.config.paths.root, "deployments"),
  overwrite: process.env.MSQ_DEPLOY_OVERWRITE === "1",
  log: console.log,
}).catch((error: Error) => {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
});
