import { TASK_COMPILE } from "hardhat/builtin-tasks/task-names";
import { task } from "hardhat/config";
import { HardhatPluginError } from "hardhat/plugins";
import { join } from "node:path";
import { outdated, write } from "../lib/creation-code";

task("export", "Writes the ABI and creation code of each contract to build/")
  .addFlag("check", "Write nothing, fail if a file differs from what is compiled")
  .setAction(async ({ check }: { check: boolean }, { artifacts, config, run }) => {
    await run(TASK_COMPILE, { force: true, quiet: true });
    const folder = join(config.paths.root, "build");
    const found = await outdated(artifacts, folder);
    if (check && found.length > 0) {
      throw new HardhatPluginError("msq-export", `Not as compiled in build/: ${found.join(", ")}. Run: npm run export`);
    }
    await write(artifacts, folder, found);
    console.log(found.length > 0 ? `Written to build/: ${found.join(", ")}` : "build/ is as compiled.");
  });
