// What failed, from the reports of the test runners, in words for whoever sees nothing but the end of a log.

/** So many lines of an error say what went wrong; the rest is where. */
const MAX_LINES = 25

/**
 * @typedef {{ name: string, error: string }} FailedTest
 * @typedef {{ status: string, fullName: string, failureMessages?: string[] }} VitestTest
 * @typedef {{ name: string, status: string, message?: string, assertionResults: VitestTest[] }} VitestFile
 * @typedef {{ status: string, errors?: { message?: string }[] }} PlaywrightResult
 * @typedef {{ title: string, file: string, line: number, tests: { status: string, results: PlaywrightResult[] }[] }} PlaywrightSpec
 * @typedef {{ title: string, specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 */

/**
 * @param {{ testResults?: VitestFile[] } | null} report vitest's own
 * @param {string} root the folder below which files are named
 * @returns {FailedTest[]}
 */
export function failedInVitest(report, root) {
  return (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const file = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name
    const tests = assertionResults.filter((test) => test.status === 'failed')
    // A file that could not be loaded, or whose preparation failed, has an error of its own.
    if (tests.length === 0) return status === 'failed' ? [{ name: file, error: message ?? '' }] : []
    return tests.map(({ fullName, failureMessages }) => ({ name: `${file} › ${fullName}`, error: (failureMessages ?? []).join('\n') }))
  })
}

/**
 * @param {{ suites?: PlaywrightSuite[], errors?: { message?: string }[] } | null} report Playwright's own
 * @returns {FailedTest[]}
 */
export function failedInPlaywright(report) {
  /**
   * @param {PlaywrightSuite} suite
   * @param {string[]} within
   * @returns {FailedTest[]}
   */
  const below = (suite, within) => [
    ...(suite.specs ?? []).flatMap(({ title, file, line, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected')
        .map(({ results }) => ({
          name: [`${file}:${line}`, ...within, title].join(' › '),
          // A timeout has two: that it came, and what was waited for.
          error: (results.at(-1)?.errors ?? []).map(({ message }) => message ?? '').join('\n'),
        })),
    ),
    ...(suite.suites ?? []).flatMap((inner) => below(inner, [...within, inner.title])),
  ]
  return [
    ...(report?.errors ?? []).map(({ message }) => ({ name: 'outside of the tests', error: message ?? '' })),
    // The outermost suites are the files, which each test names itself.
    ...(report?.suites ?? []).flatMap((file) => below(file, [])),
  ]
}

/**
 * The names with the beginnings of their errors, indented; '' when nothing failed.
 * @param {FailedTest[]} failed
 */
export function tellFailures(failed) {
  return failed.map(({ name, error }) => `\nFAILED  ${name}\n${beginning(error)}`).join('')
}

/** @param {string} error */
function beginning(error) {
  const lines = plain(error)
    .split('\n')
    .map((line) => line.trimEnd())
  const told = lines.filter((line, at) => line !== '' || lines[at - 1] !== '').slice(0, MAX_LINES)
  return told.map((line) => (line === '' ? '\n' : `        ${line}\n`)).join('')
}

/**
 * Without the colours of a terminal.
 * @param {string} text
 */
function plain(text) {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '')
}
