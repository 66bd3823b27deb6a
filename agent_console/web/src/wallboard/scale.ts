/**
 * Letters that are read across the room. A wall of 1.2 m shows 1920 px at 0.625 mm each; from 6 m away the smallest letters
 * are 32 px = 20 mm, 1/300 of the distance (11.5 minutes of arc; normal sight reads 5), and the figures 96 px = 60 mm, 1/100.
 * On any other screen the whole picture is scaled, so that it never scrolls. Pure.
 */

export const WIDE = 1920;
export const HIGH = 1080;
export const SMALLEST = 32;
const WALL_MM = 1_200;
const DISTANCE_MM = 6_000;

/** CSS pixels to one pixel of the wall. */
export function unitOf(width: number, height: number): number {
  return Math.min(width / WIDE, height / HIGH);
}

/** Minutes of arc under which letters of so many wall pixels are seen. */
export function minutesOfArc(pixels: number): number {
  return (Math.atan((pixels * WALL_MM) / WIDE / DISTANCE_MM) * 180 * 60) / Math.PI;
}
