/**
 * The hosted emulator, which serves the page and the service from one origin.
 * @module
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { DIST } from "./server.mjs";

/** Its sample subscription. */
export const SUBSCRIPTION = "5eed0000-0000-4000-8000-000000000001";

/** The program: `$SNAPLINE_EMULATOR`, else where cargo puts it. */
export function emulatorPath() {
  const built = fileURLToPath(new URL("../../../target/debug/snap-emulator", import.meta.url));
  return [process.env.SNAPLINE_EMULATOR, built].find((path) => path && existsSync(path)) ?? null;
}

/** Why live tests are skipped, or false. */
export const missing = emulatorPath() ? false : "no emulator: run `cargo build -p snap-emulator --features host` or set SNAPLINE_EMULATOR";

export async function startEmulator(...options) {
  const child = spawn(emulatorPath(), ["--page", DIST, ...options], { stdio: ["ignore", "pipe", "inherit"] });
  const ready = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line)));
    child.once("exit", (code) => reject(new Error(`the emulator ended with ${code} before it was ready`)));
  });
  const identity = `${ready.identityEndpoint}?api-version=2019-08-01&resource=https://management.azure.com/`;
  /** The emulator's own address, beside the service's. */
  const manage = async (method, path, body) => {
    const headers = { "x-snapline-management-key": ready.managementKey, "content-type": "application/json" };
    const answer = await fetch(`${ready.management}/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text === "" ? null : JSON.parse(text);
  };
  return {
    url: `${ready.endpoint}/`,
    endpoint: ready.endpoint,
    /** A token of the emulator's own issuer; it opens nothing else. */
    async token() {
      const answer = await fetch(identity, { headers: { "x-identity-header": ready.identityHeader } });
      return (await answer.json()).access_token;
    },
    identityEndpoint: ready.identityEndpoint,
    identityHeader: ready.identityHeader,
    manage,
    /** Puts faults in the queue; `docs/emulator.md` has the rules. */
    async faults(...rules) {
      await manage("DELETE", "faults");
      await manage("POST", "faults", rules);
    },
    stop: () => new Promise((resolve) => { child.once("exit", resolve); child.kill(); }),
  };
}
