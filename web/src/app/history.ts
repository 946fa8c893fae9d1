/** Undo and redo without end, for one visit. */
export class History<T> {
  private past: T[] = [];
  private future: T[] = [];
  now: T | null = null;

  reset(value: T): void {
    this.past = [];
    this.future = [];
    this.now = value;
  }

  push(value: T): void {
    if (this.now !== null) this.past.push(this.now);
    this.now = value;
    this.future = [];
  }

  undo(): boolean {
    return this.move(this.past, this.future);
  }

  redo(): boolean {
    return this.move(this.future, this.past);
  }

  /** What was there before the last change. */
  get before(): T | null {
    return this.past.at(-1) ?? null;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  private move(from: T[], to: T[]): boolean {
    const value = from.pop();
    if (value === undefined || this.now === null) return false;
    to.push(this.now);
    this.now = value;
    return true;
  }
}
