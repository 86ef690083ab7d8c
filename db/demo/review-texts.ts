// What people say about tools, and what publishers answer, by stars.

export const reviewTexts: Record<number, string[]> = {
  1: [
    'Failed on half of what we sent. We went back to our own script.',
    'The answers changed from one day to the next without a word.',
    'Too slow to use in a request that somebody waits for.',
  ],
  2: [
    'Works for easy cases; anything longer comes back empty.',
    'The errors say nothing about what was wrong with our input.',
    'Good idea, but we see time-outs every afternoon.',
  ],
  3: [
    'Does what it says. The documentation leaves out the limits.',
    'Fine for nightly runs, not fast enough for our pages.',
    'Solid, though the price went up without notice.',
  ],
  4: [
    'Reliable in three months of use. A test key would have helped.',
    'Easy to start with. We would like larger batches.',
    'Good results; two small outages that were over within minutes.',
    'Saves us a day a week. The changelog could say more.',
  ],
  5: [
    'Replaced two services with this one, and it has not failed us yet.',
    'The first answer was right and so was the ten-thousandth.',
    'Clear errors, honest limits, quick support.',
    'We measured four such tools; this was the fastest and the plainest.',
    'Set up within an hour, in production the same day.',
  ],
}

export const answerTexts: Record<number, string[]> = {
  1: ['Sorry about that. It was a release of ours, and we have taken it back.', 'Thank you. Could you send us an example that fails?'],
  2: ['Thank you. Could you send us an example that fails?', 'Thank you for telling us; the release of this week repairs it.'],
  3: ['Thank you. The limits are in the documentation now.', 'Thank you for telling us; it is on the list for next month.'],
  4: ['We are glad that it helps, and have written down what is missing.', 'Thank you. What you ask for comes with the next release.'],
  5: ['Thank you. We are glad that it helps.', 'Thank you; we have passed it on to those who built it.'],
}

export const changes = [
  'Clearer errors for input that is too long.',
  'Answers about a fifth faster for short input.',
  'Adds a field with the confidence of each result.',
  'Accepts batches of up to fifty.',
  'Repairs a wrong count when the input holds no text.',
  'New parameter “language”; the default stays as it was.',
  'Keeps the order of the input in the answer.',
  'Retries once when an upstream answer is broken.',
]
