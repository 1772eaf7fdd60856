import { queryOptions } from "@tanstack/react-query";

import { management } from "../../api/client";
import type { components } from "../../api/management";

export type Country = components["schemas"]["Country"];
export type Region = components["schemas"]["Region"];
export type City = components["schemas"]["City"];

/** Places do not change while a page is open. */
const FOREVER = { staleTime: Infinity, gcTime: Infinity } as const;

export const countriesQuery = queryOptions({
  queryKey: ["places", "countries"],
  queryFn: async (): Promise<Country[]> => (await management.GET("/geolocation/countries", {})).data ?? [],
  ...FOREVER,
});

export function regionsQuery(search: string, country: string) {
  return queryOptions({
    queryKey: ["places", "regions", country, search],
    queryFn: async (): Promise<Region[]> =>
      (await management.GET("/geolocation/regions", { params: { query: { search, country } } })).data ?? [],
    ...FOREVER,
  });
}

export function citiesQuery(search: string, country: string, region: string) {
  return queryOptions({
    queryKey: ["places", "cities", country, region, search],
    queryFn: async (): Promise<City[]> =>
      (await management.GET("/geolocation/cities", { params: { query: { search, country, region } } })).data ?? [],
    ...FOREVER,
  });
}
