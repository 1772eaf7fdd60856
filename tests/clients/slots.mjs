// The published method of assigning visitors to slots, written a second time: in another language, with other numbers.
// Reads {experience, visitors: […]} from standard input; prints {visitor: slot}.
import { readFileSync } from 'node:fs';

const word = (value) => BigInt.asUintN(64, value);
const rotate = (value, bits) => word((value << bits) | (value >> (64n - bits)));

function finish(value) {
  value = word((value ^ (value >> 33n)) * 0xff51afd7ed558ccdn);
  value = word((value ^ (value >> 33n)) * 0xc4ceb9fe1a85ec53n);
  return value ^ (value >> 33n);
}

// MurmurHash3 x64 128, seed 0: its first 64 bits.
function hash(uid) {
  const data = Buffer.from(uid, 'utf8');
  const [c1, c2] = [0x87c37b91114253d5n, 0x4cf5ad432745937fn];
  const mixed1 = (k) => word(rotate(word(k * c1), 31n) * c2);
  const mixed2 = (k) => word(rotate(word(k * c2), 33n) * c1);
  let [h1, h2] = [0n, 0n];
  let at = 0;
  for (; at + 16 <= data.length; at += 16) {
    h1 = word(word(rotate(h1 ^ mixed1(data.readBigUInt64LE(at)), 27n) + h2) * 5n + 0x52dce729n);
    h2 = word(word(rotate(h2 ^ mixed2(data.readBigUInt64LE(at + 8)), 31n) + h1) * 5n + 0x38495ab5n);
  }
  const tail = Buffer.alloc(16);
  data.copy(tail, 0, at);
  h2 ^= mixed2(tail.readBigUInt64LE(8));
  h1 ^= mixed1(tail.readBigUInt64LE(0));
  h1 ^= BigInt(data.length);
  h2 ^= BigInt(data.length);
  h1 = word(h1 + h2);
  h2 = word(h2 + h1);
  return word(finish(h1) + finish(h2));
}

// The finalizer of splitmix64.
function mix(value) {
  value = word((value ^ (value >> 30n)) * 0xbf58476d1ce4e5b9n);
  value = word((value ^ (value >> 27n)) * 0x94d049bb133111ebn);
  return value ^ (value >> 31n);
}

const { experience, visitors } = JSON.parse(readFileSync(0, 'utf8'));
const slot = (uid) => Number(((mix(hash(uid) ^ hash(experience)) >> 32n) * 10000n) >> 32n);
console.log(JSON.stringify(Object.fromEntries(visitors.map((uid) => [uid, slot(uid)]))));
