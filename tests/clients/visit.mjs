// Visits a site through a published edge SDK, as a site's server or edge function does, and prints what came of it.
// Reads a job from standard input: {sdk, bundle, edgeApiUrl, project, visits: [{headers, pageUrl, options, then}]}
//   sdk     a folder of node_modules, such as edge-sdk-1.0.9
//   bundle  true takes the SDK's bundle with the native fetch (an edge worker's), false its Node modules
//   visits  headers and pageUrl make the visitor's request; a later visit without headers.cookie sends the cookie
//           that the visit before it was given, unless it has options.userId
//   then    calls on the SDK's instance: [["set", {…}], ["triggerEvent", "Clicked"]]
// Prints one report a visit: {userId, experiences, variants, aliases, parameter, cookies, calls: ["GET /manifest 200"]}
import diagnostics from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';

const require = createRequire(import.meta.url);
const job = JSON.parse(readFileSync(0, 'utf8'));
const base = new URL(job.edgeApiUrl).pathname;

// The SDK looks at no status but the manifest's: what was answered is seen below it, in Node's two HTTP clients.
let calls = [];
const note = (method, path, status) => calls.push(`${method} ${path.slice(base.length)} ${status}`);
diagnostics.subscribe('http.client.response.finish', ({ request, response }) =>
  note(request.method, request.path, response.statusCode));
diagnostics.subscribe('undici:request:headers', ({ request, response }) =>
  note(request.method, request.path, response.statusCode));

function load(sdk, isBundle) {
  if (!isBundle) return require(sdk);
  // Node's lazy accessors would let the bundle's own polyfill replace these for everybody; a worker's are plain values.
  for (const name of ['Headers', 'Request', 'Response']) globalThis[name] = globalThis[name];
  const path = require.resolve(`${sdk}/dist/personalize-edge-sdk.min.js`);
  return vm.runInThisContext(`${readFileSync(path, 'utf8')}\npersonalize`, { filename: path });
}

const personalize = load(job.sdk, job.bundle);
personalize.setEdgeApiUrl(job.edgeApiUrl);

let cookie = null;
for (const visit of job.visits) {
  calls = [];
  const headers = { ...(cookie ? { cookie } : {}), ...visit.headers };
  const request = new Request(visit.pageUrl ?? 'https://shop.example/', { headers });
  const visitor = await personalize.init(job.project, { request, ...visit.options });
  const report = {
    userId: visitor.getUserId(),
    experiences: visitor.getExperiences(),
    variants: visitor.getVariants(),
    aliases: visitor.getVariantAliases(),
    parameter: visitor.getVariantParam(),
  };
  const response = new Response('');
  await visitor.addStateToResponse(response);
  report.cookies = response.headers.getSetCookie();
  for (const [name, ...values] of visit.then ?? []) await visitor[name](...values);
  report.userIdAfterwards = visitor.getUserId();
  report.calls = calls;
  cookie = report.cookies.map((line) => line.split('; ')[0]).find((pair) => pair.startsWith('cs-personalize-user-uid='));
  console.log(JSON.stringify(report));
}
