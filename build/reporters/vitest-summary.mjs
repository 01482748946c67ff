/** Ends the run with the one line that people and machines look for: "unit: 123 passed, 0 failed". */
export default class VitestSummary {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    // A file that does not load and an error outside of any test have no test of their own to count.
    let failed = unhandledErrors.length;
    for (const module of modules) {
      if (module.errors().length > 0) failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        if (state === 'failed') failed++;
      }
    }
    process.stdout.write(`${process.env.TRADEWIND_SUMMARY ?? 'unit'}: ${passed} passed, ${failed} failed\n`);
  }
}
