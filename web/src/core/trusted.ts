/** The page runs under Trusted Types, where the address of a worker must come from a named policy. This is the only one. */

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("snapline-worker", {
  createScriptURL(url) {
    if (new URL(url, location.href).origin !== location.origin) throw new TypeError("a worker must come from this origin");
    return url;
  },
});

/** The address of a worker, which must be this origin's. */
export function ownScript(url: string): string {
  return policy?.createScriptURL(url) ?? url;
}
