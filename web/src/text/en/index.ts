/**
 * English, and with it what a language has to say: a section is a file here, one line below, and a file of the same
 * name in each other language. Sentences about disks, plans and errors come from the core and are not here.
 */

export * from "./app.ts";
export * from "./core.ts";
export * from "./disk.ts";
export * from "./export.ts";
export * from "./findings.ts";
export * from "./fleet.ts";
export * from "./future.ts";
export * from "./live.ts";
export * from "./open.ts";
export * from "./plan.ts";
export * from "./policy.ts";
export * from "./restore.ts";
export * from "./share.ts";
