// Reads an entry of a site that can be previewed, through the published delivery SDK for TypeScript, and prints it twice.
// Reads a job from standard input: {endpoint, host, apiKey, token, previewToken, environment, contentType, entry, variants}
// Prints a line for a visitor, and one for somebody who looks at a preview; each time with the variants.
import { readFileSync } from 'node:fs';
import contentstack from '@contentstack/delivery-sdk';

const job = JSON.parse(readFileSync(0, 'utf8'));
const stack = contentstack.stack({
  apiKey: job.apiKey,
  deliveryToken: job.token,
  environment: job.environment,
  endpoint: job.endpoint,
  live_preview: { enable: true, preview_token: job.previewToken, host: job.host },
});
const fetched = () => stack.contentType(job.contentType).entry(job.entry).variants(job.variants).fetch();

console.log(JSON.stringify(await fetched()));
stack.livePreviewQuery({ live_preview: 'hash', contentTypeUid: job.contentType, entryUid: job.entry });
console.log(JSON.stringify(await fetched()));
