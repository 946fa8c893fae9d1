/** What the core says of what it refuses, in French. */

import type { Sentences } from "../index.ts";

export const refusals = {
  // Policies
  policy_wrong: "stratégie{place, select, none {} other {, {nth, select, none {} other {mot {nth}, }}`{place}`}} : {problem}",
  policy_not_json: "le texte n’est pas du JSON : {why}",
  policy_members: "{given} membres sont donnés ; il n’en existe pas la moitié",
  policy_twice: "est donné deux fois",
  policy_unknown: "aucun {what, select, word {mot} other {membre}} ne s’appelle `{name}` ; {near, select, none {attendu : l’un de {known}} other {vouliez-vous dire `{near}` ?}}",
  policy_not_allowed: "`{given}` n’est pas permis ; {expected}",
  expects: "attendu : {what, select, object {un objet} flag {`true` ou `false`} text {un texte} texts {une liste de textes} duration {un texte avec une durée ISO 8601 comme `P30D`} duration_form {une durée ISO 8601 comme `P30D`, `PT6H` ou `P1Y`, sans signe ni fraction, de moins de 10 000 ans} duration_zero {une durée plus longue que rien} instant {un texte avec un instant comme `2026-11-20T02:00:00Z`} instant_form {RFC 3339 avec un décalage, comme `2026-11-20T02:00:00Z`} later {un instant après `start`} id {de 1 à 64 des caractères `A-Z a-z 0-9 _ -`} snapshot {l’id d’un instantané} tag {`name` ou `name=value`} day {au moins un jour ; omettez-le pour tous les jours} hours {1, 2, 3, 4, 6, 8, 12 ou 24} clock {une heure de `00:00` à `23:59`} other {1}}",
  expects_number: "attendu : un nombre entier de {least} à {most}{all, select, none {} other {, ou `{all}`}}",
  expects_one_of: "attendu : {count, plural, =1 {{of}} other {l’un de {of}}}",
  expects_time: "attendu : au moins une heure comme `{such}`",
  expects_times: "attendu : `{times}` ou `{every}`",
  policy_times_too: "`{times}` est donné aussi ; attendu : l’un des deux",
  policy_from_alone: "il va avec `{every}`, pas avec `{times}` ; omettez-le",
  policy_tag_long: "le nom d’une étiquette a au plus 512 caractères, sa valeur 256",
  policy_list_long: "la liste a {given} éléments ; {most} au plus sont acceptés",
  policy_no_preset: "`{preset}` n’est pas un préréglage ; attendu : l’un de {known}",
  policy_ages: "`{least}` est plus long que `{max_age}`, `{most}` ; attendu : cela au plus",
  policy_age_and_count: "`true` a besoin de `{max_age}` et de `{last}` ; donnez-les ou omettez ceci",
  policy_no_slot: "`{end}` ne laisse aucun moment après `start`, `{start}` ; attendu : un instant plus tardif",
  policy_lone: "le préréglage `{preset}` a soit `{last}` soit `{max_age}` et aucune autre règle ; omettez le reste",
  policy_no_zone: "manque ; attendu : un fuseau IANA comme `Europe/Vienna` ou `UTC`",
  policy_part_of_schedule: "fait partie d’un calendrier ; attendu : `at=02:00` ou `every=6h` à côté",
  policy_no_value: "n’a pas de valeur ; attendu : une valeur comme dans `{such}`",
  policy_quote_open: "le guillemet n’est pas fermé ; attendu : un `\"` à la fin",
  policy_quote_inside: "entre guillemets, `\\` et les caractères de contrôle s’écrivent comme en JSON : `\\\\`, `\\n`",
  policy_quote_followed: "quelque chose suit le guillemet fermant ; attendu : une espace",

  // Zones, ids and JSON
  zone_unknown: "`{zone}` n’est pas un fuseau IANA ; {found, plural, =0 {attendu : un nom comme `Europe/Vienna` ou `UTC`} =1 {vouliez-vous dire {near} ?} other {vouliez-vous dire l’un de {near} ?}}",
  id_wrong: "`{id}` n’est pas un id de ressource : {why, select, long {aucun id n’est aussi long} character {il contient un caractère qu’aucun id n’a} segment {une partie est vide, blanche ou un pas vers un autre dossier} few {il a trop peu de parties} slash {une partie contient une barre oblique} other {les mots `subscriptions`, `resourceGroups` et `providers` ne sont pas à leur place}} ; attendu : `/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/disks/<name>`",
  json_wrong: "{why, select, end {le texte s’arrête trop tôt} colon {un `:` manque} separator {un `,` ou le crochet fermant manque} value {une valeur est attendue ici} comma {il y a un `,` de trop} more {quelque chose suit la fin} name {le nom d’un membre doit être un texte} control {un texte contient un caractère de contrôle} number {un nombre est mal écrit ou trop grand} escape {un mauvais caractère suit `\\`} other {{words}}}",
  json_wrong_at: "{wrong}, ligne {line}, colonne {column}",
} satisfies Partial<Sentences>;
