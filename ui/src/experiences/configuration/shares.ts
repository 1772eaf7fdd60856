// Percentages of two decimals, reckoned in hundredths so that they add up.
const WHOLE = 10_000;

/** Shares as equal as can be that add up to 100, the larger first: 33.34, 33.33, 33.33. */
export function equalShares(count: number): number[] {
  const least = Math.floor(WHOLE / count);
  const larger = WHOLE - least * count;
  return Array.from({ length: count }, (_, index) => (least + (index < larger ? 1 : 0)) / 100);
}

export function sumOf(shares: readonly (number | "")[]): number {
  return shares.reduce<number>((sum, share) => sum + Math.round((share || 0) * 100), 0) / 100;
}

/** Whether shares hand out all visitors; the server lets them be 0.01 off, for thirds. */
export function isWhole(shares: readonly (number | "")[]): boolean {
  return Math.abs(Math.round(sumOf(shares) * 100) - WHOLE) <= 1;
}
