/** The people of the sample fleet: whose clock they live by, and what they never drop. */
export const SAMPLE_ZONE = "Europe/Amsterdam";
export const SAMPLE_TAGS: readonly string[] = ["keep=legal"];
