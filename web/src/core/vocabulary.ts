/**
 * The types of the boundary, generated from the structs that the core serialises: `cargo xtask bindings` writes this file,
 * and nobody else. docs/vocabulary.md says what the members mean. Instants are RFC 3339 text in UTC, sizes in bytes are
 * decimal text, and a member that is not known is null.
 */

/** In requests a member may be left out, or be null; whether a word is one of those it may be, the core says. */
export type Given<T> = T extends string
  ? string
  : T extends readonly unknown[]
    ? T
    : T extends object
      ? { readonly [M in keyof T]?: Given<T[M]> | null }
      : T;

/** The rules of a policy, as somebody writes them. */
export type Keep = Given<WholeKeep> & { readonly [rule: string]: unknown };

/** A policy, as somebody writes it; members that nobody edits are carried along untouched. */
export type Policy = Given<Omit<WholePolicy, "keep">> & {
  readonly zone: string;
  readonly keep: Keep;
  readonly [member: string]: unknown;
};

/** A row of any table: what it has depends on the table and on the columns that were asked for. */
export type FlatRow = Readonly<Record<string, string | number | boolean | null>>;

/** A whole request. */
export type Asking<V extends keyof Verbs> = { readonly [N in V]: { readonly verb: N; readonly work?: number } & Verbs[N]["ask"] }[V];

/** What one document gave. */
export type Added = {
  readonly document: string;
  readonly shape: string;
  readonly encoding: string;
  readonly disks: number;
  readonly snapshots: number;
  readonly merged: number;
  readonly conflicts: number;
  readonly skipped: Skipped;
};

/** What any call answers: exactly one of the three. */
export type Answer<T> = Done<T> | Refused | More;

/** What is known of disks. */
export type AnyModel = {
  readonly usedGiB?: Stated | null;
  readonly usedPercent?: Stated | null;
  readonly changeGiBPerDay?: Stated | null;
  readonly changePercentPerDay?: Stated | null;
  readonly rehitPercent?: Stated | null;
  readonly reachPercent?: Stated | null;
  readonly rewritesPerDay?: Stated | null;
};

/** A policy of a request: an object whose members may be left out, or a text that holds it as JSON or as a line. */
export type AnyPolicy = string | Policy | Given<WholePolicy>;

/** A table of prices of a request, in the form that the verb `prices` answers. */
export type AnyPrices = Given<Omit<Prices, "rows">> & {
  readonly rows: ReadonlyArray<Record<keyof PriceRow, string | number>>;
};

/** The request that rows are of. */
export type AnyRowsOf = Asking<"inventory" | "chains" | "plan">;

/** A schedule of a request. */
export type AnySchedule = string | Given<Schedule>;

/** One side of a comparison: a policy, or what is there today, left alone. */
export type AnySide = {
  readonly policy: AnyPolicy;
} | "existing";

/** The text of a cost export, or its rows. */
export type AnyUsage = string | ReadonlyArray<unknown>;

/** `chains` */
export type AskChains = {
  readonly words?: SaidForm | null;
  readonly now: Instant;
  readonly units?: ReadonlyArray<string> | null;
  readonly snapshots?: boolean | null;
};

/** `compare` */
export type AskCompare = {
  readonly words?: SaidForm | null;
  readonly a: AnySide;
  readonly b: AnySide;
  readonly now: Instant;
  readonly until?: Instant | null;
  readonly days?: number | null;
  readonly from?: FutureFrom | null;
  readonly units?: ReadonlyArray<string> | null;
  readonly kind?: string | null;
  readonly sizeGB?: number | null;
  readonly schedule?: AnySchedule | null;
  readonly weather?: Weather | null;
  readonly locks?: ReadonlyArray<Lock> | null;
  readonly model?: AnyModel | null;
  readonly prices?: AnyPrices | null;
  readonly detail?: FutureDetail | null;
};

/** `cost` */
export type AskCost = {
  readonly words?: SaidForm | null;
  readonly now: Instant;
  readonly units?: ReadonlyArray<string> | null;
  readonly model?: AnyModel | null;
  readonly prices?: AnyPrices | null;
  readonly usage?: AnyUsage | null;
  readonly copyTo?: CopyTo | null;
  readonly without?: ReadonlyArray<string> | null;
};

/** `export` */
export type AskExport = {
  readonly words?: SaidForm | null;
  readonly format: Format;
  readonly now: Instant;
  readonly policy?: AnyPolicy | null;
  readonly disks?: ReadonlyArray<string> | null;
  readonly slot?: Instant | null;
  readonly snapshotResourceGroup?: string | null;
  readonly tags?: Tags | null;
  readonly template?: string | null;
  readonly from?: Instant | null;
  readonly until?: Instant | null;
};

/** `lint` */
export type AskLint = {
  readonly words?: SaidForm | null;
  readonly policy?: AnyPolicy | null;
  readonly now: Instant;
  readonly horizonDays?: number | null;
  readonly units?: ReadonlyArray<string> | null;
  readonly locks?: ReadonlyArray<Lock> | null;
  readonly intent?: LintIntent | null;
};

export type AskList = {
  readonly flow: "list";
  readonly now: Instant;
  readonly endpoint: string;
  readonly apiVersion?: string | null;
  readonly parallel?: number | null;
  readonly subscriptionId?: string | null;
  readonly subscriptions?: ReadonlyArray<string> | null;
  readonly resourceGroup?: string | null;
  readonly what: ReadonlyArray<ListWhat>;
  readonly through?: ListThrough | null;
  readonly diskId?: string | null;
  readonly snapshotId?: string | null;
};

/** `name` */
export type AskName = {
  readonly words?: SaidForm | null;
  readonly template?: string | null;
  readonly disk: string;
  readonly slot: Instant;
  readonly resourceGroup?: string | null;
  readonly unique?: boolean | null;
};

/** A verb without members of its own. */
export type AskPlain = {
  readonly words?: SaidForm | null;
};

/** `plan` */
export type AskPlan = {
  readonly words?: SaidForm | null;
  readonly policy: AnyPolicy;
  readonly now: Instant;
  readonly locks?: ReadonlyArray<Lock> | null;
  readonly units?: ReadonlyArray<string> | null;
  readonly snapshots?: boolean | null;
};

/** `policy` */
export type AskPolicy = {
  readonly words?: SaidForm | null;
  readonly policy: AnyPolicy;
  readonly now?: Instant | null;
  readonly as?: string | null;
};

/** `ranges` */
export type AskRanges = {
  readonly words?: SaidForm | null;
  readonly pages: ReadonlyArray<string>;
  readonly diskSizeBytes: string;
};

/** `restore` */
export type AskRestore = {
  readonly words?: SaidForm | null;
  readonly snapshot: string;
  readonly now: Instant;
  readonly name?: string | null;
  readonly resourceGroup?: string | null;
  readonly sku?: string | null;
  readonly diskSizeGB?: number | null;
  readonly zone?: string | null;
};

/** `rows` */
export type AskRows = {
  readonly words?: SaidForm | null;
  readonly of: AnyRowsOf;
  readonly table: RowsTable;
  readonly columns?: ReadonlyArray<string> | null;
  readonly filter?: RowsFilter | null;
  readonly parts?: boolean | null;
};

/** `simulate` */
export type AskSimulate = {
  readonly words?: SaidForm | null;
  readonly policy: AnyPolicy;
  readonly at?: ReadonlyArray<Instant> | null;
  readonly oneShot?: boolean | null;
  readonly windows?: ReadonlyArray<number> | null;
  readonly now: Instant;
  readonly until?: Instant | null;
  readonly days?: number | null;
  readonly from?: FutureFrom | null;
  readonly units?: ReadonlyArray<string> | null;
  readonly kind?: string | null;
  readonly sizeGB?: number | null;
  readonly schedule?: AnySchedule | null;
  readonly weather?: Weather | null;
  readonly locks?: ReadonlyArray<Lock> | null;
  readonly model?: AnyModel | null;
  readonly prices?: AnyPrices | null;
  readonly detail?: FutureDetail | null;
};

export type AskWait = {
  readonly flow: "wait";
  readonly now: Instant;
  readonly endpoint: string;
  readonly apiVersion?: string | null;
  readonly timeoutSeconds?: number | null;
  readonly parallel?: number | null;
  readonly targets: ReadonlyArray<string>;
  readonly for?: Goal | null;
};

/** A band of bytes, written as GiB with three decimals. */
export type Band = {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
};

/** One bound. */
export type Bound = {
  /** Stable, snake_case. */
  readonly id: string;
  /** How much is taken at the most, in `unit`. */
  readonly of: number;
  /** `bytes`, `pages`, `items`, `days` or `seconds`. */
  readonly unit: string;
  /** A sentence for a person. */
  readonly text: string;
};

/** Bytes from `first` to `last`, both included (G2). Serialises as two decimal strings. */
export type ByteRange = readonly [string, string];

/** What is asked of a verb, beside `verb` and `work`, and what it answers. */
export type Call<Ask,Ok> = {
  readonly ask: Ask;
  readonly answer: Ok;
};

/** One snapshot of a unit. */
export type ChainSnapshot = {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly sequence: number;
  readonly instant: Instant | null;
  readonly instantFrom: InstantFrom;
  readonly state: SnapshotState;
  readonly completionPercent: number | null;
  readonly restorable: Readiness;
  readonly durable: Readiness;
  readonly diskSizeGB: number | null;
  readonly logicalSectorSize: number | null;
  readonly restoresTo: Said | null;
  readonly afterResizeBreak: boolean;
  readonly openLink: boolean;
  readonly ours: boolean;
  readonly conflict: boolean;
};

/** The answer of `chains`. */
export type Chains = {
  readonly now: Instant;
  readonly summary: Summary;
  readonly units: ReadonlyArray<Unit>;
  /** Full snapshots, which are in no unit. */
  readonly notIncremental: ReadonlyArray<string>;
};

/** One member of the policy and its new value. */
export type Change = {
  /** JSON pointer into the whole policy, as `Policy` is written. */
  readonly path: string;
  /** What stands there. */
  readonly from: unknown;
  /** What is to stand there. */
  readonly to: unknown;
};

/** One wall-clock time of a schedule that a change of the clocks touches. */
export type ClockChange = {
  /** The day asked for. */
  readonly date: string;
  /** The time of it asked for, `hh:mm`. */
  readonly time: string;
  /** `moved`, `together`, `once` or `twice`. */
  readonly code: string;
  /** For a person. */
  readonly text: Said;
  /** When it is taken, ascending: one instant, or two. */
  readonly instants: ReadonlyArray<Instant>;
};

export type CompareSummary = {
  readonly units: number;
  readonly unitsThatDiffer: number;
  readonly firstDiffersAt: Instant | null;
  readonly leftA: number;
  readonly leftB: number;
  /** Told at the end. */
  readonly sentence: Said | null;
};

/** The answer of `compare`. */
export type Compared = {
  readonly now: Instant;
  readonly until: Instant;
  readonly summary: CompareSummary;
  readonly units: ReadonlyArray<ComparedUnit>;
};

export type ComparedCost = {
  readonly a: Band;
  readonly b: Band;
  /** `b` against `a`. */
  readonly against: Band;
};

export type ComparedDays = {
  readonly first: string;
  readonly a: ReadonlyArray<number>;
  readonly b: ReadonlyArray<number>;
  readonly onlyA: ReadonlyArray<number>;
  readonly onlyB: ReadonlyArray<number>;
};

export type ComparedUnit = {
  readonly unit: string | null;
  readonly label: string | null;
  readonly firstDiffersAt: Instant | null;
  /** In one only, at the end. */
  readonly leftOnlyA: number;
  readonly leftOnlyB: number;
  readonly sentence: Said;
  readonly a: Future;
  readonly b: Future;
  readonly cost: ComparedCost | null;
  readonly days?: ComparedDays;
  readonly onlyA?: ReadonlyArray<readonly [number, number, number, number | null]>;
  readonly onlyB?: ReadonlyArray<readonly [number, number, number, number | null]>;
};

/** Members in which two reads of one resource contradict each other. */
export type Conflict = {
  readonly id: string;
  readonly members: ReadonlyArray<string>;
};

/** A failed background copy (A54, R18). */
export type CopyError = {
  /** The service's code, such as `CopySourceNotFound`. */
  readonly errorCode: string;
  /** The service's words. */
  readonly errorMessage: string;
};

export type CopyEstimate = {
  readonly transferred: Band;
  readonly transfer: Band;
  readonly perMonth: Band;
};

/** Where copies would go. */
export type CopyTo = {
  /** A region's name. */
  readonly location: string;
};

/** Why a call was refused. `code` is one of `docs/errors.md`. */
export type CoreError = {
  readonly code: string;
  readonly message: Said;
  readonly target: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** What a unit's snapshots cost over a span. */
export type Cost = {
  readonly from: Instant;
  readonly until: Instant;
  readonly money: Band;
  /** What all snapshots of the span held when they were taken: what copies of them send. */
  readonly written: Band;
  readonly peak: CostStep;
  readonly months: ReadonlyArray<CostMonth>;
  /** What is stored from each instant on. */
  readonly steps: ReadonlyArray<CostStep>;
};

/** Something that the estimate rests on. */
export type CostAssumption = {
  /** The fact it is about; `null` for what only the user can know. */
  readonly fact: string | null;
  /** For a person. */
  readonly text: Said;
};

/** Of a unit, or of all together. */
export type CostEstimate = {
  readonly stored: Band;
  readonly perMonth: Band;
  /** How many snapshots were metered. */
  readonly measured: number;
  readonly copy: CopyEstimate | null;
  readonly without: WithoutEstimate | null;
};

/** A month, or the part of it that lies in the span. */
export type CostMonth = {
  /** `yyyy-mm` */
  readonly month: string;
  readonly stored: Band;
  readonly money: Band;
};

/** What is stored from an instant on. */
export type CostStep = readonly [Instant, number, number, number];

/** All of them. */
export type CostSummary = {
  readonly units: number;
  /** Units of which nothing can be said. */
  readonly unknown: number;
  readonly estimate: CostEstimate;
  readonly sentence: Said;
};

/** How many a counting rule keeps. */
export type Count = number | "all";

/** A disk of `inventory`. */
export type Disk = {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  readonly location: string | null;
  readonly tags: Tags;
  readonly sku: string | null;
  readonly kind: DiskKind | null;
  readonly diskSizeGB: number | null;
  readonly diskSizeBytes: string | null;
  readonly logicalSectorSize: number | null;
  readonly uniqueId: string | null;
  readonly timeCreated: Instant | null;
  readonly diskState: string | null;
  readonly provisioningState: string | null;
  readonly completionPercent: number | null;
  readonly createOption: string | null;
  readonly sourceResourceId: string | null;
  readonly managedBy: string | null;
  readonly managedByExtended: ReadonlyArray<string>;
  readonly zones: ReadonlyArray<string>;
};

/** What a disk is made of, as far as the rules differ. */
export type DiskKind = "standard_hdd" | "standard_ssd" | "premium_ssd" | "premium_ssd_v2" | "ultra";

/** A row of `rows {of: inventory, table: disks}`. */
export type DiskRow = {
  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly location: string | null;
  readonly kind: DiskKind | null;
  readonly sku: string | null;
  readonly diskSizeGB: number | null;
  readonly uniqueId: string | null;
  readonly completionPercent: number | null;
};

export type Done<T> = {
  readonly ok: T;
  readonly warnings: ReadonlyArray<Warning>;
};

/** One file. */
export type ExportFile = {
  /** Without a folder. */
  readonly name: string;
  /** With its charset. */
  readonly mediaType: string;
  /** UTF-8. */
  readonly text: string;
};

/** What will run, where, when, how it is started, and with which rights. */
export type ExportSays = {
  /** What the files do. */
  readonly what: Said;
  /** In which subscriptions and groups. */
  readonly where: Said;
  /** When that happens. */
  readonly when: Said;
  /** How it is begun: a line to type, or a sentence; nothing where that is plain. */
  readonly how: Said;
  /** The operations that must be allowed (U14). */
  readonly rights: ReadonlyArray<string>;
};

/** The answer of `export`. */
export type Exported = {
  readonly files: ReadonlyArray<ExportFile>;
  readonly says: ExportSays;
};

/** Something that does not work, will not, or is worth a second look. */
export type Finding = {
  readonly level: Level;
  /** A fact, or Snapline's own word for a smell. */
  readonly id: string;
  readonly topic: FindingTopic;
  /** Nothing for the policy, for what is asked, and for a whole place. */
  readonly unit: string | null;
  /** When it breaks; nothing for now. */
  readonly date: Instant | null;
  /** A few words. */
  readonly title: Said;
  /** What is true, why, and what to do. */
  readonly text: Said;
  /** The numbers written out. */
  readonly arithmetic: Said | null;
  /** What makes it go away. */
  readonly fix: Fix | null;
  /** Its page under `docs/`, without the ending. */
  readonly page: string;
};

/** What a finding is about. */
export type FindingTopic = "limits" | "schedule" | "policy" | "chains" | "readiness" | "restore" | "place";

/**
 * A change of the policy that was tried: with it the finding is gone, nothing about the policy has come that is as bad, and
 * nothing worse at all.
 */
export type Fix = {
  /** Made together. */
  readonly changes: ReadonlyArray<Change>;
  /** The same for a person. */
  readonly text: Said;
};

/** The answer of `cost`. */
export type FleetCost = {
  readonly now: Instant;
  readonly summary: CostSummary;
  readonly units: ReadonlyArray<UnitCost>;
  readonly assumptions: ReadonlyArray<CostAssumption>;
  readonly prices: Prices;
  readonly usage: Metered | null;
};

/** Which token a request needs. */
export type FlowAuth = {
  /** Always `arm`: the management service's bearer token. */
  readonly kind: string;
  /** Fetch a new one: the last was refused. */
  readonly fresh: boolean;
};

/** What was begun. Serialises as the `ok` of `flow_new`. */
export type FlowBegun = {
  /** Its kind: `list`, `create`, `wait`, … */
  readonly flow: string;
  /** The call id of a flow that writes. */
  readonly callId: string | null;
};

/** The first argument of `step`. */
export type FlowInput = {
  readonly op: FlowOp;
  readonly now: Instant;
  readonly id?: number | null;
  readonly status?: number | null;
  readonly headers?: ReadonlyArray<readonly [string, string]> | null;
  readonly kind?: FlowLost | null;
  readonly bytes?: number | null;
};

/** How one target ended. */
export type FlowItem = {
  /** How. */
  readonly kind: ItemKind;
  /** The disk's id; for lists what was to be read. */
  readonly target: string;
  /** The snapshot's id. */
  readonly snapshot: string | null;
  /** The snapshot's name. */
  readonly name: string | null;
  /** Why: ours in snake_case, the service's as it came. */
  readonly code: string | null;
  /** Why, in words. */
  readonly message: string | null;
  /** The HTTP status behind it. */
  readonly status: number | null;
  /** A76 */
  readonly requestId: string | null;
  /** A76 */
  readonly correlationId: string | null;
  /** Which part of a run it is of; nothing in flows of one part. */
  readonly part?: RunPart;
};

/** How a request ended without a reply. */
export type FlowLost = "not_sent" | "timeout" | "cut" | "tls" | "too_large" | "other";

export type FlowOp = "poll" | "reply" | "failed" | "cancel" | "save";

/** What one input gave. Serialises as the `ok` of `step`: `{"steps", "until"}`, or `{"saved"}` after `save`. */
export type FlowOutput = {
  readonly saved: unknown;
} | {
  readonly steps: ReadonlyArray<FlowStep>;
  readonly until: Instant | null;
};

/** One thing for the host to do or to show. */
export type FlowStep = {
  readonly step: "request";
  /** Names it in the answer. */
  readonly id: number;
  /** `GET`, `PUT`, `POST` or `DELETE`. */
  readonly method: string;
  /** Absolute, on the chosen endpoint or a SAS address. For sending, not for showing. */
  readonly url: string;
  /** Name and value. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
  /** JSON text. */
  readonly body: string | null;
  /** What to add. */
  readonly auth: FlowAuth | null;
} | {
  readonly step: "download";
  /** Names it in the answer. */
  readonly id: number;
  /** A SAS address: a secret. */
  readonly url: string;
  /** Name and value, `range` among them. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
  /** First and last byte on the wire. */
  readonly range: readonly [number, number];
  /** Where in the local file the first of them goes. */
  readonly offset: number;
} | {
  readonly step: "ranges";
} & RangesFound | {
  readonly step: "document";
  /** The request it answers. */
  readonly id: number;
  /** For messages. */
  readonly name: string;
} | {
  readonly step: "item";
} & FlowItem | {
  readonly step: "progress";
  /** A disk id, or nothing where it is about the whole. */
  readonly target: string | null;
  /** For a person. */
  readonly text: string;
  /** 0 to 100 where the service says so. */
  readonly percent: number | null;
  /** Until the target is ready, by the rate its percent has grown at; `None` while there is no rate. */
  readonly secondsLeft: number | null;
  /** How many are through. */
  readonly done: number;
  /** Of how many. */
  readonly of: number | null;
} | {
  readonly step: "done";
  /** How it ended. */
  readonly summary: FlowSummary;
};

/** The end of a flow. */
export type FlowSummary = {
  /** Items of kind `made`. */
  readonly made: number;
  /** Items of kind `already_made`. */
  readonly alreadyMade: number;
  /** Items of kind `deleted`. */
  readonly deleted: number;
  /** Items of kind `already_gone`. */
  readonly alreadyGone: number;
  /** Items of kind `planned`. */
  readonly planned: number;
  /** Items of kind `skipped`. */
  readonly skipped: number;
  /** Items of kind `failed`. */
  readonly failed: number;
  /** Items of kind `unknown`. */
  readonly unknown: number;
  /** Items of kind `ready`. */
  readonly ready: number;
  /** Items of kind `not_ready`. */
  readonly notReady: number;
  /** Pages read. */
  readonly pages: number;
  /** Seconds between the first and the last snapshot of a machine's disks. */
  readonly skewSeconds: number | null;
  /** The moment that a run's snapshots stand for; nothing in other flows. */
  readonly slot?: Instant;
  /** True when everything that was asked for was done. */
  readonly complete: boolean;
  /** For a person. */
  readonly sentence: string;
};

/** The flows that the page begins, by their kind, and what goes in and out of one. */
export type Flows = {
  readonly list: AskList;
  readonly wait: AskWait;
  /** The `ok` of `flow_new`. */
  readonly begun: FlowBegun;
  /** The first argument of `step`. */
  readonly input: FlowInput;
  /** The `ok` of `step`. */
  readonly output: FlowOutput;
};

/** What a plan is exported as. */
export type Format = "bicep" | "arm" | "azure_cli" | "az_powershell" | "runbook" | "portal_steps" | "csv" | "icalendar";

/** A future, told. */
export type Future = {
  /** `grows`, `pruned` or `still`. */
  readonly course: string;
  /** What becomes of it. */
  readonly sentence: Said;
  /** How many there are today. */
  readonly today: number;
  /** How many are taken. */
  readonly taken: number;
  /** How many are dropped. */
  readonly dropped: number;
  /** How many are left at the end. */
  readonly left: number;
  /** The most that are there before a run prunes, against L1. */
  readonly peak: FuturePeak;
  /** When the warning of L1 is first reached. */
  readonly nearFullAt: Instant | null;
  /** The most that are copying, against R11. */
  readonly copying: FuturePeak;
  /** The most in any 300 seconds, against L2. */
  readonly burst: FuturePeak;
  /** The runs that can take none, limit by limit. */
  readonly refused: ReadonlyArray<FutureRefused>;
  /** The runs that do not take place. */
  readonly missed: FutureRuns | null;
  /** The runs that do not prune. */
  readonly unpruned: FutureRuns | null;
  /** The first day at whose end the widest gap is there. */
  readonly widestGapDay: string | null;
  /** Between neighbouring complete snapshots at the end of any day. */
  readonly widestGap: FutureGap | null;
  /** The longest time from the newest complete one to the next. */
  readonly exposure: FutureGap | null;
  /** Day by day; with detail `days` and `lives`. */
  readonly days?: FutureDays;
  /** Snapshot by snapshot; with detail `lives`. */
  readonly lives?: FutureLives;
};

/** What a future rests on. */
export type FutureAssumption = {
  /** Stable. */
  readonly code: string;
  /** For a person. */
  readonly text: Said;
};

/** When the days of the policy's zone begin, from the day of the oldest snapshot on. */
export type FutureCalendar = {
  /** The first day, counted from the one that `now` falls on: 0 or less. */
  readonly first: number;
  /** When it begins. */
  readonly begins: Instant;
  /** How many seconds each lasts, from a day on; the last ends with the future. */
  readonly lengths: ReadonlyArray<readonly [number, number]>;
};

/** As they are written, the days: one number a day of the policy's zone; a pair is the day from which on it is so. */
export type FutureDays = {
  /** The first day. */
  readonly first: string;
  /** How many are taken. */
  readonly born: ReadonlyArray<number>;
  /** How many are dropped. */
  readonly died: ReadonlyArray<number>;
  /** The widest gap at the day's end, in seconds. */
  readonly widestGap: ReadonlyArray<readonly [number, number | null]>;
  /** The oldest complete one at the day's end. */
  readonly oldest: ReadonlyArray<readonly [number, Instant | null]>;
};

/** How much is told. */
export type FutureDetail = "summary" | "days" | "lives";

/** What `Ends::of` tells. */
export type FutureEnds = {
  /** The days themselves. */
  readonly calendar: FutureCalendar;
  /** How many are complete. */
  readonly complete: ReadonlyArray<readonly [number, number | null]>;
  /** When the newest complete one was taken. */
  readonly newest: ReadonlyArray<readonly [number, Instant | null]>;
  /** The widest gap up to an age, for each age that was asked for. */
  readonly windows: ReadonlyArray<FutureWindow>;
};

/** What a future begins with. */
export type FutureFrom = "chain" | "nothing";

/** The time between two instants. */
export type FutureGap = {
  /** Its length, rounded down. */
  readonly seconds: number;
  /** The earlier one. */
  readonly from: Instant;
  /** The later one. */
  readonly until: Instant;
};

/** As they are written, the lives: a column each, those of today first. */
export type FutureLives = {
  /** Whole seconds after the one before; the first: after `now`. */
  readonly born: ReadonlyArray<number>;
  /** The life from which on so many seconds pass until it is complete; null: never. */
  readonly ready: ReadonlyArray<readonly [number, number | null]>;
  /** Seconds until it is dropped; null: it is left. */
  readonly lived: ReadonlyArray<number | null>;
};

/** A run after which what is left is not what pruning the whole history at once would have left. */
export type FutureParting = {
  /** The run: the first such one, where every run was compared. */
  readonly at: Instant;
  /** Every run was compared; else only one in so many. */
  readonly oneIn: number;
  /** Places among `Future::lives` that are left, and would not be; newest first. */
  readonly onlyByRuns: ReadonlyArray<number>;
  /** Places that would be left, and are not; newest first. */
  readonly onlyAtOnce: ReadonlyArray<number>;
};

/** As it is written, the most of something at one time. */
export type FuturePeak = {
  /** How many. */
  readonly count: number;
  /** When first. */
  readonly at: Instant;
  /** How many are allowed. */
  readonly of: number;
};

/** As they are written, the runs that a limit refused. */
export type FutureRefused = {
  /** The limit. */
  readonly id: string;
  /** How many. */
  readonly runs: number;
  /** The first of them. */
  readonly first: Instant;
  /** The last of them. */
  readonly last: Instant;
};

/** As they are written, the runs to which the same happened. */
export type FutureRuns = {
  /** How many. */
  readonly runs: number;
  /** The first of them. */
  readonly first: Instant;
  /** The last of them. */
  readonly last: Instant;
};

/** What is no older than so many days. */
export type FutureWindow = {
  /** The age, in days of 24 hours. */
  readonly days: number;
  /** The widest gap between a complete one of that age or less and the next complete one, in seconds. */
  readonly widestGap: ReadonlyArray<readonly [number, number | null]>;
};

/** What is waited for. */
export type Goal = "restorable" | "durable";

/** A resource id in a request. */
export type Id = string;

/** The immutability policy of a snapshot (M2). */
export type Immutability = {
  /** `Unlocked` or `Locked`, or a word this version does not know. */
  readonly type: string | null;
  /** When it ends. */
  readonly policyExpirationTime: Instant | null;
  /** The service's own word on whether it has ended. */
  readonly isPolicyExpired: boolean | null;
};

/** A moment in time, to the nanosecond, shown as RFC 3339 in UTC. */
export type Instant = string;

/** Where a snapshot's instant is from. */
export type InstantFrom = "time_created" | "tag" | "source" | "copy_start" | "none";

/** Copying to a place: every snapshot of these disks, or these snapshots. */
export type IntendedCopy = {
  /** Every snapshot of them. */
  readonly disks?: ReadonlyArray<Id> | null;
  /** These, where no disk is named. */
  readonly snapshots?: ReadonlyArray<Id> | null;
  /** The region. */
  readonly location: string;
  /** The subscription; that of what is copied where left out. */
  readonly subscriptionId?: string | null;
};

/** Taking snapshots: members as in the flow `create`. */
export type IntendedCreate = {
  /** Of which disks; all that there are when none is named. */
  readonly disks?: ReadonlyArray<Id> | null;
  /** The name of the one snapshot. */
  readonly name?: string | null;
  /** What names are made by. */
  readonly template?: string | null;
  /** Where to; the disk's own where left out. */
  readonly resourceGroup?: string | null;
  /** Where to; the disk's own where left out. */
  readonly subscriptionId?: string | null;
  /** Where to; the disk's own where left out. */
  readonly location?: string | null;
  /** Tags beside Snapline's own. */
  readonly tags?: Tags | null;
  /** `sku.name` */
  readonly sku?: string | null;
  /** I1, I2 */
  readonly instantAccessDurationMinutes?: number | null;
};

/** Changing a disk's encryption. */
export type IntendedEncrypt = {
  /** Which. */
  readonly disk: Id;
  /** The disk encryption set; `null` for the platform's key. */
  readonly diskEncryptionSetId?: string | null;
};

/** Moving snapshots. */
export type IntendedMove = {
  /** Which. */
  readonly snapshots: ReadonlyArray<Id>;
  /** Where to; their own where left out. */
  readonly subscriptionId?: string | null;
  /** Where to; their own where left out. */
  readonly resourceGroup?: string | null;
};

/** Growing a disk. */
export type IntendedResize = {
  /** Which. */
  readonly disk: Id;
  /** To how many GiB. */
  readonly diskSizeGB: number;
};

/** Making disks from a snapshot. */
export type IntendedRestore = {
  /** From which. */
  readonly snapshot: Id;
  /** The new disk's sku. */
  readonly sku?: string | null;
  /** Its size in GiB; the snapshot's where left out. */
  readonly diskSizeGB?: number | null;
  /** How many; one where left out. */
  readonly count?: number | null;
};

/** The answer of `inventory`. */
export type Inventory = {
  readonly documents: ReadonlyArray<Added>;
  readonly disks: ReadonlyArray<Disk>;
  readonly snapshots: ReadonlyArray<Snapshot>;
  readonly skipped: Skipped;
  readonly conflicts: ReadonlyArray<Conflict>;
};

/** What an item says. */
export type ItemKind = "made" | "already_made" | "deleted" | "already_gone" | "planned" | "skipped" | "failed" | "unknown" | "ready" | "not_ready";

/** How much a state matters. */
export type Level = "stop" | "warn" | "watch" | "quiet";

/** One limit. */
export type LimitInfo = {
  /** The fact it stands for. */
  readonly id: string;
  /** How many are allowed. */
  readonly of: number;
  /** From here on it is worth a warning; `None` where only the limit itself matters. */
  readonly warnFrom: number | null;
  /** What it is counted over. */
  readonly per: string;
  /** A sentence for a person. */
  readonly text: string;
};

/** What a unit uses of a limit. */
export type LimitUse = {
  /** `LimitInfo::id` */
  readonly id: string;
  /** How many there are. */
  readonly used: number;
  /** How many are allowed. */
  readonly of: number;
  /** When time alone makes room; `None` when there is room, or only doing something makes it. */
  readonly clearsAt: Instant | null;
};

/** The answer of `limits`. */
export type Limits = {
  readonly limits: ReadonlyArray<LimitInfo>;
  readonly otherOwners: ReadonlyArray<OtherOwner>;
  readonly bounds: ReadonlyArray<Bound>;
};

/** The answer of `lint`. */
export type Lint = {
  readonly now: Instant;
  readonly until: Instant;
  readonly policy: WholePolicy | null;
  readonly summary: LintSummary;
  readonly findings: ReadonlyArray<Finding>;
  readonly clockChanges: ReadonlyArray<ClockChange>;
};

/** What is about to be done; each member is checked on its own. */
export type LintIntent = {
  /** Snapshots are to be taken. */
  readonly create?: IntendedCreate | null;
  /** Snapshots are to be copied. */
  readonly copy?: IntendedCopy | null;
  /** These snapshots are to be deleted. */
  readonly remove?: ReadonlyArray<Id> | null;
  /** Access links to these snapshots are to be opened. */
  readonly download?: ReadonlyArray<Id> | null;
  /** A disk is to be made. */
  readonly restore?: IntendedRestore | null;
  /** A disk is to grow. */
  readonly resize?: IntendedResize | null;
  /** Snapshots are to be moved. */
  readonly move?: IntendedMove | null;
  /** A disk's encryption is to be changed. */
  readonly encrypt?: IntendedEncrypt | null;
};

/** How many findings there are of each level. */
export type LintSummary = {
  readonly stop: number;
  readonly warn: number;
  readonly watch: number;
};

export type ListThrough = "arm" | "resource_graph";

export type ListWhat = "snapshots" | "disks";

/** A management lock, as `Microsoft.Authorization/locks` names it. */
export type Lock = {
  /** The id of the resource, group or subscription that is locked. */
  readonly scope: string;
  /** `CanNotDelete` or `ReadOnly`; either one forbids deleting. */
  readonly level?: string | null;
  /** The lock's own name. */
  readonly name?: string | null;
};

/** What was made of usage rows. */
export type Metered = {
  readonly from: string | null;
  readonly until: string | null;
  /** Snapshots with rows. */
  readonly resources: number;
  /** Of these, those that are there today. */
  readonly matched: number;
  /** Rows of other meters. */
  readonly other: number;
};

/** An amount from a day on; days count from the first of `ends`. */
export type MonthlyAmount = readonly [number, number, number, number];

/** What a whole month would cost if it all stayed as it is at the end of a day. */
export type MonthlyCost = {
  /** What a GiB costs in a month where the unit lies, in millionths of the currency's unit. */
  readonly perGiBMonth: string;
  /** The amount at the end of each day, as the day from which on it is so. */
  readonly ends: ReadonlyArray<MonthlyAmount>;
};

export type More = {
  readonly more: true;
  readonly progress: Progress;
};

/** The answer of `name`. */
export type Name = {
  readonly name: string;
  readonly template: string;
  /** The disk's part was too long. */
  readonly cut: boolean;
};

export type NewDisk = {
  readonly id: string;
  readonly sku: string;
  readonly azureCli: string;
  readonly azPowershell: string;
};

export type Newest = {
  readonly id: string;
  readonly instant: Instant;
  readonly ageSeconds: number;
};

/** Whether one more snapshot of a unit's disk can be taken now. */
export type NextTake = {
  /** The answer. */
  readonly allowed: boolean;
  /** `no_disk`, `copy`, `source_unknown`, `limit_reached` (L1), `pending_full` (R11), `too_many_lately` (L2). */
  readonly code: string | null;
  /** A sentence for a person. */
  readonly why: Said | null;
  /** When time alone lifts the refusal. */
  readonly clearsAt: Instant | null;
};

/** Someone else who makes incremental snapshots. */
export type OtherOwner = {
  /** Who. */
  readonly owner: string;
  /** How their snapshots can be told, and what to mind. */
  readonly how: string;
};

/**
 * A positive ISO 8601 duration in whole seconds or larger units, such as `P30D`, `PT6H`, `P1Y2M3DT4H`.
 *
 * Years, months, weeks and days are steps of the calendar, the rest is exact time: in a zone whose clocks change,
 * `P1D` may be 23 or 25 hours, `PT24H` never.
 */
export type Period = string;

/** The answer of `plan`. */
export type Plan = {
  readonly now: Instant;
  /** What two faces compare: of the policy, the moment and every verdict with its reasons. */
  readonly hash: string;
  readonly policy: WholePolicy;
  readonly summary: PlanSummary;
  readonly units: ReadonlyArray<PlanUnit>;
  readonly findings: ReadonlyArray<Finding>;
};

/** One reason of a decision. */
export type PlanReason = {
  /** Stable, snake_case. */
  readonly code: string;
  /** For a person. */
  readonly text: Said;
};

export type PlanSnapshot = {
  readonly id: string;
  readonly uniqueId: string | null;
  readonly verdict: Verdict;
  readonly wouldDrop: boolean;
  readonly reasons: ReadonlyArray<PlanReason>;
};

/** A plan in numbers and a sentence. */
export type PlanSummary = {
  readonly sentence: Said;
  /** Those kept, by the code of the first reason. */
  readonly kept: Readonly<Record<string, number>>;
  /** Kept by the policy. */
  readonly keep: number;
  /** Dropped by the policy. */
  readonly drop: number;
  /** Left alone though the rules do not keep them, or may not touch them. */
  readonly hold: number;
  /** Pending, failed or not known: no candidates. */
  readonly notCounted: number;
};

export type PlanUnit = {
  readonly unit: string;
  readonly next: NextTake;
  readonly snapshots?: ReadonlyArray<PlanSnapshot>;
  /** Kept by the policy. */
  readonly keep: number;
  /** Dropped by the policy. */
  readonly drop: number;
  /** Left alone though the rules do not keep them, or may not touch them. */
  readonly hold: number;
  /** Pending, failed or not known: no candidates. */
  readonly notCounted: number;
};

/** How two snapshots share a bucket. */
export type PolicyBucketing = "run" | "set";

/** The hour that comes twice when clocks go back. */
export type PolicyDst = "merge" | "split";

/** What a rule that runs out of candidates before its count keeps more. */
export type PolicyFiller = "off" | "every-rule" | "coarsest";

/** How a duration of months is taken from 31 March. */
export type PolicyMonths = "clamp" | "overflow" | "days31";

/** What a rule does with what earlier rules kept (retention section 3). */
export type PolicyOverlap = "shared" | "skip-snapshot" | "skip-period";

/** Which snapshot stands for a bucket. */
export type PolicyPick = "newest" | "oldest";

/** Whose manners the rules have. */
export type PolicyPreset = "default" | "restic-0.14" | "restic" | "borg-1" | "borg-2" | "proxmox" | "snapper" | "sanoid" | "aws-dlm" | "azure-disk-backup";

/** What a quarter is. */
export type PolicyQuarter = "calendar" | "13-week";

/** The answer of `policy`. */
export type PolicyRead = {
  readonly policy: WholePolicy;
  /** The policy in one line. */
  readonly text: string;
  /** It keeps everything. */
  readonly empty: boolean;
  readonly slots: ReadonlyArray<Slot> | null;
  readonly clockChanges: ReadonlyArray<ClockChange> | null;
};

/** What ages are measured from. */
export type PolicyWithinFrom = "now" | "newest";

/** A policy to start from. */
export type Preset = {
  /** The preset's name. */
  readonly name: string;
  /** What it does, for a person. */
  readonly text: Said;
  /** How sure it is that it does what its program does. */
  readonly proof: Proof;
  /** The policy as a line, without its zone: what a person adds to it are a zone and a schedule. */
  readonly line: string;
  /** The whole policy. */
  readonly policy: WholePolicy;
};

/** The answer of `presets`. */
export type Presets = {
  readonly presets: ReadonlyArray<Preset>;
  /** Every night at a time that no zone's clock skips or repeats. */
  readonly schedule: Schedule;
  /** The names that `zone` may have. */
  readonly zones: ReadonlyArray<string>;
};

/** Prices in one location. */
export type PriceRow = {
  /** A region's name in any form, or `*` for what no other row names. */
  readonly location: string;
  /** Storage, for a GiB and month, in millionths. Locally and zone-redundant cost the same (B2). */
  readonly perGiBMonth: string;
  /** Network transfer to here from another region, for a GiB, in millionths (B8). */
  readonly transferPerGiB: string;
};

/** A table of prices, with its date and where it is from. */
export type Prices = {
  /** As the currency is written beside an amount, such as `USD`. */
  readonly currency: string;
  /** When the prices were true, as a date; `null` where the user does not say. */
  readonly asOf: string | null;
  /** Where they are from, in words. */
  readonly source: string | null;
  /** Location by location; one is `*`. */
  readonly rows: ReadonlyArray<PriceRow>;
};

/** How far a verb has come, in units of work. */
export type Progress = {
  readonly done: number;
  readonly of: number;
};

/** How sure it is that a preset does what its program does. */
export type Proof = "own" | "checked" | "as_described";

/** The answer of `ranges`. */
export type Ranges = {
  readonly diskSizeBytes: string;
  readonly changedBytes: string;
  readonly clearedBytes: string;
  readonly changed: ReadonlyArray<ByteRange>;
  readonly cleared: ReadonlyArray<ByteRange>;
  readonly pieces: string;
};

/** The answer of a `ranges` or `download` flow. Byte positions travel as decimal strings. */
export type RangesFound = {
  /** The snapshot's id. */
  readonly snapshot: string;
  /** The earlier snapshot's id, when changes were asked for. */
  readonly previous: string | null;
  /** The snapshot's unique id: a name can come to stand for another snapshot. */
  readonly uniqueId: string | null;
  /** The disk's size. */
  readonly diskSizeBytes: string;
  /** `vhd` or `vhdx` (R16). */
  readonly format: string;
  /** How many bytes are in use, or changed. */
  readonly changedBytes: string;
  /** How many bytes were cleared. */
  readonly clearedBytes: string;
  /** Of a download: how long the local file is when everything is written (G7). */
  readonly fileBytes: string | null;
  /**
   * Of a download of changes: how many bytes of the earlier file, from its start, are the earlier disk. What lies behind
   * them in that file is no part of the new one.
   */
  readonly keptBytes: string | null;
  /** First and last byte of each range, in order. */
  readonly changed: ReadonlyArray<readonly [string, string]>;
  /** The same of what was cleared. */
  readonly cleared: ReadonlyArray<readonly [string, string]>;
};

/** Yes or no, and why. */
export type Readiness = {
  /** The answer. */
  readonly is: boolean;
  /** True when the answer is a yes that the data does not prove: fit for display, never the reason to delete another. */
  readonly assumed: boolean;
  /** The reason, for programs. */
  readonly code: ReadyCode;
  /** The reason, a sentence for a person. */
  readonly why: Said;
};

/** Why a verdict is what it is. */
export type ReadyCode = "percent_100" | "access_available" | "no_background_copy" | "assumed_ordinary" | "instant_access" | "copying" | "provisioning" | "access_pending" | "copy_failed" | "provisioning_failed" | "percent_missing" | "kind_unknown";

export type Refused = {
  readonly error: CoreError;
};

export type ResizeBreak = {
  readonly before: string;
  readonly after: string;
  readonly fromGB: number;
  readonly toGB: number;
};

export type Restore = {
  readonly now: Instant;
  readonly snapshot: ChainSnapshot;
  readonly unit: string;
  readonly diskId: string | null;
  readonly newDisk: NewDisk | null;
  /** Whether a disk can be made from it now. */
  readonly allowed: boolean;
  /** True when that is a yes which the data does not prove. */
  readonly assumed: boolean;
  /** Why, or why not and when. */
  readonly why: Said;
  /** Where it cannot be restored now: the id of the newest of its chain that can. */
  readonly instead: string | null;
  /** The kinds of disk; empty where the sector size is not known and decides. */
  readonly targets: ReadonlyArray<RestoreTarget>;
  /** The least size of the disk in GiB: the snapshot's own. */
  readonly minGB: number | null;
  /** The largest, where there is one (I5). */
  readonly maxGB: number | null;
  /** 512 or 4096 bytes (R16). */
  readonly logicalSectorSize: number | null;
  /** The region, as ids of regions are written; a disk is made where its snapshot is. */
  readonly location: string | null;
  /** The zone of the disk that it was taken of, where that has one: a machine there can have the new disk. */
  readonly zone: string | null;
  /** The set whose key it is encrypted with (E2, E3). */
  readonly diskEncryptionSetId: string | null;
  /** How it is encrypted, where that was read (A59). */
  readonly encryptionType: string | null;
  /** What to know, in the order of doing. */
  readonly notes: ReadonlyArray<RestoreNote>;
};

/** A sentence and the fact behind it. */
export type RestoreNote = {
  /** The fact's id. */
  readonly fact: string;
  /** For a person. */
  readonly text: Said;
};

/** A kind of disk that can be made. */
export type RestoreTarget = {
  /** What the disk is made of. */
  readonly kind: DiskKind;
  /** Its sku. */
  readonly sku: string;
  /** When the disk can be attached: `at_once` (R6), or `when_filled` (R19). */
  readonly attach: string;
};

/** Rows of any of the tables. */
export type Rows = ReadonlyArray<UnitRow> | ReadonlyArray<SnapshotRow> | ReadonlyArray<DiskRow>;

/** Which rows; each member narrows. */
export type RowsFilter = {
  readonly ids?: ReadonlyArray<string> | null;
  readonly disk?: string | null;
  readonly resourceGroup?: string | null;
  readonly pending?: boolean | null;
  readonly orphan?: boolean | null;
  readonly newest?: boolean | null;
};

/** What a row stands for. */
export type RowsTable = "snapshots" | "units" | "disks";

/** The parts of a run. */
export type RunPart = "take" | "copy" | "prune";

/** One sentence: a template and what stands in its places. */
export type Said = string | Sentence;

/** How a sentence is written in an answer. */
export type SaidForm = "text" | "parts";

/** One part of a sentence, as `{"count": 3}`. Names and texts belong to somebody else: no language changes them. */
export type SaidValue = {
  readonly count: number;
} | {
  readonly percent: number;
} | {
  readonly instant: Instant;
} | {
  readonly day: string;
} | {
  readonly time: string;
} | {
  readonly seconds: number;
} | {
  readonly decimal: string;
} | {
  readonly period: string;
} | {
  readonly name: string;
} | {
  readonly text: string;
} | {
  readonly word: string;
} | {
  readonly sentence: Sentence;
} | {
  readonly names: ReadonlyArray<string>;
} | {
  readonly sentences: ReadonlyArray<Sentence>;
} | null;

/** When snapshots are taken, on the wall clock of the policy's zone. */
export type Schedule = {
  /** `mon` to `sun`. */
  readonly days: ReadonlyArray<string>;
  /** `hh:mm`, ascending. */
  readonly times?: ReadonlyArray<string>;
  /** A divisor of 24. */
  readonly everyHours?: number;
  /** What the hours are counted from. */
  readonly from?: string;
  /** Nothing is taken before it. */
  readonly start: Instant | null;
  /** Nothing is taken at it or later. */
  readonly end: Instant | null;
};

/** A sentence in parts. */
export type Sentence = {
  /** The stable name of its template. */
  readonly code: string;
  /** The English it would have been. */
  readonly text: string;
  /** What stands in the places of the template, by name. */
  readonly values: Readonly<Record<string, SaidValue>>;
};

export type SimulatedUnit = {
  readonly unit: string | null;
  readonly label: string | null;
  readonly assumptions: ReadonlyArray<FutureAssumption>;
  readonly differsFromOneShot: FutureParting | null;
  readonly cost: Cost | null;
  readonly ends?: FutureEnds;
  readonly monthly?: MonthlyCost;
  readonly members?: ReadonlyArray<string>;
  readonly at: ReadonlyArray<Stand>;
  /** `grows`, `pruned` or `still`. */
  readonly course: string;
  /** What becomes of it. */
  readonly sentence: Said;
  /** How many there are today. */
  readonly today: number;
  /** How many are taken. */
  readonly taken: number;
  /** How many are dropped. */
  readonly dropped: number;
  /** How many are left at the end. */
  readonly left: number;
  /** The most that are there before a run prunes, against L1. */
  readonly peak: FuturePeak;
  /** When the warning of L1 is first reached. */
  readonly nearFullAt: Instant | null;
  /** The most that are copying, against R11. */
  readonly copying: FuturePeak;
  /** The most in any 300 seconds, against L2. */
  readonly burst: FuturePeak;
  /** The runs that can take none, limit by limit. */
  readonly refused: ReadonlyArray<FutureRefused>;
  /** The runs that do not take place. */
  readonly missed: FutureRuns | null;
  /** The runs that do not prune. */
  readonly unpruned: FutureRuns | null;
  /** The first day at whose end the widest gap is there. */
  readonly widestGapDay: string | null;
  /** Between neighbouring complete snapshots at the end of any day. */
  readonly widestGap: FutureGap | null;
  /** The longest time from the newest complete one to the next. */
  readonly exposure: FutureGap | null;
  /** Day by day; with detail `days` and `lives`. */
  readonly days?: FutureDays;
  /** Snapshot by snapshot; with detail `lives`. */
  readonly lives?: FutureLives;
};

/** The answer of `simulate`. */
export type Simulation = {
  readonly now: Instant;
  readonly until: Instant;
  readonly policy: WholePolicy | null;
  readonly summary: SimulationSummary;
  readonly units: ReadonlyArray<SimulatedUnit>;
};

export type SimulationSummary = {
  readonly units: number;
  readonly taken: number;
  readonly dropped: number;
  readonly left: number;
  /** Units in which a run can take none. */
  readonly refused: number;
  /** Units that are told to differ from pruning at once. */
  readonly differs: number;
  /** Told at the end. */
  readonly sentence: Said | null;
};

export type Skip = {
  readonly document: string;
  readonly pointer: string;
  readonly code: string;
  readonly message: Said;
};

export type Skipped = {
  readonly count: number;
  readonly items: ReadonlyArray<Skip>;
};

/** One instant at which snapshots are taken. */
export type Slot = {
  /** When. */
  readonly at: Instant;
  /** What the clocks did to it. */
  readonly kind: SlotKind;
};

/** What a change of the clocks did to a slot. */
export type SlotKind = "usual" | "after_gap" | "first_of_two" | "second_of_two";

/** A snapshot of `inventory`. */
export type Snapshot = {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  readonly location: string | null;
  readonly tags: Tags;
  readonly sku: string | null;
  readonly incremental: boolean;
  readonly createOption: string | null;
  readonly sourceResourceId: string | null;
  readonly sourceUniqueId: string | null;
  readonly incrementalSnapshotFamilyId: string | null;
  readonly uniqueId: string | null;
  readonly timeCreated: Instant | null;
  readonly diskSizeGB: number | null;
  readonly diskSizeBytes: string | null;
  readonly logicalSectorSize: number | null;
  readonly completionPercent: number | null;
  readonly copyCompletionError: CopyError | null;
  readonly provisioningState: string | null;
  readonly diskState: string | null;
  readonly snapshotAccessState: string | null;
  readonly instantAccessDurationMinutes: number | null;
  readonly encryptionType: string | null;
  readonly diskEncryptionSetId: string | null;
  readonly networkAccessPolicy: string | null;
  readonly osType: string | null;
  readonly immutabilityPolicy: Immutability | null;
};

export type SnapshotCost = {
  readonly id: string;
  readonly holds: Band;
  readonly frees: Band;
  readonly measured: boolean;
};

/** How many snapshots there are of each kind; instant access counts as pending, for its copy has not ended. */
export type SnapshotCounts = {
  /** All. */
  readonly snapshots: number;
  /** Restorable and durable. */
  readonly ready: number;
  /** Still copying. */
  readonly pending: number;
  /** Never will be ready. */
  readonly failed: number;
  /** The data does not say. */
  readonly unknown: number;
};

/** A row of `rows {table: snapshots}`; `keep` and `reason` only of a plan. `labels` and `tags` are JSON text. */
export type SnapshotRow = {
  readonly name: string;
  readonly resourceGroupName: string;
  readonly id: string;
  readonly location: string | null;
  readonly subscriptionId: string;
  readonly sourceDiskName: string | null;
  readonly sourceResourceId: string | null;
  readonly sourceUniqueId: string | null;
  readonly generation: number;
  readonly sequence: number;
  readonly timeCreated: Instant | null;
  readonly instant: Instant | null;
  readonly ageSeconds: number | null;
  readonly state: SnapshotState;
  readonly restorable: boolean;
  readonly restorableAssumed: boolean;
  readonly durable: boolean;
  readonly durableAssumed: boolean;
  readonly readyCode: ReadyCode;
  readonly readyReason: string;
  readonly completionPercent: number | null;
  readonly provisioningState: string | null;
  readonly snapshotAccessState: string | null;
  readonly diskState: string | null;
  readonly diskSizeGB: number | null;
  readonly diskSizeBytes: string | null;
  readonly logicalSectorSize: number | null;
  readonly restoresTo: string | null;
  readonly sku: string | null;
  readonly incremental: boolean;
  readonly createOption: string | null;
  readonly incrementalSnapshotFamilyId: string | null;
  readonly uniqueId: string | null;
  readonly labels: string;
  readonly tags: string;
  readonly unit: string;
  readonly keep?: Verdict;
  readonly reason?: string;
};

/** Where a snapshot stands, in one word. */
export type SnapshotState = "ready" | "instant_access" | "pending" | "failed" | "unknown";

export type Stand = {
  readonly at: Instant;
  readonly decided: Instant | null;
  readonly count: number;
  readonly snapshots: ReadonlyArray<StandSnapshot>;
};

export type StandSnapshot = {
  readonly life: number;
  readonly id: string | null;
  readonly instant: Instant;
  readonly there: boolean;
  readonly verdict: Verdict;
  readonly reasons: ReadonlyArray<PlanReason>;
};

/** The state of a unit, worst first. */
export type StateCode = "limit_reached" | "pending_full" | "last_failed" | "never_taken" | "nearly_full" | "links_full" | "still_copying" | "not_known" | "orphan" | "earlier_disk" | "copy" | "ready";

/** One number, or low, likely and high; in millionths. */
export type Stated = number | string | {
  readonly low: number | string;
  readonly likely: number | string;
  readonly high: number | string;
};

/** What the fleet looks like. */
export type Summary = {
  /** Disks that exist, or of which nothing says that they do not. */
  readonly disks: number;
  /** Units. */
  readonly units: number;
  /** Incremental snapshots. */
  readonly snapshots: number;
  /** Different locations. */
  readonly locations: number;
  /** Of `disks`, those with a ready snapshot of their own from the last 24 hours. */
  readonly disksReadyLastDay: number;
  /** Units at level `stop` or `warn`. */
  readonly needYou: number;
  /** Snapshots still copying. */
  readonly pending: number;
  /** Snapshots that failed. */
  readonly failed: number;
  /** Units whose disk is gone. */
  readonly orphans: number;
  /** The answer that the fleet was opened for. */
  readonly sentence: Said;
};

/** A tag that keeps: `name` with any value, or `name=value`. */
export type TagRule = string;

/** The tags of one resource, in name order. */
export type Tags = Readonly<Record<string, string>>;

/** One unit. */
export type Unit = {
  readonly unit: string;
  readonly label: string;
  readonly disk: UnitDisk;
  readonly location: string | null;
  readonly subscriptionId: string;
  readonly generation: number;
  readonly generations: number;
  readonly labels: ReadonlyArray<UnitLabel>;
  readonly incrementalSnapshotFamilyIds: ReadonlyArray<string>;
  readonly sourceUniqueId: string | null;
  readonly copyOf: string | null;
  readonly state: UnitState;
  readonly verdict: Said;
  readonly counts: SnapshotCounts;
  readonly limits: ReadonlyArray<LimitUse>;
  readonly newestRestorable: Newest | null;
  readonly newestDurable: Newest | null;
  readonly resizeBreaks: ReadonlyArray<ResizeBreak>;
  readonly days: ReadonlyArray<number>;
  readonly snapshots?: ReadonlyArray<ChainSnapshot>;
};

/** One unit. */
export type UnitCost = {
  readonly unit: string;
  readonly label: string;
  readonly location: string | null;
  /** Nothing where the size of the disk is not known. */
  readonly estimate: CostEstimate | null;
  readonly used: Band | null;
  readonly changePerDay: Band | null;
  readonly assumptions: ReadonlyArray<CostAssumption>;
  readonly snapshots: ReadonlyArray<SnapshotCost>;
};

export type UnitDisk = {
  readonly id: string | null;
  readonly name: string | null;
  readonly resourceGroup: string | null;
  readonly subscriptionId: string | null;
  readonly location: string | null;
  readonly kind: DiskKind | null;
  readonly diskSizeGB: number | null;
  readonly logicalSectorSize: number | null;
  readonly uniqueId: string | null;
  readonly exists: boolean | null;
};

/** What sets a unit apart. */
export type UnitLabel = "recreated" | "earlier_disk" | "orphan" | "copy" | "source_unknown";

/** A row of `rows {of: chains, table: units}`; `labels` and `days` are JSON text. */
export type UnitRow = {
  readonly unit: string;
  readonly label: string;
  readonly diskId: string | null;
  readonly diskName: string | null;
  readonly resourceGroupName: string | null;
  readonly subscriptionId: string;
  readonly location: string | null;
  readonly kind: DiskKind | null;
  readonly diskSizeGB: number | null;
  readonly generation: number;
  readonly generations: number;
  readonly labels: string;
  readonly stateCode: StateCode;
  readonly stateLevel: Level;
  readonly stateTitle: Said;
  readonly stateDetail: Said | null;
  readonly snapshots: number;
  readonly ready: number;
  readonly pending: number;
  readonly failed: number;
  readonly unknown: number;
  readonly limitUsed: number;
  readonly limitOf: number;
  readonly pendingOf: number | null;
  readonly newestRestorable: Instant | null;
  readonly newestRestorableAgeSeconds: number | null;
  readonly days: string;
  readonly exists: boolean | null;
};

/** A state and its words. */
export type UnitState = {
  /** Stable. */
  readonly code: StateCode;
  /** Follows from the code. */
  readonly level: Level;
  /** A few words. */
  readonly title: Said;
  /** A few more. */
  readonly detail: Said | null;
};

/** Every verb by its name. */
export type Verbs = {
  readonly version: Call<AskPlain, Version>;
  readonly limits: Call<AskPlain, Limits>;
  readonly presets: Call<AskPlain, Presets>;
  readonly prices: Call<AskPlain, Prices>;
  readonly name: Call<AskName, Name>;
  readonly policy: Call<AskPolicy, PolicyRead>;
  readonly ranges: Call<AskRanges, Ranges>;
  readonly inventory: Call<AskPlain, Inventory>;
  readonly chains: Call<AskChains, Chains>;
  readonly plan: Call<AskPlan, Plan>;
  readonly cost: Call<AskCost, FleetCost>;
  readonly lint: Call<AskLint, Lint>;
  readonly simulate: Call<AskSimulate, Simulation>;
  readonly compare: Call<AskCompare, Compared>;
  readonly export: Call<AskExport, Exported>;
  readonly restore: Call<AskRestore, Restore>;
  readonly rows: Call<AskRows, Rows>;
};

/** What happens to a snapshot. */
export type Verdict = "keep" | "drop" | "hold" | "not_counted";

/** The answer of `version`. */
export type Version = {
  readonly version: string;
  readonly abi: number;
  readonly apiVersion: string;
};

/** Something the user should know that did not stop the call. */
export type Warning = {
  readonly code: string;
  readonly message: Said;
  readonly target: string | null;
};

/** How runs go. */
export type Weather = {
  readonly missed?: ReadonlyArray<Instant> | null;
  readonly missedEveryNth?: number | null;
  readonly lateMinutes?: number | null;
  readonly lateEveryNth?: number | null;
  readonly readyMinutes?: number | null;
  readonly waitMinutes?: number | null;
};

/** The rules that keep, and what is kept whatever they say. */
export type WholeKeep = {
  /** The newest ones. */
  readonly last: Count;
  readonly minutely: Count;
  readonly hourly: Count;
  readonly daily: Count;
  readonly weekly: Count;
  readonly monthly: Count;
  readonly quarterly: Count;
  readonly yearly: Count;
  /** Everything younger than that; the others keep one a bucket of what is younger. */
  readonly within: Period | null;
  readonly withinMinutely: Period | null;
  readonly withinHourly: Period | null;
  readonly withinDaily: Period | null;
  readonly withinWeekly: Period | null;
  readonly withinMonthly: Period | null;
  readonly withinQuarterly: Period | null;
  readonly withinYearly: Period | null;
  /** Those that carry one of these. */
  readonly tags: ReadonlyArray<TagRule>;
  /** Those made at or after this. */
  readonly since: Instant | null;
};

/**
 * A retention policy.
 *
 * Read one with `from_json`, which checks it and fills in every default. It serialises with all
 * members in one order, so that equal policies are equal bytes, and reads back as itself.
 */
export type WholePolicy = {
  /** The form of the policy: 1. */
  readonly version: number;
  /** A short name, 1 to 64 of `A-Z a-z 0-9 _ -`; the value of the tag `snapline-policy` and part of every key. */
  readonly id: string;
  /** Whose manners the rules have. */
  readonly preset: PolicyPreset;
  /** IANA name in its usual casing; all calendar rules use it. */
  readonly zone: string;
  /** What is kept. */
  readonly keep: WholeKeep;
  /** Younger ones are kept. */
  readonly minAge: Period | null;
  /** Older ones are dropped. */
  readonly maxAge: Period | null;
  /** `max_age` drops only what `keep.last` would drop too. */
  readonly ageAndCount: boolean;
  /** Never fewer than this are left, at least 1. */
  readonly floor: number;
  /** Which one stands for a bucket. */
  readonly pick: PolicyPick;
  /** What a rule does with what earlier ones kept. */
  readonly overlap: PolicyOverlap;
  /** What a rule that is not filled keeps more. */
  readonly filler: PolicyFiller;
  /** How two snapshots share a bucket. */
  readonly bucket: PolicyBucketing;
  /** Whether the repeated hour is one or two. */
  readonly dst: PolicyDst;
  /** What a quarter is. */
  readonly quarter: PolicyQuarter;
  /** How months are taken from a date. */
  readonly months: PolicyMonths;
  /** What ages are measured from. */
  readonly withinFrom: PolicyWithinFrom;
  /** Only ours are ever dropped. */
  readonly ownedOnly: boolean;
  /** Snapshots to treat as ours, by id, sorted. */
  readonly adopt: ReadonlyArray<string>;
  /** A plan older than this is not carried out. */
  readonly maxPlanAge: Period;
  /** When snapshots are taken; without it, when they are asked for. */
  readonly schedule: Schedule | null;
};

export type WithoutEstimate = {
  readonly stored: Band;
  readonly perMonth: Band;
};

/** What of a request has a meaning for some formats only, by format; the others refuse it. */
export const EXPORT_TAKES: { readonly [F in Format]: readonly string[] } = {
  arm: ["slot", "disks", "snapshotResourceGroup", "tags", "template"],
  az_powershell: ["slot", "disks", "snapshotResourceGroup", "tags", "template"],
  azure_cli: ["slot", "disks", "snapshotResourceGroup", "tags", "template"],
  bicep: ["slot", "disks", "snapshotResourceGroup", "tags", "template"],
  csv: ["slot", "disks", "snapshotResourceGroup", "tags", "template"],
  icalendar: ["from", "until"],
  portal_steps: ["slot", "disks", "snapshotResourceGroup", "tags", "template"],
  runbook: ["disks", "snapshotResourceGroup", "tags", "template"],
};
