// What operators see at /metrics, in Prometheus' words.

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Meter } from './meter.ts';

export interface Metrics {
  meter: Meter;
  contentType: string;
  text(): Promise<string>;
}

/** A commit is one fsync: 0.2 ms on a good disk, 20 ms on a bad one, seconds when it is about to fail. */
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export function createMetrics(): Metrics {
  const registry = new Registry();
  // Event loop delay, memory, garbage collection, open files.
  collectDefaultMetrics({ register: registry });
  return {
    meter: createMeter([registry]),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

function createMeter(registers: Registry[]): Meter {
  const count = (name: string, help: string): Counter => new Counter({ name, help, registers });
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  const commits = count('estafet_commits_total', 'Turns that were made durable');
  const records = count('estafet_records_total', 'Records that were appended to the log');
  const commitSeconds = new Histogram({
    name: 'estafet_commit_seconds',
    help: 'How long a commit took',
    buckets: COMMIT_SECONDS,
    registers,
  });
  const refusals = new Counter({
    name: 'estafet_refusals_total',
    help: 'Commands that were refused, by reason',
    labelNames: ['reason'],
    registers,
  });
  const failures = new Counter({
    name: 'estafet_failures_total',
    help: 'Commits and pieces of work that failed',
    labelNames: ['what'],
    registers,
  });
  const tries = new Counter({
    name: 'estafet_dispatch_tries_total',
    help: 'Tries to send a reply, by what they came to',
    labelNames: ['outcome'],
    registers,
  });
  const waiting = gauge('estafet_dispatches_pending', 'Replies that are accepted and not sent yet');
  const sessions = gauge('estafet_sessions', 'Open streams');
  const rooms = gauge('estafet_rooms', 'Open documents');
  const sent = count('estafet_sent_bytes_total', 'Bytes handed to sockets');
  return {
    committed: (number, ms) => {
      commits.inc();
      records.inc(number);
      commitSeconds.observe(ms / 1_000);
    },
    refused: (reason) => refusals.inc({ reason }),
    failed: (what) => failures.inc({ what }),
    dispatched: (outcome) => tries.inc({ outcome }),
    dispatches: (change) => waiting.inc(change),
    streams: (change) => sessions.inc(change),
    rooms: (change) => rooms.inc(change),
    sent: (bytes) => sent.inc(bytes),
  };
}
