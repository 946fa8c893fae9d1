/** What the core says of what it refuses, in Swedish. */

import type { Sentences } from "../index.ts";

export const refusals = {
  // Policies
  policy_wrong: "principen{place, select, none {} other {, {nth, select, none {} other {ord {nth}, }}`{place}`}}: {problem}",
  policy_not_json: "texten är inte JSON: {why}",
  policy_members: "{given} medlemmar har angetts; det finns inte hälften så många",
  policy_twice: "har angetts två gånger",
  policy_unknown: "{what, select, word {inget ord} other {ingen medlem}} heter `{name}`; {near, select, none {förväntat: någon av {known}} other {menade du `{near}`?}}",
  policy_not_allowed: "`{given}` får inte stå här; {expected}",
  expects: "förväntat: {what, select, object {ett objekt} flag {`true` eller `false`} text {en text} texts {en lista med texter} duration {en text med en varaktighet enligt ISO 8601, som `P30D`} duration_form {en varaktighet enligt ISO 8601, som `P30D`, `PT6H` eller `P1Y`, utan tecken och bråk, under 10 000 år} duration_zero {en varaktighet längre än ingenting} instant {en text med en tidpunkt, som `2026-11-20T02:00:00Z`} instant_form {RFC 3339 med tidsförskjutning, som `2026-11-20T02:00:00Z`} later {en tidpunkt efter `start`} id {1 till 64 av tecknen `A-Z a-z 0-9 _ -`} snapshot {id för en ögonblicksbild} tag {`name` eller `name=value`} day {minst en dag; utelämna den för alla dagar} hours {1, 2, 3, 4, 6, 8, 12 eller 24} clock {ett klockslag från `00:00` till `23:59`} other {1}}",
  expects_number: "förväntat: ett heltal från {least} till {most}{all, select, none {} other {, eller `{all}`}}",
  expects_one_of: "förväntat: {count, plural, one {{of}} other {någon av {of}}}",
  expects_time: "förväntat: minst en tid, som `{such}`",
  expects_times: "förväntat: `{times}` eller `{every}`",
  policy_times_too: "`{times}` har också angetts; förväntat: en av de två",
  policy_from_alone: "det hör till `{every}`, inte till `{times}`; utelämna det",
  policy_tag_long: "namnet på en tagg har högst 512 tecken, värdet 256",
  policy_list_long: "listan har {given} element; högst {most} tas emot",
  policy_no_preset: "`{preset}` är ingen förinställning; förväntat: någon av {known}",
  policy_ages: "`{least}` är längre än `{max_age}`, `{most}`; förväntat: högst det",
  policy_age_and_count: "`true` kräver både `{max_age}` och `{last}`; ange dem eller utelämna detta",
  policy_no_slot: "`{end}` lämnar inget tillfälle efter `start`, `{start}`; förväntat: en senare tidpunkt",
  policy_lone: "förinställningen `{preset}` har antingen `{last}` eller `{max_age}` och ingen annan regel; utelämna resten",
  policy_no_zone: "saknas; förväntat: en IANA-tidszon som `Europe/Vienna` eller `UTC`",
  policy_part_of_schedule: "hör till ett schema; förväntat: `at=02:00` eller `every=6h` bredvid",
  policy_no_value: "har inget värde; förväntat: ett som i `{such}`",
  policy_quote_open: "citattecknet är inte stängt; förväntat: ett `\"` i slutet",
  policy_quote_inside: "mellan citattecken skrivs `\\` och styrtecken som i JSON: `\\\\`, `\\n`",
  policy_quote_followed: "något följer på det stängande citattecknet; förväntat: ett mellanslag",

  // Zones, ids and JSON
  zone_unknown: "`{zone}` är ingen IANA-tidszon; {found, plural, =0 {förväntat: ett namn som `Europe/Vienna` eller `UTC`} one {menade du {near}?} other {menade du någon av {near}?}}",
  id_wrong: "`{id}` är inget resurs-id: {why, select, long {så långt är inget id} character {det innehåller ett tecken som inget id har} segment {en del är tom, blank eller ett steg till en annan mapp} few {det har för få delar} slash {en del innehåller ett snedstreck} other {orden `subscriptions`, `resourceGroups` och `providers` står inte där de hör hemma}}; förväntat: `/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/disks/<name>`",
  json_wrong: "{why, select, end {texten slutar för tidigt} colon {ett `:` saknas} separator {ett `,` eller den stängande klammern saknas} value {här ska ett värde stå} comma {ett `,` står för mycket} more {något följer efter slutet} name {namnet på en medlem måste vara en text} control {en text innehåller ett styrtecken} number {ett tal är felskrivet eller för stort} escape {efter `\\` står fel tecken} other {{words}}}",
  json_wrong_at: "{wrong}, rad {line}, kolumn {column}",
} satisfies Partial<Sentences>;
