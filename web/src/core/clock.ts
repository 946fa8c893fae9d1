/** Lengths of time, in milliseconds. */

export const HOUR = 3_600_000;
/** Of a calendar without clock changes, such as UTC's. */
export const DAY = 24 * HOUR;
