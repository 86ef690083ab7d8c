// Semantic Versioning 2.0.0: MAJOR.MINOR.PATCH without leading zeros, then optionally -pre.release
// and +build. "v1.2.3" is a tag's name, not a version.
const NUMBER = '(?:0|[1-9][0-9]*)'
/** Numeric identifiers of a pre-release have no leading zeros; alphanumeric ones have a letter or hyphen somewhere. */
const PRE_IDENTIFIER = `(?:${NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`
const BUILD_IDENTIFIER = '[0-9A-Za-z-]+'
const dotted = (identifier: string) => `${identifier}(?:\\.${identifier})*`
const SEMVER = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${dotted(PRE_IDENTIFIER)})?(?:\\+${dotted(BUILD_IDENTIFIER)})?$`)

/** Is this a semantic version? */
export function isSemver(version: string): boolean {
  return version.length <= 256 && SEMVER.test(version)
}
