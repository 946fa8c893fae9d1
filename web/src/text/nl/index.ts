/** Dutch. */

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
