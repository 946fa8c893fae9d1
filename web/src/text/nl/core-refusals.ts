/** What the core says of what it refuses, in Dutch. */

import type { Sentences } from "../index.ts";

export const refusals = {
  // Policies
  policy_wrong: "beleid{place, select, none {} other { bij {nth, select, none {} other {woord {nth}, }}`{place}`}}: {problem}",
  policy_not_json: "de tekst is geen JSON: {why}",
  policy_members: "er zijn {given} onderdelen opgegeven; er bestaan er nog niet half zoveel",
  policy_twice: "is twee keer opgegeven",
  policy_unknown: "geen {what, select, word {woord} other {onderdeel}} heet `{name}`; {near, select, none {verwacht wordt een van {known}} other {bedoelt u `{near}`?}}",
  policy_not_allowed: "`{given}` kan hier niet staan; {expected}",
  expects: "verwacht wordt {what, select, object {een object} flag {`true` of `false`} text {een tekst} texts {een lijst van teksten} duration {een tekst met een ISO 8601-duur zoals `P30D`} duration_form {een ISO 8601-duur zoals `P30D`, `PT6H` of `P1Y`, zonder teken of breuk, korter dan 10.000 jaar} duration_zero {een duur langer dan niets} instant {een tekst met een tijdstip zoals `2026-11-20T02:00:00Z`} instant_form {RFC 3339 met een tijdzoneverschil, zoals `2026-11-20T02:00:00Z`} later {een tijdstip na `start`} id {1 tot 64 van de tekens `A-Z a-z 0-9 _ -`} snapshot {de id van een momentopname} tag {`name` of `name=value`} day {minstens één dag; laat het weg voor elke dag} hours {1, 2, 3, 4, 6, 8, 12 of 24} clock {een tijd van `00:00` tot `23:59`} other {1}}",
  expects_number: "verwacht wordt een geheel getal van {least} tot {most}{all, select, none {} other {, of `{all}`}}",
  expects_one_of: "verwacht wordt {count, plural, one {{of}} other {een van {of}}}",
  expects_time: "verwacht wordt minstens één tijd, zoals `{such}`",
  expects_times: "verwacht wordt `{times}` of `{every}`",
  policy_times_too: "`{times}` is ook opgegeven; verwacht wordt een van de twee",
  policy_from_alone: "dit hoort bij `{every}`, niet bij `{times}`; laat het weg",
  policy_tag_long: "de naam van een tag heeft hoogstens 512 tekens, de waarde 256",
  policy_list_long: "de lijst heeft {given} elementen; er worden er hoogstens {most} aangenomen",
  policy_no_preset: "`{preset}` is geen voorinstelling; verwacht wordt een van {known}",
  policy_ages: "`{least}` is langer dan `{max_age}`, `{most}`; verwacht wordt hoogstens dat",
  policy_age_and_count: "`true` heeft zowel `{max_age}` als `{last}` nodig; stel ze in of laat dit weg",
  policy_no_slot: "`{end}` laat geen moment over na `start`, `{start}`; verwacht wordt een later tijdstip",
  policy_lone: "de voorinstelling `{preset}` heeft óf `{last}` óf `{max_age}` en geen andere regel; laat de rest weg",
  policy_no_zone: "ontbreekt; verwacht wordt een IANA-tijdzone zoals `Europe/Vienna` of `UTC`",
  policy_part_of_schedule: "hoort bij een planning; verwacht wordt `at=02:00` of `every=6h` erbij",
  policy_no_value: "heeft geen waarde; verwacht wordt er een zoals in `{such}`",
  policy_quote_open: "het aanhalingsteken is niet gesloten; verwacht wordt een `\"` aan het einde",
  policy_quote_inside: "tussen aanhalingstekens worden `\\` en stuurtekens geschreven als in JSON: `\\\\`, `\\n`",
  policy_quote_followed: "er staat iets direct achter het sluitende aanhalingsteken; verwacht wordt een spatie",

  // Zones, ids and JSON
  zone_unknown: "`{zone}` is geen IANA-tijdzone; {found, plural, =0 {verwacht wordt een naam zoals `Europe/Vienna` of `UTC`} one {bedoelt u {near}?} other {bedoelt u een van {near}?}}",
  id_wrong: "`{id}` is geen resource-id: {why, select, long {zo lang is geen enkele id} character {er staat een teken in dat geen id heeft} segment {een deel is leeg, blanco of een stap naar een andere map} few {er zijn te weinig delen} slash {in een deel staat een schuine streep} other {de woorden `subscriptions`, `resourceGroups` en `providers` staan niet waar ze horen}}; verwacht wordt `/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/disks/<name>`",
  json_wrong: "{why, select, end {de tekst houdt te vroeg op} colon {er ontbreekt een `:`} separator {er ontbreekt een `,` of het haakje dat sluit} value {hier hoort een waarde} comma {er staat een `,` te veel} more {na het einde staat er nog iets} name {de naam van een onderdeel moet een tekst zijn} control {in een tekst staat een stuurteken} number {een getal is verkeerd geschreven of te groot} escape {achter `\\` staat een verkeerd teken} other {{words}}}",
  json_wrong_at: "{wrong}, regel {line}, kolom {column}",
} satisfies Partial<Sentences>;
