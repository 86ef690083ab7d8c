import { describe, expect, it } from 'vitest'
import { deliveriesNote, deliveriesSentence } from './words'

const counts = (delivered: number, failed: number, waiting = 0) => ({ delivered, failed, waiting, cancelled: 0 })
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('the sentence', () => {
  it.each([
    [counts(0, 0), 'No webhooks in 28 days'],
    [counts(0, 0, 1), '1 delivery waits to be sent'],
    [counts(0, 0, 3), '3 deliveries wait to be sent'],
    [counts(1, 0), 'The only delivery of 28 days was accepted'],
    [counts(1200, 0), 'All 1,200 deliveries of 28 days were accepted'],
    [counts(97, 3, 9), '3 of 100 deliveries failed in 28 days; 97 % were accepted'],
  ])('%o', (given, sentence) => expect(plain(deliveriesSentence(given))).toBe(sentence))
})

describe('the note tells the band that the share stands in', () => {
  it.each([
    [counts(0, 0), /over 99 % brings all eight points/],
    [counts(1000, 9), /^That brings all eight points in/],
    [counts(99, 1), /^That brings five of eight points/],
    [counts(95, 5), /^That brings five of eight points/],
    [counts(94, 6), /^That brings two of eight points/],
  ])('%o', (given, note) => expect(plain(deliveriesNote(given))).toMatch(note))
})
