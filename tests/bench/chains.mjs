/**
 * The page's core, from the files that the page loads: reads a saved list, puts all of it into chains and says how many
 * snapshots a disk has. `node chains.mjs FILE DISK`
 * @module
 */
import { readFileSync } from "node:fs";
import { bytes, Session, unwrap } from "../page/support/core.mjs";

const [, , file, disk] = process.argv;
const session = new Session();
unwrap(session.add(bytes("snapshots.json"), readFileSync(file)));
const of = { verb: "chains", now: "2026-11-20T03:00:00Z" };
const rows = unwrap(session.call(bytes({ verb: "rows", of, table: "units", columns: ["snapshots"], filter: { disk } })));
console.log(rows.reduce((all, { snapshots }) => all + snapshots, 0));
