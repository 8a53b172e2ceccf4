import { readIfPresent, writeDurably } from '../../app/durable-file.ts';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the window was; nothing else is kept in this file, which is not encrypted. */
export interface Geometry {
  /** Absent when the system should choose the place. */
  x?: number;
  y?: number;
  width: number;
  height: number;
  maximized: boolean;
}

export const MIN_WIDTH = 380;
export const MIN_HEIGHT = 480;
const DEFAULT: Geometry = { width: 1100, height: 760, maximized: false };
/** So much of the window must be on a display for it to be found and dragged. */
const GRIP = 80;

/** The stored geometry, fitted to the displays that are there now. */
export function loadGeometry(file: string, displays: readonly Rectangle[]): Geometry {
  return fitGeometry(parse(readIfPresent(file)?.toString('utf8')), displays);
}

export function saveGeometry(file: string, geometry: Geometry): void {
  const { x, y, width, height, maximized } = geometry;
  writeDurably(file, `${JSON.stringify({ x, y, width, height, maximized })}\n`);
}

/** Keeps the window within a display: never larger than it, and never out of sight after a display was unplugged. */
export function fitGeometry(geometry: Geometry, displays: readonly Rectangle[]): Geometry {
  const { x, y, maximized } = geometry;
  const home = displays.find((area) => x !== undefined && y !== undefined && overlaps({ ...geometry, x, y }, area)) ?? undefined;
  const area = home ?? displays[0];
  if (area === undefined) return DEFAULT;
  const width = Math.max(Math.min(geometry.width, area.width), Math.min(MIN_WIDTH, area.width));
  const height = Math.max(Math.min(geometry.height, area.height), Math.min(MIN_HEIGHT, area.height));
  if (home === undefined || x === undefined || y === undefined) return { width, height, maximized };
  return {
    x: Math.min(Math.max(x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(y, area.y), area.y + area.height - height),
    width,
    height,
    maximized,
  };
}

function overlaps(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const down = Math.min(window.y + window.height, area.y + area.height) - Math.max(window.y, area.y);
  return across >= GRIP && down >= GRIP;
}

function parse(text: string | undefined): Geometry {
  if (text === undefined) return DEFAULT;
  try {
    const { x, y, width, height, maximized } = JSON.parse(text) as Record<string, unknown>;
    if (!isCoordinate(width) || !isCoordinate(height)) return DEFAULT;
    const place = isCoordinate(x) && isCoordinate(y) ? { x, y } : {};
    return { ...place, width, height, maximized: maximized === true };
  } catch {
    return DEFAULT;
  }
}

const isCoordinate = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 100_000;
