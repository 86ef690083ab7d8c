import { publishers } from './model'

// Language, vision, speech, documents: what reads, sees, hears and writes.

export const contentPublishers = [
  ...publishers('language', [
    [
      'Lexaria Labs',
      'Europe/Berlin',
      'enterprise',
      'flagship',
      [
        ['Brief Summary', 165, 5200, 40_000, 'business', 'Shortens a text to the length you ask for and keeps its figures.', { on: 'northgate-llm' }],
        ['Tone Rewrite', 172, 4600, 50_000, 'steady', 'Rewrites a passage in a given tone without changing what it says.', { on: 'northgate-llm' }],
        ['Term Extractor', 84, 1500, 15_000, 'steady', 'Finds the terms of a trade in a text, with their weight and place.'],
        ['Glossary Match', 46, 820, 8_000, 'steady', 'Checks a translation against your glossary and lists each deviation.'],
      ],
    ],
    [
      'Polyglot Harbor',
      'America/New_York',
      'pro',
      'solid',
      [
        ['Live Translate', 240, 3100, 30_000, 'evening', 'Translates between forty languages, sentence by sentence as it arrives.', { on: 'northgate-llm' }],
        ['Locale Check', 70, 420, 9_000, 'business', 'Finds dates, units and addresses that a locale writes otherwise.'],
        ['Idiom Explain', 310, 160, 25_000, 'evening', 'Explains a figure of speech and offers a plain wording.', { on: 'northgate-llm', health: false }],
      ],
    ],
    [
      'Quillstone',
      'Europe/London',
      'starter',
      'middling',
      [
        ['Headline Forge', 520, 640, 60_000, 'business', 'Proposes headlines for an article, ranked by clarity.', { on: 'northgate-llm' }],
        ['Readability Grade', 38, 510, 5_000, 'business', 'Grades a text by school year and names its hardest sentences.'],
        ['Style Guard', 130, 210, 12_000, 'business', 'Checks a draft against a house style and explains each finding.'],
      ],
    ],
  ]),
  ...publishers('vision', [
    [
      'Ocular North',
      'Europe/Stockholm',
      'pro',
      'exemplary',
      [
        ['Scene Tags', 150, 2600, 20_000, 'steady', 'Names what a picture shows, with places and confidence.', { on: 'visionhub' }],
        ['Text in Image', 190, 1700, 25_000, 'business', 'Reads printed and handwritten text out of photographs.'],
        ['Safe Picture', 95, 900, 10_000, 'evening', 'Rates a picture for what a children’s service must not show.'],
        ['Logo Finder', 140, 260, 30_000, 'business', 'Finds brand marks in pictures and video stills.'],
      ],
    ],
    [
      'Pixelmoor',
      'Europe/Amsterdam',
      'starter',
      'careless',
      [
        ['Background Lift', 640, 740, 80_000, 'business', 'Cuts the subject of a photograph out cleanly.'],
        ['Upscale Four', 880, 330, 90_000, 'evening', 'Enlarges a picture four times without soft edges.', { health: false }],
        ['Palette Pull', 60, 190, 4_000, 'business', 'Returns the colours of a picture with their share of it.', { health: false }],
      ],
    ],
    [
      'Framewright',
      'America/Los_Angeles',
      'pro',
      'solid',
      [
        ['Shot Splitter', 410, 380, 70_000, 'nightly', 'Splits a video where its shots change.'],
        ['Thumbnail Choice', 280, 540, 35_000, 'evening', 'Picks the frame that people are likeliest to open.', { on: 'visionhub' }],
        ['Blur Faces', 330, 250, 50_000, 'nightly', 'Blurs every face in a video that is not on your list.'],
      ],
    ],
  ]),
  ...publishers('speech', [
    [
      'Vocalis Studio',
      'Europe/Paris',
      'pro',
      'solid',
      [
        ['Voice Transcript', 450, 1450, 90_000, 'business', 'Turns a recording into text with speakers and times.'],
        ['Read Aloud', 260, 980, 55_000, 'evening', 'Speaks a text in one of thirty voices.'],
        ['Caption Sync', 180, 220, 20_000, 'nightly', 'Aligns captions to a recording, word by word.'],
      ],
    ],
    [
      'Echoform',
      'America/Chicago',
      'starter',
      'struggling',
      [
        ['Call Notes', 1250, 360, 120_000, 'business', 'Writes the minutes of a telephone call.', { on: 'northgate-llm' }],
        ['Accent Neutral', 980, 130, 70_000, 'business', 'Evens out an accent while the voice stays its own.', { health: false }],
        ['Hold Detector', 210, 90, 6_000, 'business', 'Tells when a person is back on the line.', { health: false }],
      ],
    ],
    [
      'Tonewell',
      'Asia/Tokyo',
      'pro',
      'exemplary',
      [
        ['Noise Away', 110, 1250, 18_000, 'evening', 'Takes rumble, hiss and echo out of a recording.'],
        ['Speaker Match', 170, 430, 40_000, 'steady', 'Says whether two recordings are of one person.'],
        ['Pitch Map', 75, 170, 9_000, 'evening', 'Draws the melody of a voice as a series.'],
      ],
    ],
    [
      'Murmur Works',
      'Pacific/Auckland',
      'free',
      'newcomer',
      [['Whisper Cue', 240, 6, 20_000, 'evening', 'Prompts a speaker who has lost the thread.', { health: false }]],
    ],
  ]),
  ...publishers('documents', [
    [
      'Paperfold',
      'Europe/Zurich',
      'enterprise',
      'exemplary',
      [
        ['Invoice Reader', 185, 2900, 60_000, 'business', 'Reads invoices into fields, with the place of each on the page.'],
        ['Page Render', 120, 1350, 10_000, 'steady', 'Renders office files to pages as they would print.'],
        ['Table Lift', 160, 690, 30_000, 'business', 'Lifts tables out of scans with their spans intact.'],
        ['Form Fill', 90, 310, 15_000, 'business', 'Fills the fields of a form from a record.'],
      ],
    ],
    [
      'Ledgerleaf',
      'Europe/Madrid',
      'starter',
      'middling',
      [
        ['Receipt Lines', 540, 580, 45_000, 'evening', 'Reads a receipt line by line, tax rates included.', { on: 'visionhub' }],
        ['Contract Dates', 720, 240, 80_000, 'business', 'Finds terms, renewals and notice periods in contracts.', { on: 'northgate-llm' }],
        ['Archive Sort', 430, 150, 12_000, 'nightly', 'Sorts a pile of scans into kinds of document.', { health: false }],
      ],
    ],
    [
      'Formwise',
      'America/Toronto',
      'pro',
      'solid',
      [
        ['Sign Request', 210, 460, 150_000, 'business', 'Asks for a signature and follows it up.', { on: 'mailbridge' }],
        ['Redact Names', 300, 340, 40_000, 'business', 'Blacks out names and numbers of people, for good.'],
        ['Compare Drafts', 260, 200, 25_000, 'business', 'Shows what changed between two drafts, moves included.'],
      ],
    ],
  ]),
]
