/** A disk from its first byte to its last in cells: what changed, what was cleared, what stayed. */

import { html, svg, type TemplateResult } from "lit";
import type { ByteRange, Ranges } from "../core/vocabulary.ts";
import { text } from "../text/index.ts";

const PITCH = 7;
const ROWS = 24;

export interface Cells {
  readonly columns: number;
  /** Bytes of a cell; the last one may have fewer. */
  readonly size: bigint;
  /** Bytes of each kind in each cell. */
  readonly changed: readonly bigint[];
  readonly cleared: readonly bigint[];
}

/** Cells are whole pages of 512 bytes, so that a cell's numbers are whole pages too. */
export function cellsOf(ranges: Ranges, width: number): Cells {
  const columns = Math.max(8, Math.floor(width / PITCH));
  const count = BigInt(columns * ROWS);
  const disk = BigInt(ranges.diskSizeBytes);
  const pages = (disk + 511n) / 512n;
  const size = ((pages + count - 1n) / count || 1n) * 512n;
  const length = Number((disk + size - 1n) / size);
  const fill = (all: readonly ByteRange[]) => {
    const cells = new Array<bigint>(length).fill(0n);
    for (const [first, last] of all) {
      let at = BigInt(first);
      const end = BigInt(last) + 1n;
      while (at < end) {
        const cell = Number(at / size);
        const next = (at / size + 1n) * size;
        const upTo = next < end ? next : end;
        cells[cell] = (cells[cell] ?? 0n) + (upTo - at);
        at = upTo;
      }
    }
    return cells;
  };
  return { columns, size, changed: fill(ranges.changed), cleared: fill(ranges.cleared) };
}

/** Height says how much of a cell it is; changed stands on the ground, cleared hangs hollow from above. */
export function changesDrawing(cells: Cells, words: readonly [string, string, string]): TemplateResult {
  const { columns, size, changed, cleared } = cells;
  const box = PITCH - 1;
  const share = (bytes: bigint) => (bytes === 0n ? 0 : Math.max(1, (Number((bytes * 1000n) / size) / 1000) * box));
  const marks = changed.map((bytes, at) => {
    const x = (at % columns) * PITCH;
    const y = Math.floor(at / columns) * PITCH;
    const up = share(bytes);
    const down = share(cleared[at] ?? 0n);
    return svg`${up + down === 0 ? svg`<rect class="same" x=${x + 2.5} y=${y + 2.5} width="1" height="1"/>` : ""}${up > 0 ? svg`<rect class="changed" data-bytes=${String(bytes)} x=${x} y=${y + box - up} width=${box} height=${up}/>` : ""}${down > 0 ? svg`<rect class="cleared" data-bytes=${String(cleared[at] ?? 0n)} x=${x + 0.5} y=${y + 0.5} width=${box - 1} height=${Math.max(0.5, down - 1)}/>` : ""}`;
  });
  const height = Math.ceil(changed.length / columns) * PITCH;
  return html`<svg class="changes" width=${columns * PITCH} height=${height} viewBox="0 0 ${columns * PITCH} ${height}" role="img" aria-label=${text.changes.map(...words)}>${marks}</svg>`;
}
