import { writeFileSync } from "node:fs";
import { reporters, type MochaOptions, type Runner } from "mocha";

/** Mocha's usual report; the numbers go to the file `reporterOptions.counts` when the run has ended. */
export class CountedSpecReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(options.reporterOptions.counts, JSON.stringify({ passes, failures, pending }) + "\n");
    });
  }
}
