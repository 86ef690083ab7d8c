import { z } from 'zod'

/** The only keys that a metric may be told apart by (spec, section 3); the database refuses others. */
export const dimensionKeys = ['route', 'status_code', 'provider', 'queue', 'plan', 'status', 'type', 'service', 'tool'] as const
export type DimensionKey = (typeof dimensionKeys)[number]

/** Longest value of a dimension, in characters. */
const MAX_DIMENSION_LENGTH = 200

/** Dimension keys to their values. */
export const dimensionsSchema = z.partialRecord(z.enum(dimensionKeys), z.string().min(1).max(MAX_DIMENSION_LENGTH))
export type Dimensions = z.infer<typeof dimensionsSchema>

/** What stands for every value beyond the cap of distinct label sets. */
const OTHER = 'other'

/** Label sets that a metric may have of its own; the environment may say otherwise. */
export const DEFAULT_MAX_LABEL_SETS = 1_000

/** The same text for the same dimensions, whatever their order. */
export function dimensionsKey(dimensions: Dimensions): string {
  let key = ''
  for (const name of dimensionKeys) {
    const value = dimensions[name]
    if (value !== undefined) key += `${name}=${value}\n`
  }
  return key
}

/** The label set that takes what is beyond the cap: the same keys, each with the value `other`. */
export function foldedDimensions(dimensions: Dimensions): Dimensions {
  const folded: Dimensions = {}
  for (const name of dimensionKeys) if (dimensions[name] !== undefined) folded[name] = OTHER
  return folded
}

/** Dimensions that can be stored: known keys, no empty value, none too long, nothing that Postgres refuses. */
export function storableDimensions(dimensions: Dimensions): Dimensions {
  const storable: Dimensions = {}
  for (const name of dimensionKeys) {
    // Cut by code points, or a pair of surrogates might be halved.
    const value = dimensions[name]?.replace(/[\0\p{Surrogate}]/gu, '')
    if (value) storable[name] = value.length > MAX_DIMENSION_LENGTH ? [...value].slice(0, MAX_DIMENSION_LENGTH / 2).join('') : value
  }
  return storable
}
