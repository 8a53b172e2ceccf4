/*
 * The pure decisions of core.telegram.org/api/updates: given what is known and what arrived, what is to be done.
 */

/**
 * - `apply`: continues the box
 * - `old`: its effect is already there
 * - `gap`: something between is missing
 * - `overlap`: part of it is new, part is not: only a difference can tell
 * - `invalid`: no honest sequence contains it
 */
export type Verdict = 'apply' | 'old' | 'gap' | 'overlap' | 'invalid';

/** How far below the known pts a value may lie before it means that the server started its count anew. */
const RESET_DISTANCE = 20_000;

/** Judges an update that moved a box by `count` events to `pts`. */
export function ptsVerdict(local: number, pts: number, count: number): Verdict {
  if (count < 0 || pts <= count || pts < local - RESET_DISTANCE) return 'invalid';
  if (count === 0 && pts === local) return 'apply';
  if (pts <= local) return 'old';
  if (local + count === pts) return 'apply';
  return local + count < pts ? 'gap' : 'overlap';
}

/** The same for qts, whose events count one each; 0 adopts the first value. */
export function qtsVerdict(local: number, qts: number): Verdict {
  if (qts <= 0) return 'invalid';
  if (local === 0 || qts === local + 1) return 'apply';
  return qts <= local ? 'old' : 'gap';
}

/** Judges a container; 0 stands outside the sequence, and an unknown local value is not compared. */
export function seqVerdict(local: number | undefined, seqStart: number): 'apply' | 'old' | 'gap' {
  if (seqStart === 0) return 'apply';
  if (local === undefined) return 'gap';
  if (seqStart === local + 1) return 'apply';
  return seqStart <= local ? 'old' : 'gap';
}

/** Milliseconds before attempt `failures` + 1: 1, 2, 4 … 60 s, spread by up to a quarter so that boxes do not march in step. */
export function backoff(failures: number, random: number): number {
  const base = Math.min(60_000, 1000 * 2 ** Math.max(0, failures - 1));
  return Math.round(base * (1 + random / 4));
}
