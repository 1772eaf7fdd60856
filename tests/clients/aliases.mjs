// Reads [{entry, contentType}] from standard input and prints for each what the published utils find in the entry for
// counting impressions: {entry_uid, contenttype_uid, variants: [alias, …]}.
import { readFileSync } from 'node:fs';
import { getVariantAliases } from '@contentstack/utils';

for (const { entry, contentType } of JSON.parse(readFileSync(0, 'utf8')))
  console.log(JSON.stringify(getVariantAliases(entry, contentType)));
