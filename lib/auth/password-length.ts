/** NIST SP 800-63B asks for at least 8; the upper bound keeps hashing cheap to refuse. */
export const MIN_PASSWORD_LENGTH = 10
export const MAX_PASSWORD_LENGTH = 128
