// How places are called, from the codes that rules keep. Pure.
const countries = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

export function countryName(code: string): string {
  try {
    return countries.of(code.trim().toUpperCase()) ?? code;
  } catch {
    return code;
  }
}

/** "chicago,IL,US" is "Chicago, IL, United States". */
export function cityName(value: string): string {
  const [city = "", region = "", country = ""] = value.split(",").map((part) => part.trim());
  const own = city.replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
  return [own, region.toUpperCase(), country && countryName(country)].filter(Boolean).join(", ");
}

/** "US-AZ" is "Arizona" once that is known, and until then "AZ, United States". */
export function regionName(code: string, known: ReadonlyMap<string, string> = new Map()): string {
  const found = known.get(code.toUpperCase());
  if (found) return found;
  const [country = "", part = ""] = code.toUpperCase().split("-", 2);
  return part ? `${part}, ${countryName(country)}` : code;
}
