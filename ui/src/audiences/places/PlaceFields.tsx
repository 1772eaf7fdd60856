import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { text } from "../../text";
import { cityName, countryName, regionName } from "./names";
import { citiesQuery, countriesQuery, regionsQuery } from "./places";

const words = text.audiences.places;
const PAUSE_MS = 200;

interface Option {
  value: string;
  label: string;
}

type Props = Omit<SelectProps<string>, "value" | "onChange" | "data"> & { value: string; onChange: (value: string) => void };

/** A country, picked by its name or code. */
export function CountryField({ value, onChange, ...props }: Props) {
  const { data } = useQuery(countriesQuery);
  const options = useMemo(() => (data ?? []).map(({ code, name }) => ({ value: code, label: name })), [data]);
  const current = options.find((option) => option.value === value.toUpperCase())?.value ?? value;
  return (
    <Select
      placeholder={words.country}
      {...props}
      data={withCurrent(options, current, countryName(value))}
      value={current || null}
      onChange={(chosen) => onChange(chosen ?? "")}
      searchable
      limit={300}
      nothingFoundMessage={text.app.nothingFound}
    />
  );
}

/** A region, searched on the server in any language. */
export function RegionField({ country = "", ...props }: Props & { country?: string }) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, PAUSE_MS);
  const { data, isFetching } = useQuery({ ...regionsQuery(search, country), placeholderData: keepPreviousData });
  const known = useRegionNames(props.value ? [props.value] : []);
  const options = (data ?? []).map(({ code, name, country: where }) => ({
    value: code,
    label: country ? name : `${name}, ${countryName(where)}`,
  }));
  return (
    <Searched
      {...props}
      placeholder={props.placeholder ?? words.region}
      options={options}
      currentLabel={regionName(props.value, known)}
      typed={typed}
      onType={setTyped}
      isFetching={isFetching}
    />
  );
}

/** A city, searched on the server in any language. */
export function CityField({ country = "", region = "", ...props }: Props & { country?: string; region?: string }) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, PAUSE_MS);
  const { data, isFetching } = useQuery({ ...citiesQuery(search, country, region), placeholderData: keepPreviousData });
  const options = (data ?? []).map(({ value, name, region: where, country: land }) => ({
    value,
    label: [name, where?.split("-")[1], countryName(land)].filter(Boolean).join(", "),
  }));
  return (
    <Searched
      {...props}
      placeholder={props.placeholder ?? words.city}
      options={options}
      currentLabel={cityName(props.value)}
      typed={typed}
      onType={setTyped}
      isFetching={isFetching}
    />
  );
}

interface SearchedProps extends Props {
  options: Option[];
  currentLabel: string;
  typed: string;
  onType: (typed: string) => void;
  isFetching: boolean;
}

function Searched({ options, currentLabel, typed, onType, isFetching, value, onChange, ...props }: SearchedProps) {
  const data = withCurrent(options, value, currentLabel);
  const shown = data.find((option) => option.value === value)?.label ?? "";
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Select
      {...props}
      data={data}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? "")}
      searchable
      searchValue={isOpen ? typed : shown}
      onSearchChange={(search) => isOpen && onType(search === shown ? "" : search)}
      onDropdownOpen={() => {
        setIsOpen(true);
        onType("");
      }}
      onDropdownClose={() => setIsOpen(false)}
      // The server has searched, in more spellings than the options show.
      filter={({ options: found }) => found}
      nothingFoundMessage={isFetching ? words.searching : text.app.nothingFound}
    />
  );
}

/** The names of the regions of these codes, as far as they are known yet. */
export function useRegionNames(codes: readonly string[]): ReadonlyMap<string, string> {
  const wanted = [...new Set(codes.map((code) => code.toUpperCase()))].sort();
  const { data } = useQuery({
    queryKey: ["places", "region names", ...wanted],
    queryFn: async ({ client }) => {
      const found = await Promise.all(wanted.map((code) => client.fetchQuery(regionsQuery(code, ""))));
      return found.flat().map(({ code, name }) => [code, name] as const);
    },
    enabled: wanted.length > 0,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => new Map(data ?? []), [data]);
}

function withCurrent(options: Option[], value: string, label: string): Option[] {
  return !value || options.some((option) => option.value === value) ? options : [{ value, label }, ...options];
}
