// A site's server, with the published SDKs: for each visitor it asks the edge for their variants, fetches a page in them,
// renders it, and counts as seen what the page shows.
// Reads a job from standard input: {edgeApiUrl, project, endpoint, apiKey, token, environment, contentType, entry,
// visitors: [{userId, liveAttributes, event}]}; the event, if there is one, is triggered after the page.
// Prints one report a visitor: {aliases, html, counted, calls: ["GET /manifest 200"]}
import diagnostics from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import contentstack from '@contentstack/delivery-sdk';
import { getVariantAliases } from '@contentstack/utils';

const personalize = createRequire(import.meta.url)('edge-sdk-1.0.27');
const job = JSON.parse(readFileSync(0, 'utf8'));
const base = new URL(job.edgeApiUrl).pathname;
const escaped = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (value) => value.replace(/[&<>"]/g, (character) => escaped[character]);

// The SDK looks at no status but the manifest's: what was answered is seen below it.
let calls = [];
diagnostics.subscribe('http.client.response.finish', ({ request, response }) => {
  if (request.path.startsWith(base)) calls.push(`${request.method} ${request.path.slice(base.length)} ${response.statusCode}`);
});

const { apiKey, token, environment, endpoint } = job;
const stack = contentstack.stack({ apiKey, deliveryToken: token, environment, endpoint });
personalize.setEdgeApiUrl(job.edgeApiUrl);

for (const { event, ...options } of job.visitors) {
  calls = [];
  const visitor = await personalize.init(job.project, options);
  const aliases = visitor.getVariantAliases();
  const asked = stack.contentType(job.contentType).entry(job.entry);
  const page = await (aliases.length ? asked.variants(aliases) : asked).fetch();
  const html = `<title>${text(page.title)}</title><h1>${text(page.headline)}</h1><p>${text(page.teaser)}</p>`;
  const counted = getVariantAliases(page, job.contentType).variants;
  if (counted.length) await visitor.triggerImpressions({ aliases: counted });
  if (event) await visitor.triggerEvent(event);
  console.log(JSON.stringify({ aliases, html, counted, calls }));
}
