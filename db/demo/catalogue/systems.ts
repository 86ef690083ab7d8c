import { publishers } from './model'

// Identity, search, developer tools, logistics: what other systems are built with.

export const systemsPublishers = [
  ...publishers('identity', [
    [
      'Passkey Forge',
      'Europe/Helsinki',
      'enterprise',
      'exemplary',
      [
        ['Sign-in Risk', 55, 2700, 12_000, 'evening', 'How unusual a sign-in is for this account.'],
        ['Device Print', 42, 1150, 8_000, 'evening', 'Recognises a device that has been seen before.'],
        ['Breach Check', 65, 520, 5_000, 'steady', 'Whether a password is known from a leak; it never leaves you whole.'],
      ],
    ],
    [
      'Veriport',
      'America/Chicago',
      'pro',
      'solid',
      [
        ['Document Check', 480, 760, 600_000, 'business', 'Reads an identity document and checks its features.', { on: 'visionhub' }],
        ['Age Gate', 220, 450, 80_000, 'evening', 'Whether somebody is of age, and nothing more.'],
        ['Address Proof', 390, 170, 120_000, 'business', 'Checks that a bill belongs to a person and place.'],
      ],
    ],
    [
      'Facet Gate',
      'Asia/Dubai',
      'starter',
      'careless',
      [
        ['Live Face', 530, 390, 180_000, 'evening', 'Whether a real person sits before the camera.', { on: 'visionhub' }],
        ['Badge Print', 280, 70, 40_000, 'business', 'Visitor badges from a booking.', { health: false }],
      ],
    ],
    [
      'Riskloom',
      'Europe/Warsaw',
      'pro',
      'middling',
      [
        ['Order Risk', 350, 830, 40_000, 'evening', 'How likely an order is to be fraud, and why.'],
        ['Velocity Guard', 85, 370, 6_000, 'evening', 'Counts how often something happens and says when it is too often.'],
      ],
    ],
  ]),
  ...publishers('search', [
    [
      'Findwell',
      'America/Los_Angeles',
      'pro',
      'solid',
      [
        ['Web Search', 420, 2150, 30_000, 'business', 'Searches the web and returns clean passages.'],
        ['News Since', 380, 610, 35_000, 'business', 'What was published about a subject since a moment.'],
        ['Page Text', 560, 1000, 15_000, 'steady', 'The text of a web page without its furniture.'],
        ['Price Watch', 490, 270, 20_000, 'nightly', 'What a product costs in the shops that sell it.'],
      ],
    ],
    [
      'Recollect',
      'Europe/Copenhagen',
      'starter',
      'middling',
      [
        ['Note Memory', 210, 490, 7_000, 'business', 'Keeps what an agent learnt and finds it by meaning.', { on: 'northgate-llm' }],
        ['Duplicate Finder', 640, 180, 18_000, 'nightly', 'Finds records that mean the same.'],
        ['Topic Groups', 930, 100, 50_000, 'nightly', 'Sorts many texts into topics and names them.', { on: 'northgate-llm', health: false }],
      ],
    ],
    [
      'Vectorbarn',
      'Asia/Seoul',
      'free',
      'struggling',
      [
        ['Text Vectors', 510, 880, 1_000, 'steady', 'Vectors for texts in one of three sizes.', { on: 'northgate-llm', health: false }],
        ['Near Pictures', 1150, 140, 9_000, 'evening', 'Pictures that resemble a picture.', { on: 'visionhub', health: false }],
        ['Rank Again', 760, 200, 6_000, 'steady', 'Orders search results by what was really asked.', { health: false }],
      ],
    ],
  ]),
  ...publishers('developer-tools', [
    [
      'Gearbox Labs',
      'Europe/Prague',
      'pro',
      'solid',
      [
        ['Run Snippet', 350, 1400, 25_000, 'business', 'Runs a piece of code in a closed box.'],
        ['Headless Page', 780, 650, 50_000, 'steady', 'Opens a page in a browser and returns what it shows.'],
        ['Unit Sandbox', 460, 230, 40_000, 'business', 'Runs a test suite against a patch.'],
      ],
    ],
    [
      'Lintworks',
      'America/Toronto',
      'starter',
      'solid',
      [
        ['Code Review', 690, 440, 90_000, 'business', 'Reads a change and comments on what matters.', { on: 'northgate-llm' }],
        ['Licence Scan', 250, 200, 20_000, 'nightly', 'Which licences a project depends on.'],
        ['Secret Finder', 95, 560, 10_000, 'business', 'Finds keys and passwords in code before others do.'],
      ],
    ],
    [
      'Schemaforge',
      'Asia/Bangkok',
      'starter',
      'middling',
      [
        ['Query Writer', 570, 330, 60_000, 'business', 'Writes SQL for a question over your tables.', { on: 'northgate-llm' }],
        ['Sample Rows', 140, 210, 8_000, 'business', 'Invents rows that fit a schema.'],
      ],
    ],
    [
      'Cronsmith',
      'Europe/Istanbul',
      'free',
      'middling',
      [
        ['Later Call', 90, 920, 2_000, 'steady', 'Calls an address at a given time, once or again and again.'],
        ['Uptime Ping', 120, 700, 1_000, 'steady', 'Asks an address whether it is there.'],
      ],
    ],
  ]),
  ...publishers('logistics', [
    [
      'Parcelwind',
      'Europe/Amsterdam',
      'enterprise',
      'solid',
      [
        ['Parcel Track', 210, 2200, 8_000, 'evening', 'Where a parcel is, whoever carries it.'],
        ['Shipping Label', 320, 590, 300_000, 'business', 'Buys a label from the best carrier for a parcel.'],
        ['Delivery Day', 130, 870, 12_000, 'evening', 'On which day a parcel will arrive, with the odds.'],
        ['Return Slip', 240, 180, 100_000, 'evening', 'Makes a return as easy as an order.'],
      ],
    ],
    [
      'Freightnote',
      'America/Mexico_City',
      'starter',
      'middling',
      [
        ['Freight Quote', 850, 240, 70_000, 'business', 'What it costs to move pallets from here to there.'],
        ['Customs Code', 430, 320, 30_000, 'business', 'The customs code of a product from its description.', { on: 'northgate-llm' }],
        ['Port Delays', 380, 130, 20_000, 'nightly', 'How long ships wait at a port.', { health: false }],
      ],
    ],
    [
      'Dockside',
      'Africa/Nairobi',
      'free',
      'struggling',
      [
        ['Truck Finder', 1050, 160, 50_000, 'business', 'Finds an empty lorry near a load.', { health: false }],
        ['Fuel Prices', 540, 250, 3_000, 'steady', 'What diesel costs along a road.', { health: false }],
        ['Weigh Station', 670, 70, 8_000, 'business', 'Weights that were measured on the way.', { health: false }],
      ],
    ],
  ]),
]
