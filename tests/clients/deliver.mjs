// Reads entries through the published delivery SDK for TypeScript and prints what it gives.
// Reads a job from standard input: {endpoint, apiKey, token, environment, requests: [{contentType, entry, variants, …}]}
//   entry     the uid of one entry; without it all of the content type are listed
//   variants  uids and aliases, first wins
//   include   fields whose references are included
//   locale
//   where     a query as an object: {"url": {"$eq": "/"}}
//   options   further parameters of the query: {"include_applied_variants": "true"}
// Prints one line for each request: the entry, the list's document, or {error: {status, error_code, error_message}}.
import { readFileSync } from 'node:fs';
import contentstack from '@contentstack/delivery-sdk';

const job = JSON.parse(readFileSync(0, 'utf8'));
const stack = contentstack.stack({
  apiKey: job.apiKey,
  deliveryToken: job.token,
  environment: job.environment,
  endpoint: job.endpoint,
});

async function answer({ contentType, entry, variants, include, locale, where, options }) {
  let asked = entry ? stack.contentType(contentType).entry(entry) : stack.contentType(contentType).entry();
  if (variants) asked = asked.variants(variants);
  if (include) asked = asked.includeReference(...include);
  if (locale) asked = asked.locale(locale);
  if (entry) return (options ? asked.addParams(options) : asked).fetch();
  asked = asked.query(where);
  return (options ? asked.addParams(options) : asked).find();
}

for (const request of job.requests) {
  try {
    console.log(JSON.stringify(await answer(request)));
  } catch ({ status, error_code, error_message, message }) {
    console.log(JSON.stringify({ error: { status, error_code, error_message: error_message ?? message } }));
  }
}
