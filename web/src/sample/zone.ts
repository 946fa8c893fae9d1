/** The clock the people of the sample fleet live by. */
export const SAMPLE_ZONE = "Europe/Amsterdam";
