// A marketer's and an author's desk: the published clients of Personalize's Management API and of the content API, kept
// open while a test goes through its steps. Three clients are at hand:
//   personalize  the PersonalizationAdapter of @contentstack/cli-variants, with which csdx talks to Personalize
//   variants     its VariantHttpClient, with which csdx writes and publishes entry variants
//   cms          @contentstack/management
// Reads lines {on, calls: [[name, …arguments], …]}: what to call on a client, then on what that gives, and so on; a name
// alone is a property. Prints a line {value} or {error} for each. The first line is {endpoint, personalize, email,
// password}, and later {headers} are sent along by the two clients of csdx.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import * as management from '@contentstack/management';

const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr); // where csdx's modules may say what they want
const require = createRequire(new URL('cli/node_modules/@contentstack/cli-variants/', import.meta.url));
const { PersonalizationAdapter, VariantHttpClient } = require('.');

const clients = {};

async function open({ endpoint, personalize, email, password }) {
  clients.cms = (management.client ?? management.default.client)({ endpoint });
  const { user } = await clients.cms.login({ email, password });
  const headers = { authtoken: user.authtoken };
  clients.personalize = new PersonalizationAdapter({ config: {}, baseURL: personalize, headers });
  const config = { modules: { variantEntry: { query: {} } } };
  clients.variants = new VariantHttpClient({ config, baseURL: new URL(endpoint).origin, headers }); // it adds /v3
  return clients.cms.getUser({ include_orgs: true });
}

function send(headers) {
  for (const client of [clients.personalize, clients.variants]) client.apiClient.headers(headers);
}

async function answer({ on, calls }) {
  let value = clients[on];
  for (const [name, ...values] of calls) {
    const called = value[name];
    if (typeof called !== 'function') value = called;
    // These two of csdx tell what came of them to functions that they are given.
    else if (on === 'variants')
      value = await new Promise((resolve, reject) => called.call(value, ...values, { resolve, reject }));
    else value = await called.apply(value, values);
  }
  return value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  try {
    const value = told.endpoint ? await open(told) : told.headers ? send(told.headers) : await answer(told);
    print(`${JSON.stringify({ value })}\n`);
  } catch (error) {
    print(`${JSON.stringify({ error: error.message ?? error.error ?? error })}\n`);
  }
}
