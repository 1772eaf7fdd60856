import { NumberInput, Select, TextInput } from "@mantine/core";

import { text } from "../../text";
import { CityField, CountryField, RegionField } from "../places/PlaceFields";
import { shapeOf } from "./conditions";
import { useSurroundings } from "./context";
import { TimeValue } from "./TimeValue";
import { type Condition, fieldReference, type Given, parameterName, parameterPointer } from "./wire";

const words = text.audiences.builder;
const WIDE = { flex: "1 1 130px", miw: 120 } as const;

interface GivenProps {
  value: Given;
  onChange: (value: Given) => void;
}

interface Props extends GivenProps {
  field: string;
  condition: Condition;
}

/** What a rule compares with, entered as befits its attribute. Nothing where the condition compares with nothing. */
export function ValueEditor({ field, condition, value, onChange }: Props) {
  const { comparison } = value;
  const set = (next: Given["comparison"]) => onChange({ ...value, comparison: next });
  if (shapeOf(condition) === "none" || !comparison) return null;
  switch (comparison.__type) {
    case "StringMatchOptions":
      return <TextValue field={field} value={comparison.value} onChange={(entered) => set({ ...comparison, value: entered })} />;
    case "NumberMatchOptions":
      return (
        <NumberInput
          {...WIDE}
          aria-label={words.value}
          placeholder="0"
          value={Number.isNaN(comparison.value) ? "" : comparison.value}
          onChange={(entered) => set({ ...comparison, value: typeof entered === "number" ? entered : Number.NaN })}
          allowedDecimalSeparators={[".", ","]}
        />
      );
    case "DateTimeMatchOptions":
      return <TimeValue options={comparison} onChange={set} />;
    case "AudienceMatchOptions":
      return <LyticsField value={comparison.value} onChange={(entered) => set({ ...comparison, value: entered })} />;
    case "FlowStateMatchOptions":
      return (
        <>
          <TextInput
            {...WIDE}
            aria-label={words.flow}
            placeholder={words.flow}
            value={comparison.flowId}
            onChange={(event) => set({ ...comparison, flowId: event.currentTarget.value })}
          />
          <TextInput
            {...WIDE}
            aria-label={words.flowState}
            placeholder={words.flowState}
            value={comparison.flowState}
            onChange={(event) => set({ ...comparison, flowState: event.currentTarget.value })}
          />
        </>
      );
  }
}

/** The name of the query parameter that a rule is about. */
export function ParameterName({ value, onChange }: GivenProps) {
  return (
    <TextInput
      flex="1 1 110px"
      miw={100}
      aria-label={words.parameter}
      placeholder={words.parameterPlaceholder}
      value={parameterName(value.pointer ?? "")}
      onChange={(event) => onChange({ ...value, pointer: parameterPointer(event.currentTarget.value) })}
    />
  );
}

interface TextProps {
  field: string;
  value: string;
  onChange: (value: string) => void;
}

const SYSTEMS = choices(text.audiences.systems);
const DEVICES = choices(text.audiences.devices);

function TextValue({ field, value, onChange }: TextProps) {
  const props = { ...WIDE, "aria-label": words.value, value, onChange };
  const { __type: kind, ref } = fieldReference(field);
  switch (kind === "PresetAttributeReference" ? ref : "") {
    case "COUNTRY":
      return <CountryField {...props} />;
    case "REGION":
      return <RegionField {...props} />;
    case "CITY":
      return <CityField {...props} />;
    case "DEVICE_TYPE":
      return <Fixed {...props} data={DEVICES} />;
    case "OPERATING_SYSTEM":
      return <Fixed {...props} data={SYSTEMS} />;
    default:
      return <TextInput {...props} placeholder={words.value} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}

interface FixedProps {
  data: { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

function Fixed({ value, onChange, data, ...props }: FixedProps) {
  const current = value.toUpperCase();
  const all = !value || data.some((one) => one.value === current) ? data : [...data, { value: current, label: value }];
  return <Select {...props} data={all} value={current || null} onChange={(chosen) => onChange(chosen ?? "")} />;
}

function LyticsField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { lytics } = useSurroundings().vocabulary;
  const data = [...lytics].map(([uid, name]) => ({ value: uid, label: name }));
  if (value && !lytics.has(value)) data.push({ value, label: value });
  return (
    <Select
      {...WIDE}
      aria-label={words.value}
      data={data}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? "")}
      searchable
      nothingFoundMessage={text.app.nothingFound}
    />
  );
}

function choices(labels: Readonly<Record<string, string>>) {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}
