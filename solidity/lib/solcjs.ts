import { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } from "hardhat/builtin-tasks/task-names";
import { subtask } from "hardhat/config";

// The compiler is npm's solc, as package-lock.json pins it: compiling downloads nothing.
subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, async ({ solcVersion }: { solcVersion: string }, _, runSuper) => {
  if (solcVersion !== require("solc/package.json").version) return runSuper();
  const fullVersion: string = require("solc").version();
  return {
    compilerPath: require.resolve("solc/soljson.js"),
    isSolcJs: true,
    version: solcVersion,
    longVersion: fullVersion.replace(/\.Emscripten\.clang$/, ""),
  };
});
