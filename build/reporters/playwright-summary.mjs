/** Ends the run with the one line that people and machines look for: "e2e: 12 passed, 0 failed". */
export default class PlaywrightSummary {
  #passed = 0;
  #failed = 0;

  /**
   * @param {import('@playwright/test/reporter').TestCase} test
   * @param {import('@playwright/test/reporter').TestResult} result
   */
  onTestEnd(test, result) {
    if (result.retry < test.retries && result.status !== test.expectedStatus) return; // it will be tried again
    if (result.status === 'skipped') return;
    if (result.status === test.expectedStatus) this.#passed++;
    else this.#failed++;
  }

  onError() {
    this.#failed++;
  }

  onEnd() {
    process.stdout.write(`e2e: ${this.#passed} passed, ${this.#failed} failed\n`);
  }
}
