/** What the snippets are filled with. */
export interface Values {
  projectUid: string;
  origin: string;
  stackKey: string;
  token: string;
  environment: string;
}

export const edgeUrl = (origin: string) => `${origin}/personalize-edge`;
export const contentUrl = (origin: string) => `${origin}/v3`;

// JSON is how JavaScript writes text, whatever is in it.
const quoted = (value: string) => `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

export function edgeSnippet({ projectUid, origin }: Values): string {
  return `// npm install @contentstack/personalize-edge-sdk
import Personalize from '@contentstack/personalize-edge-sdk';

Personalize.setEdgeApiUrl(${quoted(edgeUrl(origin))});
const visitor = await Personalize.init(${quoted(projectUid)});

visitor.getVariantAliases(); // which variants are this visitor's

await visitor.set({ age: 42 });             // an attribute, by its key
await visitor.triggerImpression('0');       // experience 0 is on the screen
await visitor.triggerEvent('your event');   // an event, by its key
`;
}

export function nextSnippet({ projectUid, origin }: Values): string {
  return `// middleware.ts; npm install @contentstack/personalize-edge-sdk
import Personalize from '@contentstack/personalize-edge-sdk';
import { type NextRequest, NextResponse } from 'next/server';

export default async function middleware(request: NextRequest) {
  Personalize.setEdgeApiUrl(${quoted(edgeUrl(origin))});
  const visitor = await Personalize.init(${quoted(projectUid)}, { request });

  // The page reads it back with Personalize.variantParamToVariantAliases(...)
  const url = new URL(request.url);
  url.searchParams.set(Personalize.VARIANT_QUERY_PARAM, visitor.getVariantParam());

  const response = NextResponse.rewrite(url);
  await visitor.addStateToResponse(response);
  return response;
}

export const config = { matcher: '/((?!api|_next|favicon.ico).*)' };
`;
}

export function contentSnippet({ origin, stackKey, token, environment }: Values): string {
  return `// npm install @contentstack/delivery-sdk
import contentstack from '@contentstack/delivery-sdk';

const stack = contentstack.stack({
  apiKey: ${quoted(stackKey)},
  deliveryToken: ${quoted(token || "YOUR_DELIVERY_TOKEN")},
  environment: ${quoted(environment || "YOUR_ENVIRONMENT")},
  endpoint: ${quoted(contentUrl(origin))},
});

// \`visitor\` as Personalize.init() returned it. Where two variants change the same field, the first wins.
const entry = await stack
  .contentType('your_content_type')
  .entry('YOUR_ENTRY_UID')
  .variants(visitor.getVariantAliases().join(','))
  .fetch();
`;
}
