// Visits a page that uses the edge SDK's browser bundle, in Chromium, and prints what came of it.
// Reads a job from standard input: {chromium, sdk, edgeApiUrl, project, tls: {cert, key}?, visits: [{query, options, then}]}
//   tls     serves the page over HTTPS on 127.0.0.1, with these files; else it is on http://localhost
//   visits  loads of the page, one after the other in the same browser: the SDK's init with the options, then calls
// Prints one report a visit: {userId, variants, aliases, cookie, secure, network, complaints, error}
//   network     every answer from the Edge API, preflights too: {method, path, status, userId}
//   complaints  errors on the browser's console, and exceptions
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const job = JSON.parse(readFileSync(0, 'utf8'));
const bundle = readFileSync(require.resolve(`${job.sdk}/dist/personalize-edge-sdk.min.js`), 'utf8');
// The page names its icon, so that the browser asks for no other.
const PAGE = '<!doctype html><link rel="icon" href="data:,"><script src="/sdk.js"></script><title>Shop</title>';

function answer(request, response) {
  const isSdk = request.url === '/sdk.js';
  response.setHeader('Content-Type', isSdk ? 'text/javascript' : 'text/html');
  response.end(isSdk ? bundle : PAGE);
}

const site = job.tls
  ? https.createServer({ cert: readFileSync(job.tls.cert), key: readFileSync(job.tls.key) }, answer)
  : http.createServer(answer);
const host = job.tls ? '127.0.0.1' : 'localhost';
await new Promise((resolve) => site.listen(0, host, resolve));
const origin = `${job.tls ? 'https' : 'http'}://${host}:${site.address().port}`;

const browser = await chromium.launch({ executablePath: job.chromium, args: ['--no-sandbox'] });
try {
  const context = await browser.newContext({ ignoreHTTPSErrors: Boolean(job.tls) });
  const page = await context.newPage();
  let [network, complaints] = [[], []];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  // Not Playwright's own events: those leave preflights out.
  const devtools = await context.newCDPSession(page);
  const methods = new Map();
  await devtools.send('Network.enable');
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => methods.set(requestId, request.method));
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (!response.url.startsWith(job.edgeApiUrl)) return;
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
    network.push({
      method: methods.get(requestId),
      path: response.url.slice(job.edgeApiUrl.length),
      status: response.status,
      userId: headers['x-cs-personalize-user-uid'] ?? null,
    });
  });

  for (const visit of job.visits) {
    [network, complaints] = [[], []];
    await page.goto(`${origin}/${visit.query ?? ''}`);
    const report = await page.evaluate(
      async ({ edgeApiUrl, project, options, then }) => {
        personalize.setEdgeApiUrl(edgeApiUrl);
        try {
          const visitor = await personalize.init(project, options);
          for (const [name, ...values] of then ?? []) await visitor[name](...values);
          return {
            userId: visitor.getUserId(),
            variants: visitor.getVariants(),
            aliases: visitor.getVariantAliases(),
            cookie: document.cookie,
          };
        } catch (error) {
          return { error: error.message };
        }
      },
      { edgeApiUrl: job.edgeApiUrl, project: job.project, ...visit },
    );
    report.secure = (await context.cookies()).map((cookie) => cookie.secure);
    console.log(JSON.stringify({ ...report, network, complaints }));
  }
} finally {
  await browser.close();
  site.close();
}
