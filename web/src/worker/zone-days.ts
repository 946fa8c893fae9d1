/** Where the days of a zone begin, so that what the core tells day by day can be put beside instants. */

const DAY = 86_400_000;

/** A day as a number: days since 1 January 1970, by the calendar of some zone. */
export type DayNumber = number;

export class ZoneDays {
  private readonly clock: Intl.DateTimeFormat;
  private readonly known = new Map<number, number>();

  constructor(zone: string) {
    const options = { hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
    try {
      this.clock = new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone });
    } catch {
      // A zone that only the core knows is drawn on the calendar of UTC.
      this.clock = new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
    }
  }

  /** What a clock on the wall shows at an instant, as if it were UTC. */
  wall(instant: number): number {
    return instant + this.offset(instant);
  }

  day(instant: number): DayNumber {
    return Math.floor(this.wall(instant) / DAY);
  }

  /** The first instant of the day after this one. */
  end(day: DayNumber): number {
    const midnight = (day + 1) * DAY;
    const before = midnight - this.offset(midnight - DAY);
    const offset = this.offset(before);
    const at = midnight - offset;
    // Where clocks change at midnight itself both ways of asking must agree.
    return this.offset(at) === offset ? at : Math.max(at, before);
  }

  /** Offsets are asked once for each quarter of an hour that is looked at: clocks change at no other times. */
  private offset(instant: number): number {
    const quarter = Math.floor(instant / 900_000) * 900_000;
    let found = this.known.get(quarter);
    if (found === undefined) {
      found = this.ask(quarter);
      this.known.set(quarter, found);
    }
    return found;
  }

  private ask(instant: number): number {
    const parts: Record<string, number> = {};
    for (const { type, value } of this.clock.formatToParts(instant)) parts[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
  }
}

/** `2026-11-20` as a number. */
export function dayOf(date: string): DayNumber {
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}
