// Preloaded with `node --require`: the name TEST_HOST is this machine; every other name but localhost is unknown.
const dns = require('node:dns');

const here = new Set(['localhost', '127.0.0.1', process.env.TEST_HOST]);
const { lookup } = dns;

dns.lookup = (name, options, callback) => {
  if (here.has(name)) return lookup('127.0.0.1', options, callback);
  const done = typeof options === 'function' ? options : callback;
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND', hostname: name });
  process.nextTick(done, error);
};
