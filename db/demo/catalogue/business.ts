import { publishers } from './model'

// Enrichment, maps, payments, messaging: what a business looks up, pays and says.

export const businessPublishers = [
  ...publishers('enrichment', [
    [
      'Datagrove',
      'America/Denver',
      'enterprise',
      'solid',
      [
        ['Company Facts', 195, 2300, 50_000, 'business', 'What is publicly known about a company, with sources.'],
        ['Tech Stack', 310, 560, 60_000, 'business', 'Which software a web site is built with.'],
        ['Job Signals', 240, 290, 30_000, 'business', 'Open positions of a company and what they say about its plans.'],
        ['Industry Code', 55, 470, 7_000, 'steady', 'Gives a description of a business its industry codes.'],
      ],
    ],
    [
      'Firmgraph',
      'Europe/Dublin',
      'pro',
      'middling',
      [
        ['Ownership Tree', 780, 230, 140_000, 'business', 'Who owns a company, up to the natural persons.'],
        ['Filing Watch', 350, 310, 40_000, 'nightly', 'Tells of new filings of the companies on a list.'],
        ['Sanction Check', 160, 680, 35_000, 'business', 'Compares a name with the sanction lists in force.'],
      ],
    ],
    [
      'Leadlantern',
      'Asia/Kolkata',
      'starter',
      'careless',
      [
        ['Mail Verify', 290, 1100, 6_000, 'business', 'Says whether an address takes mail, without sending any.', { on: 'mailbridge' }],
        ['Role Guess', 180, 260, 9_000, 'business', 'Guesses what somebody does from a title.', { health: false }],
        ['Phone Format', 32, 380, 2_000, 'steady', 'Writes telephone numbers the international way.', { health: false }],
      ],
    ],
  ]),
  ...publishers('maps', [
    [
      'Meridian Atlas',
      'Europe/Oslo',
      'pro',
      'exemplary',
      [
        ['Address Lookup', 68, 3900, 9_000, 'steady', 'Turns an address into a place and back.', { on: 'cartograph' }],
        ['Travel Times', 120, 3600, 20_000, 'steady', 'How long a journey takes at a given hour.', { on: 'cartograph' }],
        ['Elevation', 40, 350, 3_000, 'steady', 'Height above the sea along a line.'],
        ['Border Check', 35, 220, 3_000, 'steady', 'Which country, region and district a place lies in.'],
      ],
    ],
    [
      'Waystone Maps',
      'Australia/Sydney',
      'starter',
      'solid',
      [
        ['Route Planner', 340, 6500, 40_000, 'steady', 'Plans a day of visits in the best order.', { on: 'cartograph' }],
        ['Parking Near', 230, 3600, 15_000, 'steady', 'Free parking around a place, with its price.', { on: 'cartograph' }],
        ['Trail Finder', 270, 180, 10_000, 'evening', 'Walks near a place by length and climb.'],
      ],
    ],
    [
      'Tilecraft',
      'America/Sao_Paulo',
      'free',
      'struggling',
      [
        ['Map Tiles', 620, 3700, 1_000, 'steady', 'Map pictures in four styles.', { on: 'cartograph', health: false }],
        ['Heat Layer', 1100, 120, 20_000, 'business', 'Draws a density of points over a map.', { health: false }],
        ['Static Map', 580, 3600, 5_000, 'steady', 'One picture of a map with your marks on it.', { on: 'cartograph', health: false }],
      ],
    ],
  ]),
  ...publishers('payments', [
    [
      'Cardinal Rails',
      'Europe/London',
      'enterprise',
      'solid',
      [
        ['Card Charge', 310, 2450, 200_000, 'evening', 'Charges a card and says in plain words why not.', { on: 'cardlink' }],
        ['Bank Debit', 240, 620, 150_000, 'business', 'Collects from a bank account on a mandate.'],
        ['Payout Run', 180, 260, 250_000, 'business', 'Pays many accounts from one file.', { on: 'cardlink' }],
        ['Card Facts', 45, 540, 5_000, 'evening', 'Issuer, country and kind of a card from its first digits.'],
      ],
    ],
    [
      'Taxmill',
      'Europe/Vienna',
      'pro',
      'exemplary',
      [
        ['Sales Tax', 75, 1900, 15_000, 'evening', 'The tax of a sale in any of ninety countries.'],
        ['Tax Number', 110, 480, 20_000, 'business', 'Checks a tax number with the register that issued it.'],
        ['Receipt Law', 60, 140, 10_000, 'business', 'What a receipt must carry in a country.'],
      ],
    ],
    [
      'Feesight',
      'Asia/Singapore',
      'starter',
      'middling',
      [
        ['Exchange Rates', 140, 1300, 3_000, 'steady', 'Rates of one hundred and sixty currencies by the minute.'],
        ['Fee Compare', 460, 190, 30_000, 'business', 'What a payment would cost by each way.'],
        ['Chargeback Odds', 690, 150, 90_000, 'business', 'How likely a payment is to be disputed.', { on: 'cardlink', health: false }],
      ],
    ],
  ]),
  ...publishers('messaging', [
    [
      'Pigeon Loft',
      'America/New_York',
      'pro',
      'solid',
      [
        ['Mail Send', 160, 2000, 4_000, 'business', 'Sends a mail and reports what became of it.', { on: 'mailbridge' }],
        ['Inbox Preview', 820, 170, 100_000, 'business', 'How a mail looks in forty mail programs.'],
        ['Bounce Reader', 90, 410, 3_000, 'steady', 'Says in one word why a mail came back.'],
      ],
    ],
    [
      'Ringline',
      'Asia/Manila',
      'starter',
      'failing',
      [
        ['Text Message', 740, 1050, 70_000, 'evening', 'Sends a text message to most of the world.'],
        ['Voice Code', 1300, 280, 120_000, 'evening', 'Reads a sign-in code out over the telephone.', { health: false }],
        ['Number Status', 390, 160, 9_000, 'steady', 'Whether a number is in service.', { health: false }],
      ],
    ],
    [
      'Inkbox',
      'Europe/Lisbon',
      'free',
      'middling',
      [
        ['Letter Post', 610, 110, 1_800_000, 'business', 'Prints a letter and posts it.'],
        ['Postcard', 560, 60, 1_400_000, 'business', 'Prints a postcard from a picture and posts it.', { health: false }],
      ],
    ],
    [
      'Semaphore Hill',
      'America/Bogota',
      'starter',
      'dormant',
      [
        ['Push Notes', 200, 240, 2_000, 'evening', 'Notes to telephones, grouped by topic.'],
        ['Chat Relay', 330, 80, 5_000, 'evening', 'Carries messages between chat services.', { health: false }],
      ],
    ],
  ]),
]
