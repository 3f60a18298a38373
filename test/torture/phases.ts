// What is done in turn for as long as was asked: each a suite of `npm test`, with other chances and more of it.

export interface Phase {
  name: string;
  project: string;
  file: string;
  /** @param seed a number that was never used before */
  environment(seed: number): Record<string, string>;
  /** What its output says was done, to be added up: a label, and the number in the expression's first group. */
  totals: [label: string, found: RegExp][];
}

/** One turn of all phases takes some minutes. */
export const PHASES: readonly Phase[] = [
  {
    name: 'simulation',
    project: 'sim',
    file: 'test/sim',
    environment: (seed) => ({ RUNS: '200', FROM: String(seed) }),
    totals: [['simulated runs of 150 steps, hostile actors in all', /^(\d+) runs of \d+ steps/gm]],
  },
  {
    name: 'wire fuzz',
    project: 'faults',
    file: 'test/faults/wireFuzz.test.ts',
    environment: (seed) => ({ FUZZ_SEED: String(seed), FUZZ_TIMES: '2' }),
    totals: [
      ['broken updates', /'updates to \w+': (\d+)/g],
      ['broken messages of sockets', /^ {2}messages: (\d+)/gm],
      ['broken messages of streams', /'messages of streams': (\d+)/g],
      ['broken entries', /^ {2}entries: (\d+)/gm],
    ],
  },
  {
    name: 'attack over real sockets',
    project: 'faults',
    file: 'test/faults/attack.test.ts',
    environment: (seed) => ({ ATTACK_SEED: String(seed), ATTACKS: '40000' }),
    totals: [
      ['attacks over real sockets', /^tried (\d+) attacks/gm],
      ['honest notes written meanwhile', /, and (\d+) meanwhile/g],
    ],
  },
  {
    name: 'kill -9 under load',
    project: 'faults',
    file: 'test/faults/killLoop.test.ts',
    environment: (seed) => ({ KILLS: '50', KILL_SEED: String(seed) }),
    totals: [['`kill -9` of the relay under load', /^tried (\d+) kills/gm]],
  },
  {
    name: 'damage',
    project: 'contract',
    file: 'test/contract/damage.test.ts',
    environment: (seed) => ({ DAMAGE_FROM: String(seed) }),
    totals: [
      ['bits flipped in databases', /^tried (\d+) bits flipped/gm],
      ['bits flipped in write-ahead logs', /^tried (\d+) bits and \d+ cuts/gm],
      ['write-ahead logs cut', /bits and (\d+) cuts/g],
    ],
  },
  {
    name: 'disk full',
    project: 'faults',
    file: 'test/faults/diskFull.test.ts',
    environment: (seed) => ({ DISK_FULLS: '20', DISK_SEED: String(seed) }),
    totals: [['disk-full episodes', /^tried (\d+) times no room/gm]],
  },
  {
    name: 'network',
    project: 'faults',
    file: 'test/faults/network.test.ts',
    environment: (seed) => ({ NETWORK_TIMES: '2', NETWORK_SEED: String(seed) }),
    totals: [
      ['connections cut at another byte', /^tried (\d+) cuts/gm],
      ['connections fallen silent, everywhere at once', /(\d+) silences/g],
      ['relays frozen (SIGSTOP)', /(\d+) freezes/g],
    ],
  },
];
