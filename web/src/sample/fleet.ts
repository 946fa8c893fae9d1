/**
 * The sample fleet: what a mid-sized subscription looks like after a year of mixed habits, written as the documents
 * `az disk list` and `az snapshot list` would print. It has its own clock, so that it looks the same every day.
 */

import { DAY, HOUR } from "../core/clock.ts";
import type { OpenFile } from "../core/protocol.ts";
import { disk, type SampleDisk, type Snapshot, WINTER_BEGINS } from "./resources.ts";

/** The sample's own `now`: a Friday morning, 07:12 in Amsterdam. */
export const SAMPLE_NOW = "2026-11-20T06:12:00Z";

const NOW = Date.parse(SAMPLE_NOW);
/** Midnight of the sample's day, in winter time. */
const TODAY = Date.parse("2026-11-20T00:00:00+01:00");

/** The instant at which a clock in Amsterdam showed `hour`, `daysAgo` days before the sample's day. */
function at(daysAgo: number, hour: number): number {
  const winter = TODAY - daysAgo * DAY + hour * HOUR;
  return winter < WINTER_BEGINS ? winter - HOUR : winter;
}

interface Run {
  readonly step?: number;
  readonly skip?: readonly number[];
}

/** One snapshot at each of `hours`, from `first` days ago to `last` days ago. */
function take(of: SampleDisk, first: number, last: number, hours: readonly number[], run: Run = {}): Snapshot[] {
  const taken: Snapshot[] = [];
  for (let day = first; day >= last; day -= run.step ?? 1) {
    if (run.skip?.includes(day)) continue;
    for (const hour of hours) {
      const instant = at(day, hour);
      if (instant <= NOW) taken.push(of.snapshot(instant));
    }
  }
  return taken;
}

function on(list: readonly Snapshot[], daysAgo: number, hour: number): Snapshot {
  const found = list.find((snapshot) => snapshot.instant === at(daysAgo, hour));
  if (!found) throw new Error(`the sample has no snapshot ${daysAgo} days ago at ${hour}`);
  return found;
}

function build(): { disks: SampleDisk[]; snapshots: Snapshot[] } {
  const sqlLog = disk("vm-sql-02_log", "rg-prod-weu", "westeurope", "UltraSSD_LRS", 512, { sector: 4096, created: at(6, 1) });
  const logs = take(sqlLog, 6, 0, [2, 4, 6, 10, 14, 18, 22]).filter(({ instant }) => instant >= at(0, 2) || instant % (4 * HOUR) === HOUR);
  on(logs, 0, 2).copying(81);
  on(logs, 0, 4).copying(37);
  on(logs, 0, 6).instantAccess(4, 300);

  const files = disk("vm-file-01_data1", "rg-files-weu", "westeurope", "Standard_LRS", 8192);
  const build01 = disk("vm-build-01_osdisk", "rg-dev-gwc", "germanywestcentral", "StandardSSD_LRS", 256);

  const sql = disk("vm-sql-01_data1", "rg-prod-weu", "westeurope", "Premium_LRS", 1024);
  const sixHourly = take(sql, 122, 0, [0, 6, 12, 18], { skip: [72, 73] }).slice(-480);
  on(sixHourly, 98, 6).tag("keep", "legal");
  on(sixHourly, 66, 12).tag("keep", "legal");

  const web01 = disk("vm-web-01_osdisk", "rg-web-sec", "swedencentral", "StandardSSD_LRS", 64);
  const byHand = take(web01, 96, 0, [3], { step: 7 }).map((snapshot) => snapshot.byHand());
  for (const shared of byHand.slice(-5)) shared.openLink();

  const earlierData = disk("vm-sql-02_data1", "rg-prod-weu", "westeurope", "PremiumV2_LRS", 2048, { sector: 4096, gone: true });
  const earlier = take(earlierData, 53, 18, [2]);
  on(earlier, 18, 2).percentMissing();
  const data = disk("vm-sql-02_data1", "rg-prod-weu", "westeurope", "PremiumV2_LRS", 2048, { sector: 4096, created: at(17, 0.7) });
  const daily = take(data, 17, 0, [2, 6]).filter(({ instant }) => instant === at(0, 6) || instant % DAY === HOUR);
  on(daily, 9, 2).failed("CopySourceNotFound", "The source of the background copy was deleted.");
  on(daily, 0, 2).copying(62.5);
  on(daily, 0, 6).copying(8);
  const dataCopies = daily.filter(({ instant }) => instant <= at(2, 2) && instant !== at(9, 2)).map((from) => from.copyTo("northeurope", "rg-prod-neu", 1));
  dataCopies.at(-1)?.copying(88);

  const old = disk("vm-old-03_data1", "rg-dev-weu", "westeurope", "Premium_LRS", 512, { gone: true });

  const dc = disk("vm-dc-01_osdisk", "rg-core-weu", "westeurope", "Premium_LRS", 128);
  const domain = take(dc, 30, 0, [4]);
  const domainCopies = domain.map((from) => from.copyTo("northeurope", "rg-core-neu", 0.2));
  domainCopies.at(-1)?.copying(40);

  const app02 = disk("vm-app-02_data1", "rg-prod-weu", "westeurope", "Premium_LRS", 6144);
  const grown = take(app02, 56, 0, [2.5]);
  for (const small of grown) if (small.instant < at(49, 0)) small.size(2048);

  const app01Earlier = disk("vm-app-01_osdisk", "rg-prod-weu", "westeurope", "StandardSSD_LRS", 128, { gone: true });
  const app01 = disk("vm-app-01_osdisk", "rg-prod-weu", "westeurope", "StandardSSD_LRS", 128, { created: at(30, 1) });
  const sqlOs = disk("vm-sql-01_osdisk", "rg-prod-weu", "westeurope", "Premium_LRS", 128);
  const app02Os = disk("vm-app-02_osdisk", "rg-prod-weu", "westeurope", "StandardSSD_LRS", 128);
  const web02 = disk("vm-web-02_osdisk", "rg-web-sec", "swedencentral", "StandardSSD_LRS", 64);

  return {
    disks: [sqlLog, files, build01, sql, web01, data, dc, app02, app01, sqlOs, app02Os, web02],
    snapshots: [
      ...logs, ...take(files, 98, 9, [4]), ...sixHourly, ...byHand, ...earlier, ...daily, ...dataCopies,
      ...take(old, 215, 92, [1], { step: 7 }), ...domain, ...domainCopies, ...grown,
      ...take(app01Earlier, 69, 30, [4]).slice(0, -1), ...take(app01, 29, 0, [4]), ...take(sqlOs, 60, 0, [4]),
      ...take(app02Os, 29, 0, [4, 16]), ...take(web02, 96, 0, [3], { step: 7 }),
    ],
  };
}

/** The sample as two files, as a user would have saved them. */
export function sampleDocuments(): OpenFile[] {
  const { disks, snapshots } = build();
  const file = (name: string, list: readonly { json(): object }[]): OpenFile => ({
    name,
    bytes: new TextEncoder().encode(JSON.stringify(list.map((item) => item.json()))).buffer,
  });
  return [file("sample disks.json", disks), file("sample snapshots.json", snapshots)];
}
